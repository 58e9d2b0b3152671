using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Httpa.Client;
using Httpa.Tool.Wire;
using Httpa.Verifiers;

namespace Httpa.Tool.Demo;

/// <summary>One attested exchange, step by step. Every row says what was seen on the wire, in the verdict or in the enclave; none is written beforehand.</summary>
internal sealed class DemoExchange(DemoService service)
{
    private readonly DemoSteps _steps = new();
    private WireTap? _tap;
    private AttestationResult? _verdict;
    private string _answer = "";

    /// <summary>The steps so far.</summary>
    public IReadOnlyList<DemoStep> Steps => _steps.All;

    /// <summary>The request in both forms; null when it did not get that far.</summary>
    public DemoWire? Wire { get; private set; }

    /// <summary>Runs all steps; the first that fails is the last.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!await _steps.TakeAsync("service", "a service behind TLS, with a simulated TEE", () => StartAsync(cancellationToken))) return;

        using var tap = _tap = service.Tap();
        using var client = service.Client(tap);
        if (!await AskAsync(client, cancellationToken)) return;
        if (!_steps.Observe(tap, "preflight", "the service speaks HTTPA", e => e.IsPreflight, Preflight)) return;
        if (!_steps.Observe(tap, "attest", "the quote is genuine, its build is the policy's, and it vouches for this exchange's key", e => e.IsAttest, Attest)) return;
        if (!_steps.Observe(tap, "session", "both sides hold the same fresh keys", e => e.IsSession, Session)) return;
        if (service.IsMutual && !_steps.Observe(tap, "client", "the service accepted the client's TEE before it heard the question", e => e.IsSession, Client)) return;
        if (!_steps.Observe(tap, "request", "the enclave alone read it, and the answer is the enclave's", e => e.IsSealed, Request)) return;
        if (!await _steps.TakeAsync("next request", "the session is used again, without a handshake", () => AskAgainAsync(client, cancellationToken))) return;
        if (!await _steps.TakeAsync("streamed answer", "events arrive while the service still writes", () => StreamAsync(client, cancellationToken))) return;
        await _steps.TakeAsync("silence", "nothing private was on the wire", () => Task.FromResult(Silence()));
    }

    private async Task<string> StartAsync(CancellationToken cancellationToken)
    {
        await service.StartAsync(cancellationToken);
        return $"{service.Server.BaseAddress} with {service.Type} evidence";
    }

    // The client's first call does everything at once; the rows about its parts are read off the tap afterwards.
    private async Task<bool> AskAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, DemoService.AnswerPath) { Content = new StringContent(DemoTexts.Question) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", DemoTexts.Token);
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
        var methods = $"{exchange.AnswerField("Access-Control-Allow-Methods")}, {exchange.AnswerField("Allow")}";
        DemoFailure.Unless(methods.Contains("ATTEST", StringComparison.Ordinal), $"{(int)exchange.Status}, and ATTEST is not allowed");
        return $"{(int)exchange.Status}: ATTEST is allowed, {exchange.AnswerField("Attest-Versions") ?? "httpa/1"}";
    }

    private string Attest(WireExchange exchange)
    {
        DemoFailure.Unless(_verdict is { IsAccepted: true }, "the client did not accept the evidence");
        DemoFailure.Unless(_verdict!.Type == service.Type, $"the evidence is of type {_verdict.Type}, not {service.Type}");
        DemoFailure.Unless(_verdict.Items.Count == (service.HasGpu ? 2 : 1), "the evidence of the GPU is missing");
        var claims = _verdict.Claims!.Describe().Count();
        return $"{string.Join(" and ", _verdict.Items.Select(i => i.Type))} evidence with {claims} claims, accepted by '{_verdict.PolicyName}'; {exchange.AnswerField("Attest-Cipher-Suite")}, {exchange.AnswerBody.Length:N0} bytes";
    }

    private string Session(WireExchange exchange)
    {
        DemoFailure.Unless(exchange.AnswerField("Attest-Binder") is not null, "the service proved nothing");
        return string.Create(CultureInfo.InvariantCulture, $"both binders match; the evidence holds until {_verdict!.Expires.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
    }

    private string Client(WireExchange exchange)
    {
        DemoFailure.Unless(service.LastClient is { IsAccepted: true }, "the service knows nothing of the client");
        DemoFailure.Unless(exchange.AnswerField("Attest-Secret") is not null, "the service sealed no secret to the client's key");
        return $"{service.LastClient!.Type} evidence in {exchange.Body.Length:N0} bytes, accepted by '{service.LastClient.PolicyName}'; the keys need both TEEs";
    }

    private string Request(WireExchange exchange)
    {
        DemoFailure.Unless(service.Seen.Count == 1, $"{service.Seen.Count} requests reached the enclave");
        DemoFailure.Unless(service.Seen[0].Contains(DemoTexts.Question), "the enclave read something else");
        DemoFailure.Unless(_answer == DemoTexts.Answer, "the answer is not what the enclave wrote");
        DemoFailure.Unless(!exchange.Shows(DemoTexts.Private), "private words were on the wire");
        Wire = DemoWire.Of(exchange, service.Seen[0], _answer);
        return $"{exchange.Body.Length:N0} sealed bytes out, {exchange.AnswerBody.Length:N0} back; the answer is readable here";
    }

    private async Task<string> AskAgainAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var before = _tap!.Exchanges.Count;
        var answer = await client.GetStringAsync(DemoService.AnswerPath, cancellationToken);
        var passed = _tap.Exchanges.Skip(before).ToList();
        DemoFailure.Unless(answer == DemoTexts.Answer, "the answer is not what the enclave wrote");
        DemoFailure.Unless(passed is [{ IsSealed: true }], $"{passed.Count} messages went out");
        return $"one sealed message, number {passed[0].Field("Attest-Sequence")} of the session";
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
        return "the first event was read before the second was written";
    }

    private string Silence()
    {
        var exchanges = _tap!.Exchanges;
        DemoFailure.Unless(!exchanges.Any(e => e.Shows(DemoTexts.Private)), "private words were on the wire");
        return $"{exchanges.Count} messages each way searched for {DemoTexts.Private.Count} private words: none";
    }
}
