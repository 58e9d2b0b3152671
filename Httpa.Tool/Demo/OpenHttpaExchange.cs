using System.Net;
using System.Text;
using Httpa.Client;
using Httpa.Tool.Wire;
using Httpa.Verifiers;

namespace Httpa.Tool.Demo;

/// <summary>The demo's exchange by OpenHTTPA. Every row says what was seen on the wire, in the verdict or in the enclave; none is written beforehand.</summary>
internal sealed class OpenHttpaExchange(DemoService service)
{
    private readonly DemoSteps _steps = new();
    private AttestationResult? _verdict;
    private string _answer = "";

    /// <summary>The steps so far.</summary>
    public IReadOnlyList<DemoStep> Steps => _steps.All;

    /// <summary>The request in both forms; null when it did not get that far.</summary>
    public DemoWire? Wire { get; private set; }

    /// <summary>Everything that went over the wire.</summary>
    public IReadOnlyList<WireExchange> Exchanges { get; private set; } = [];

    /// <summary>The demo's question as JSON, which is all that OpenHTTPA carries.</summary>
    public static HttpRequestMessage Question() => new(HttpMethod.Post, DemoService.AnswerPath)
    {
        Content = new StringContent($"{{\"token\":\"{DemoTexts.Token}\",\"question\":\"{DemoTexts.Question}\"}}", Encoding.UTF8, "application/json"),
    };

    /// <summary>Runs all steps; the first that fails is the last.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!await _steps.TakeAsync("service", "a service behind TLS, with a simulated TEE", () => StartAsync(cancellationToken))) return;
        using var tap = service.Tap();
        using var client = service.Client(tap);
        try
        {
            await RunAsync(tap, client, cancellationToken);
        }
        finally
        {
            Exchanges = tap.Exchanges;
        }
    }

    private async Task RunAsync(WireTap tap, HttpClient client, CancellationToken cancellationToken)
    {
        if (!await AskAsync(client, cancellationToken)) return;
        if (!_steps.Observe(tap, "preflight", "the service speaks OpenHTTPA, and gives a challenge", e => e.IsPreflight, Preflight)) return;
        if (!_steps.Observe(tap, "attest", "the quote is genuine, its build is the policy's, and it vouches for this handshake's key share", e => e.IsAttest, Attest)) return;
        if (service.IsMutual && !_steps.Observe(tap, "client", "the service accepted the client's TEE before it heard the question", e => e.IsAttest, Client)) return;
        if (!_steps.Observe(tap, "request", "the enclave alone read it, and the answer is the enclave's", e => e.IsTrusted, Request)) return;
        if (!await _steps.TakeAsync("next request", "the session is used again, under the next counter", () => AskAgainAsync(tap, client, cancellationToken))) return;
        if (!await _steps.TakeAsync("streamed answer", "events arrive while the service still writes", () => StreamAsync(client, cancellationToken))) return;
        if (!await _steps.TakeAsync("limitations", "the verdict says what the protocol cannot give", () => Task.FromResult(Limitations()))) return;
        await _steps.TakeAsync("silence", "nothing private was on the wire", () => Task.FromResult(Silence(tap)));
    }

    private async Task<string> StartAsync(CancellationToken cancellationToken)
    {
        await service.StartAsync(cancellationToken);
        return $"{service.Server.BaseAddress} with {service.Type} evidence";
    }

    private async Task<bool> AskAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var request = Question();
            using var response = await client.SendAsync(request, cancellationToken);
            _answer = await response.Content.ReadAsStringAsync(cancellationToken);
            _verdict = response.GetAttestation();
            DemoFailure.Unless(response.StatusCode == HttpStatusCode.OK, $"the answer was {(int)response.StatusCode}");
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _steps.Fail("first call", "a plain HttpClient over HttpaHandler gets an answer", e.Message);
            return false;
        }
    }

    private static string Preflight(WireExchange exchange)
    {
        DemoFailure.Unless(exchange.AnswerField("Attest-Challenge") is not null, $"{(int)exchange.Status}, and no challenge");
        return $"{(int)exchange.Status}: {exchange.AnswerField("Attest-Supported-Versions")}, {exchange.AnswerField("Attest-Supported-Cipher-Suites")}";
    }

    private string Attest(WireExchange exchange)
    {
        DemoFailure.Unless(_verdict is { IsAccepted: true }, "the client did not accept the evidence");
        DemoFailure.Unless(_verdict!.Type == service.Type, $"the evidence is of type {_verdict.Type}, not {service.Type}");
        var length = exchange.AnswerFields.Sum(f => f.Key.Length + f.Value.Length + 4);
        return $"{_verdict.Type} evidence with {_verdict.Claims!.Describe().Count()} claims, accepted by '{_verdict.PolicyName}'; {length:N0} bytes of fields";
    }

    private string Client(WireExchange exchange)
    {
        DemoFailure.Unless(service.LastClient is { IsAccepted: true }, "the service knows nothing of the client");
        return $"{service.LastClient!.Type} evidence in {exchange.Field("Attest-Quotes")?.Length:N0} characters, accepted by '{service.LastClient.PolicyName}'";
    }

    private string Request(WireExchange exchange)
    {
        DemoFailure.Unless(service.Seen.Count == 1, $"{service.Seen.Count} requests reached the enclave");
        DemoFailure.Unless(service.Seen[0][^1].Contains(DemoTexts.Question, StringComparison.Ordinal), "the enclave read something else");
        DemoFailure.Unless(_answer == DemoTexts.Answer, "the answer is not what the enclave wrote");
        DemoFailure.Unless(!exchange.Shows(DemoTexts.Private), "private words were on the wire");
        Wire = DemoWire.Of(exchange, service.Seen[0], _answer);
        return $"{exchange.Body.Length:N0} bytes out, {exchange.AnswerBody.Length:N0} back; the answer is readable here";
    }

    private static async Task<string> AskAgainAsync(WireTap tap, HttpClient client, CancellationToken cancellationToken)
    {
        var before = tap.Exchanges.Count;
        var answer = await client.GetStringAsync(DemoService.AnswerPath, cancellationToken);
        var passed = tap.Exchanges.Skip(before).ToList();
        DemoFailure.Unless(answer == DemoTexts.Answer, "the answer is not what the enclave wrote");
        DemoFailure.Unless(passed is [{ IsTrusted: true }], $"{passed.Count} messages went out");
        return $"one sealed message, counter {Convert.FromBase64String(passed[0].Field("Attest-Ticket")!)[7]}";
    }

    private async Task<string> StreamAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync(DemoService.StreamPath, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        var first = await reader.ReadLineAsync(cancellationToken);

        // The service writes its second event only now: had the answer been held back until its end, the line above would still wait.
        service.FirstEventRead.SetResult();
        var rest = await reader.ReadToEndAsync(cancellationToken);
        DemoFailure.Unless(first == "data: first" && rest.Contains("data: second", StringComparison.Ordinal), "the events are not those that were written");
        return "the first frame was read before the second was written";
    }

    private string Limitations()
    {
        DemoFailure.Unless(_verdict!.Limitations.Count > 0, "it says nothing");
        return string.Join(", ", _verdict.Limitations.Select(l => l.Code));
    }

    private static string Silence(WireTap tap)
    {
        var exchanges = tap.Exchanges;
        DemoFailure.Unless(!exchanges.Any(e => e.Shows(DemoTexts.Private)), "private words were on the wire");
        return $"{exchanges.Count} messages each way searched for {DemoTexts.Private.Count} private words: none";
    }
}
