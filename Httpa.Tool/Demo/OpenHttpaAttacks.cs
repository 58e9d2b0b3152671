using System.Text;
using Httpa.Client;
using Httpa.TestServer.Simulated;
using Httpa.Tool.Wire;
using Httpa.Verifiers;

namespace Httpa.Tool.Demo;

/// <summary>What somebody between client and service may try with OpenHTTPA. Each attack is really made, on a client and a session of its own, and must be refused for its own reason.</summary>
internal sealed class OpenHttpaAttacks(DemoService service)
{
    // In every type of evidence this byte is signed.
    private const int SignedOffset = 112;

    /// <summary>Makes every attack.</summary>
    public async Task<IReadOnlyList<DemoAttack>> RunAsync(CancellationToken cancellationToken)
    {
        using var stranger = SimulatedTees.Create(service.Type);
        return
        [
            await AttemptAsync("another build answers", DemoRefusal.ByPolicy, service.Tap(), cancellationToken, service.PolicyForAnotherBuild),
            await AttemptAsync("one bit of the evidence is changed", DemoRefusal.NotGenuine, service.TapFields(ChangeQuote), cancellationToken),
            await AttemptAsync("a proxy puts its own random in", AppraisalReason.BindingMismatch.Code(), service.TapFields(ChangeRandom), cancellationToken),
            await AttemptAsync("the quotes are left out", ProtocolReason.OpenHttpaNoQuote.Code(), service.TapFields((_, name) => Is(name, "Attest-Quotes") ? "(tpm :AAAA:)" : null), cancellationToken),
            await AttemptAsync("a weaker suite is answered", ProtocolReason.SuiteNotOffered.Code(), service.TapFields((_, name) => Is(name, "Attest-Cipher-Suite") ? "X25519_AES256GCM_SHA384" : null), cancellationToken),
            await AttemptAsync("one bit of a sealed request flips", ProtocolReason.RequestBadSeal.Code(), service.Tap(changeRequest: Flip), cancellationToken),
            await AttemptAsync("one bit of a sealed answer flips", ProtocolReason.OpenHttpaAnswerDoesNotOpen.Code(), service.Tap(changeAnswer: Flip), cancellationToken, reached: 1),
            await DemoRefusal.AttemptAsync("an earlier answer is given again", ProtocolReason.OpenHttpaAnswerDoesNotOpen.Code(), () => RepeatAnswerAsync(cancellationToken)),
            await DemoRefusal.AttemptAsync("a sealed request is sent again", "401", () => RepeatRequestAsync(cancellationToken)),
            await DemoRefusal.AttemptAsync("a request comes without a seal", "401", () => SendUnsealedAsync(cancellationToken)),
            .. service.IsMutual
                ? [await AttemptAsync("a client in a TEE that nobody knows asks", ProtocolReason.AttestRefused.Code(), service.Tap(), cancellationToken, clientTee: stranger)]
                : Array.Empty<DemoAttack>(),
        ];
    }

    private Task<DemoAttack> AttemptAsync(
        string name, string promised, WireTap tap, CancellationToken cancellationToken, AttestationPolicy? policy = null, ITee? clientTee = null, int reached = 0) =>
        DemoRefusal.AttemptAsync(name, promised, async () =>
        {
            var before = service.Seen.Count;
            using var client = service.Client(tap, policy, clientTee);
            using var request = OpenHttpaExchange.Question();
            var refusal = await DemoRefusal.OfAsync(client, request, tap, cancellationToken);
            DemoFailure.Unless(service.Seen.Count == before + reached, $"{service.Seen.Count - before} requests reached the enclave");
            DemoFailure.Unless(!tap.Exchanges.Any(e => e.Shows(DemoTexts.Private)), "private words were on the wire");
            return refusal;
        });

    /// <summary>The first answer takes the place of the second.</summary>
    private async Task<DemoRefusal> RepeatAnswerAsync(CancellationToken cancellationToken)
    {
        byte[]? first = null;
        using var tap = service.Tap(changeAnswer: (exchange, body) => exchange.IsTrusted ? first ??= body : body);
        using var client = service.Client(tap);
        DemoFailure.Unless(await client.GetStringAsync(DemoService.AnswerPath, cancellationToken) == DemoTexts.Answer, "the first answer is not what the enclave wrote");
        using var request = OpenHttpaExchange.Question();
        return await DemoRefusal.OfAsync(client, request, tap, cancellationToken);
    }

    /// <summary>Lets an honest exchange happen, then sends its request again, byte for byte, and asks honestly once more.</summary>
    private async Task<DemoRefusal> RepeatRequestAsync(CancellationToken cancellationToken)
    {
        using var tap = service.Tap();
        using var client = service.Client(tap);
        using var honest = OpenHttpaExchange.Question();
        using var first = await client.SendAsync(honest, cancellationToken);
        var before = service.Seen.Count;
        var message = tap.Exchanges.First(e => e.IsTrusted);

        using var attacker = new HttpMessageInvoker(service.Server.CreateTransport());
        using var copy = new HttpRequestMessage(message.Method, message.Uri) { Content = new ByteArrayContent(message.Body) };
        foreach (var (name, value) in message.Fields)
        {
            if (!copy.Headers.TryAddWithoutValidation(name, value)) copy.Content.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await attacker.SendAsync(copy, cancellationToken);
        DemoFailure.Unless(service.Seen.Count == before, "the copy reached the enclave");
        DemoFailure.Unless(await client.GetStringAsync(DemoService.AnswerPath, cancellationToken) == DemoTexts.Answer, "the session does not work any more");
        return await PlainAsync(answer, "the honest session goes on", cancellationToken);
    }

    private async Task<DemoRefusal> SendUnsealedAsync(CancellationToken cancellationToken)
    {
        var before = service.Seen.Count;
        using var attacker = new HttpMessageInvoker(service.Server.CreateTransport());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(service.Server.BaseAddress, DemoService.AnswerPath)) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        using var answer = await attacker.SendAsync(request, cancellationToken);
        DemoFailure.Unless(service.Seen.Count == before, "it reached the enclave");
        return await PlainAsync(answer, "the enclave saw nothing of it", cancellationToken);
    }

    /// <summary>A refusal of this protocol is a status and words; the status stands for a code.</summary>
    private static async Task<DemoRefusal> PlainAsync(HttpResponseMessage answer, string detail, CancellationToken cancellationToken)
    {
        DemoFailure.Unless(!answer.IsSuccessStatusCode, $"it was answered: {(int)answer.StatusCode}");
        return new DemoRefusal([$"{(int)answer.StatusCode}"], "service", $"{await answer.Content.ReadAsStringAsync(cancellationToken)}; {detail}");
    }

    private static string? ChangeQuote(WireExchange exchange, string name)
    {
        if (!Is(name, "Attest-Quotes")) return null;
        var parts = exchange.AnswerField(name)!.Split(':');
        var quote = Convert.FromBase64String(parts[1]);
        quote[SignedOffset] ^= 1;
        parts[1] = Convert.ToBase64String(quote);
        return string.Join(':', parts);
    }

    private static string? ChangeRandom(WireExchange exchange, string name) => Is(name, "Attest-Random") ? $":{Convert.ToBase64String(new byte[32])}:" : null;

    /// <summary>Changes one hexadecimal digit of what is sealed.</summary>
    private static byte[] Flip(WireExchange exchange, byte[] body)
    {
        if (!exchange.IsTrusted || body.Length < 4) return body;
        var changed = (byte[])body.Clone();
        changed[^3] = changed[^3] == (byte)'0' ? (byte)'1' : (byte)'0';
        return changed;
    }

    private static bool Is(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);
}
