using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Httpa.Client;
using Httpa.TestServer.Simulated;
using Httpa.Tool.Wire;
using Httpa.Verifiers;

namespace Httpa.Tool.Demo;

/// <summary>What somebody between client and service may try. Each attack is really made, on a client and a session of its own, and must be refused for its own reason.</summary>
internal sealed class DemoAttacks(DemoService service)
{
    // MRENCLAVE in an SGX quote, and signed in the evidence of every other type too: any such byte would do.
    private const int SignedOffset = 112;

    /// <summary>Makes every attack.</summary>
    public async Task<IReadOnlyList<DemoAttack>> RunAsync(CancellationToken cancellationToken) =>
    [
        await DemoRefusal.AttemptAsync("another build answers", DemoRefusal.ByPolicy, () => AskAsync(service.Tap(), reached: 0, cancellationToken, service.PolicyForAnotherBuild)),
        await DemoRefusal.AttemptAsync("one bit of the evidence is changed", DemoRefusal.NotGenuine, () => AskAsync(service.Tap(changeAnswer: ChangeEvidence), reached: 0, cancellationToken)),
        await DemoRefusal.AttemptAsync("a proxy puts another key in", AppraisalReason.BindingMismatch.Code(), () => AskAsync(service.Tap(changeAnswer: ChangeKey), reached: 0, cancellationToken)),
        await DemoRefusal.AttemptAsync("a session request is sent again", "unknown-session", () => RepeatAsync(e => e.IsSession, cancellationToken)),
        await DemoRefusal.AttemptAsync("a sealed request is sent again", "replayed", () => RepeatAsync(e => e.IsSealed, cancellationToken)),
        await DemoRefusal.AttemptAsync("one bit of a sealed request flips", ProtocolReason.RequestBadSeal.Code(), () => AskAsync(service.Tap(changeRequest: ChangeSealed), reached: 0, cancellationToken)),
        await DemoRefusal.AttemptAsync("one bit of a sealed answer flips", ProtocolReason.BadSeal.Code(), () => AskAsync(service.Tap(changeAnswer: ChangeSealed), reached: 1, cancellationToken)),
        await DemoRefusal.AttemptAsync("a request comes without a seal", "not-sealed", () => SendUnsealedAsync(cancellationToken)),
        .. service.HasGpu ? await AttackGpuAsync(cancellationToken) : [],
        .. service.IsMutual ? await AttackAsClientAsync(cancellationToken) : [],
    ];

    /// <summary>Attacks on the composition of the evidence.</summary>
    private async Task<IReadOnlyList<DemoAttack>> AttackGpuAsync(CancellationToken cancellationToken) =>
    [
        await DemoRefusal.AttemptAsync("a proxy leaves the GPU out", AppraisalReason.CompositeDeviceCountRefused.Code(), () => AskAsync(service.Tap(changeAnswer: DropGpu), reached: 0, cancellationToken)),
    ];

    /// <summary>Attacks of clients, on a service that lets only some in.</summary>
    private async Task<IReadOnlyList<DemoAttack>> AttackAsClientAsync(CancellationToken cancellationToken)
    {
        using var stranger = SimulatedTees.Create(service.Type);
        return
        [
            await DemoRefusal.AttemptAsync(
                "a client in a TEE that nobody knows asks", ProtocolReason.ClientEvidenceRejected.Code(), () => AskAsync(service.Tap(), reached: 0, cancellationToken, clientTee: stranger)),
        ];
    }

    /// <summary>Asks the question through a tap that attacks.</summary>
    private async Task<DemoRefusal> AskAsync(WireTap tap, int reached, CancellationToken cancellationToken, AttestationPolicy? policy = null, ITee? clientTee = null)
    {
        var before = service.Seen.Count;
        using var client = service.Client(tap, policy, clientTee);
        using var request = Question();
        var refusal = await DemoRefusal.OfAsync(client, request, tap, cancellationToken);
        DemoFailure.Unless(service.Seen.Count == before + reached, $"{service.Seen.Count - before} requests reached the enclave");
        DemoFailure.Unless(!tap.Exchanges.Any(e => e.Shows(DemoTexts.Private)), "private words were on the wire");
        return refusal;
    }

