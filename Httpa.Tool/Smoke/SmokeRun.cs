using System.Security.Cryptography;
using Httpa.Client;
using Httpa.Tool.Services;
using Httpa.Tool.Wire;
using Httpa.Verifiers;

namespace Httpa.Tool.Smoke;

/// <summary>One attested request to a service, taken apart into checks by what was seen on the wire.</summary>
internal sealed class SmokeRun
{
    private const int EchoLength = 256;
    private const int WordLength = 16;

    private readonly Step[] _steps;
    private readonly List<SmokeCheck> _checks = [];
    private readonly List<string> _reasons = [];
    private int _exitCode = ExitCode.Accepted;
    private AttestationResult? _verdict;

    private SmokeRun(HttpaProtocol protocol)
    {
        IsOpenHttpa = protocol == HttpaProtocol.OpenHttpa;
        var (preflight, attest) = (new Step("preflight", e => e.IsPreflight, Preflight), new Step("attest", e => e.IsAttest, Attest));
        _steps = IsOpenHttpa
            ? [preflight, attest, new Step("echo", e => e.IsTrusted, _ => Answer)]
            : [preflight, attest, new Step("session", e => e.IsSession, _ => "both binders match"), new Step("echo", e => e.IsSealed, _ => Answer)];
    }

    /// <summary>Runs all checks; the first that fails leaves the others out.</summary>
    public static async Task<SmokeReport> RunAsync(Uri url, string echoPath, HttpaOptions options, WireTap tap, CancellationToken cancellationToken)
    {
        var run = new SmokeRun(options.Protocol);
        using var client = ServiceOptions.CreateClient(options, tap);
        var started = TimeProvider.System.GetTimestamp();
        await run.EchoAsync(client, new Uri(url, echoPath), cancellationToken);
        run.Observe(tap.Exchanges, started);
        return new SmokeReport
        {
            Url = url.ToString(),
            PolicyName = options.Policy?.Name ?? "none",
            Checks = run._checks,
            EvidenceType = run._verdict?.Type.Token,
            Expires = run._verdict is { IsAccepted: true } accepted ? accepted.Expires : null,
            Reasons = [.. run._reasons.Distinct()],
            ExitCode = run._exitCode,
        };
    }

    private bool IsOpenHttpa { get; }

    private string? Failure { get; set; }

    private string Answer { get; set; } = "";

    /// <summary>Sends bytes that nobody can guess, sealed, and wants them back. A service without such an endpoint answers sealed all the same, and that is what counts.</summary>
    private async Task EchoAsync(HttpClient client, Uri url, CancellationToken cancellationToken)
    {
        var bytes = RandomNumberGenerator.GetBytes(EchoLength);
        var word = Convert.ToHexStringLower(bytes.AsSpan(0, WordLength));
        try
        {
            using var content = IsOpenHttpa ? Json($$"""{"message":"{{word}}"}""") : new ByteArrayContent(bytes);
            using var response = await client.PostAsync(url, content, cancellationToken);
            _verdict = response.GetAttestation();
            var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (_verdict is null) Fail("smoke.not-attested", "the answer did not come through an attested session", ExitCode.Rejected);
            else if (IsOpenHttpa) Answer = $"a sealed answer of {answer.Length} bytes, {(int)response.StatusCode}; {(Holds(answer, word) ? "what went is in it" : "it is no echo")}";
            else if (!response.IsSuccessStatusCode) Answer = $"a sealed answer, {(int)response.StatusCode}: there is no echo at {url.AbsolutePath} (name one with --echo)";
            else if (answer.AsSpan().SequenceEqual(bytes)) Answer = $"{bytes.Length} sealed bytes came back as they went";
            else Fail("smoke.echo-differs", $"{answer.Length} bytes came back, and not those that went", ExitCode.Rejected);
        }
        catch (AttestationException e)
        {
            _verdict = e.Result;
            _reasons.AddRange(e.Result.Findings.Select(f => f.Reason.Code()));
            Fail(null, string.Join("; ", e.Result.Findings), ExitCode.Rejected);
        }
        catch (HttpaProtocolException e)
        {
            Fail(e.Reason.Code(), e.Message, ExitCode.Rejected);
        }
        catch (HttpaConfigurationException e)
        {
            Fail(e.Reason.Code(), e.Message, ExitCode.BadInput);
        }
        catch (HttpRequestException e)
        {
            Fail("smoke.unavailable", e.InnerException is { } cause ? $"{e.Message} {cause.Message}" : e.Message, ExitCode.Unavailable);
        }
    }

    private void Fail(string? reason, string detail, int exitCode)
    {
        if (reason is not null) _reasons.Add(reason);
        (Failure, _exitCode) = (detail, exitCode);
    }

    /// <summary>Each step is a message on the wire; the one that failed is the last that was sent, or the one that should have come after it.</summary>
    private void Observe(IReadOnlyList<WireExchange> exchanges, long started)
    {
        var seen = Array.ConvertAll(_steps, step => exchanges.LastOrDefault(e => step.Is(e)));
        var last = Array.FindLastIndex(seen, e => e is not null);
        for (var i = 0; i < _steps.Length; i++)
        {
            var status = Failure is null || i < last ? SmokeStatus.Passed : i == Math.Max(last, 0) ? SmokeStatus.Failed : SmokeStatus.Skipped;
            var detail = status switch
            {
                SmokeStatus.Passed => _steps[i].Detail(seen[i]),
                SmokeStatus.Failed => Failure!,
                _ => "",
            };
            _checks.Add(new SmokeCheck(_steps[i].Name, status, detail, Milliseconds(seen, i, started)));
        }
    }

    private string Preflight(WireExchange? exchange) => exchange is null ? "left out"
        : IsOpenHttpa ? $"{(int)exchange.Status}: {exchange.AnswerField("Attest-Supported-Versions")}; {exchange.AnswerField("Attest-Supported-Cipher-Suites")}"
        : $"{(int)exchange.Status}: ATTEST is allowed, {exchange.AnswerField("Attest-Versions") ?? "httpa/1"}";

    private string Attest(WireExchange? exchange) => _verdict is null ? "evidence came"
        : $"{_verdict.Type} evidence accepted until {_verdict.Expires.UtcDateTime:yyyy-MM-dd HH:mm} UTC; {exchange?.AnswerField("Attest-Cipher-Suite")}";

    private static bool Holds(byte[] answer, string word) => answer.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(word)) >= 0;

    private static StringContent Json(string json) => new(json, System.Text.Encoding.UTF8, "application/json");

    private static double Milliseconds(WireExchange?[] seen, int step, long started)
    {
        if (seen[step] is not { } exchange) return 0;
        var end = Array.Find(seen[(step + 1)..], e => e is not null)?.Started ?? TimeProvider.System.GetTimestamp();
        return Math.Round(TimeProvider.System.GetElapsedTime(step == 0 ? started : exchange.Started, end).TotalMilliseconds, 1);
    }

    /// <summary>A check: which message it is about, and what to say of it when it passed.</summary>
    private sealed record Step(string Name, Func<WireExchange, bool> Is, Func<WireExchange?, string> Detail);
}
