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

    private static readonly string[] Steps = ["preflight", "attest", "session", "echo"];

    private readonly List<SmokeCheck> _checks = [];
    private readonly List<string> _reasons = [];
    private int _exitCode = ExitCode.Accepted;
    private AttestationResult? _verdict;

    /// <summary>Runs all checks; the first that fails leaves the others out.</summary>
    public static async Task<SmokeReport> RunAsync(Uri url, string echoPath, HttpaOptions options, HttpMessageHandler transport, CancellationToken cancellationToken)
    {
        var run = new SmokeRun();
        using var tap = new WireTap(transport);
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

    private string? Failure { get; set; }

    private string Answer { get; set; } = "";

    /// <summary>Sends bytes that nobody can guess, sealed, and wants them back. A service without such an endpoint answers sealed all the same, and that is what counts.</summary>
    private async Task EchoAsync(HttpClient client, Uri url, CancellationToken cancellationToken)
    {
        var bytes = RandomNumberGenerator.GetBytes(EchoLength);
        try
        {
            using var response = await client.PostAsync(url, new ByteArrayContent(bytes), cancellationToken);
            _verdict = response.GetAttestation();
            var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (_verdict is null) Fail("smoke.not-attested", "the answer did not come through an attested session", ExitCode.Rejected);
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
        WireExchange?[] seen = [exchanges.FirstOrDefault(e => e.IsPreflight), exchanges.LastOrDefault(e => e.IsAttest), exchanges.LastOrDefault(e => e.IsSession), exchanges.LastOrDefault(e => e.IsSealed)];
        var last = Array.FindLastIndex(seen, e => e is not null);
        for (var i = 0; i < Steps.Length; i++)
        {
            var status = Failure is null || i < last ? SmokeStatus.Passed : i == Math.Max(last, 0) ? SmokeStatus.Failed : SmokeStatus.Skipped;
            var detail = status switch
            {
                SmokeStatus.Passed => Detail(i, seen[i]),
                SmokeStatus.Failed => Failure!,
                _ => "",
            };
            _checks.Add(new SmokeCheck(Steps[i], status, detail, Milliseconds(seen, i, started)));
        }
    }

    private string Detail(int step, WireExchange? exchange) => step switch
    {
        0 => exchange is null ? "left out" : $"{(int)exchange.Status}: ATTEST is allowed, {exchange.AnswerField("Attest-Versions") ?? "httpa/1"}",
        1 => _verdict is null ? "evidence came" : $"{_verdict.Type} evidence accepted until {_verdict.Expires.UtcDateTime:yyyy-MM-dd HH:mm} UTC; {exchange?.AnswerField("Attest-Cipher-Suite")}",
        2 => "both binders match",
        _ => Answer,
    };

    private static double Milliseconds(WireExchange?[] seen, int step, long started)
    {
        if (seen[step] is not { } exchange) return 0;
        var end = Array.Find(seen[(step + 1)..], e => e is not null)?.Started ?? TimeProvider.System.GetTimestamp();
        return Math.Round(TimeProvider.System.GetElapsedTime(step == 0 ? started : exchange.Started, end).TotalMilliseconds, 1);
    }
}