    /// <summary>Lets an honest exchange happen, then sends one of its messages again, byte for byte, and asks honestly once more.</summary>
    private async Task<DemoRefusal> RepeatAsync(Func<WireExchange, bool> which, CancellationToken cancellationToken)
    {
        using var tap = service.Tap();
        using var client = service.Client(tap);
        using var honest = Question();
        using var first = await client.SendAsync(honest, cancellationToken);
        var before = service.Seen.Count;
        var message = tap.Exchanges.First(which);

        using var attacker = new HttpMessageInvoker(service.Server.CreateTransport());
        using var copy = new HttpRequestMessage(message.Method, message.Uri) { Content = new ByteArrayContent(message.Body) };
        foreach (var (name, value) in message.Fields)
        {
            if (!copy.Headers.TryAddWithoutValidation(name, value)) copy.Content.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await attacker.SendAsync(copy, cancellationToken);
        DemoFailure.Unless(service.Seen.Count == before, "the copy reached the enclave");

        var messages = tap.Exchanges.Count;
        DemoFailure.Unless(await client.GetStringAsync(DemoService.AnswerPath, cancellationToken) == DemoTexts.Answer, "the session does not work any more");
        DemoFailure.Unless(tap.Exchanges.Count == messages + 1, "the copy ended the session");
        return DemoRefusal.Of(answer, "the honest session goes on");
    }

    private async Task<DemoRefusal> SendUnsealedAsync(CancellationToken cancellationToken)
    {
        var before = service.Seen.Count;
        using var attacker = new HttpMessageInvoker(service.Server.CreateTransport());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(service.Server.BaseAddress, DemoService.AnswerPath)) { Content = new StringContent("nothing private") };
        using var answer = await attacker.SendAsync(request, cancellationToken);
        DemoFailure.Unless(service.Seen.Count == before, "it reached the enclave");
        return DemoRefusal.Of(answer, "the enclave saw nothing of it");
    }

    private static HttpRequestMessage Question() => new(HttpMethod.Post, DemoService.AnswerPath)
    {
        Content = new StringContent(DemoTexts.Question),
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", DemoTexts.Token) },
    };

    private static byte[] ChangeSealed(WireExchange exchange, byte[] body) => exchange.IsSealed ? Flip(body, body.Length - 1) : body;

    private static byte[] ChangeEvidence(WireExchange exchange, byte[] body) =>
        Change(exchange, body, answer => (answer["evidence"]!.AsArray()[0]!.AsObject(), "value", SignedOffset));

    private static byte[] ChangeKey(WireExchange exchange, byte[] body) => Change(exchange, body, answer => (answer, "publicKey", 0));

    private static byte[] DropGpu(WireExchange exchange, byte[] body)
    {
        if (!exchange.IsAttest) return body;
        var answer = JsonNode.Parse(body)!.AsObject();
        answer["evidence"]!.AsArray().RemoveAt(1);
        return System.Text.Encoding.UTF8.GetBytes(answer.ToJsonString());
    }

    /// <summary>Flips a bit of a base64url member in the answer to ATTEST.</summary>
    private static byte[] Change(WireExchange exchange, byte[] body, Func<JsonObject, (JsonObject Owner, string Member, int Offset)> where)
    {
        if (!exchange.IsAttest) return body;
        var answer = JsonNode.Parse(body)!.AsObject();
        var (owner, member, offset) = where(answer);
        owner[member] = Base64Url.EncodeToString(Flip(Base64Url.DecodeFromChars(owner[member]!.GetValue<string>()), offset));
        return System.Text.Encoding.UTF8.GetBytes(answer.ToJsonString());
    }

    private static byte[] Flip(byte[] bytes, int offset)
    {
        var changed = (byte[])bytes.Clone();
        changed[offset] ^= 1;
        return changed;
    }
}
