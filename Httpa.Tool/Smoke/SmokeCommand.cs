using System.CommandLine;
using System.Text.Json;
using Httpa.Client;
using Httpa.Tool.Services;
using Httpa.Tool.Wire;

namespace Httpa.Tool.Smoke;

/// <summary><c>httpa smoke</c>: is this service attested, and does it answer? For CI and for the first minute with a new service.</summary>
internal static class SmokeCommand
{
    private const int DefaultSeconds = 60;

    private const string Description = "Checks a service: preflight, attest, session, and an echo through the sealed channel.";

    private const string Explanation = """
        Does what a client does, once, and says of each step what was found. Nothing of yours is sent: the echo is 256 random bytes. A service without an echo endpoint passes too, because
        its sealed 404 proves the channel; name your own with --echo.

        Example, beside 'httpa serve --port 8443':
          httpa smoke https://localhost:8443/ --policy httpa-policy.json --certificate httpa-certificate.pem --junit smoke.xml

        A server of OpenHTTPA, which may be without TLS. What it does not seal proves nothing, so that --echo has to name a path that answers JSON to JSON:
          httpa smoke http://localhost:8080/ --protocol openhttpa --policy policy.json --endorsements collateral/ --echo /api/echo --verbose
        """;

    public static Command Create(Terminal terminal)
    {
        var service = new ServiceOptions();
        var protocol = service.Protocol;
        var echo = new Option<string>("--echo") { Description = "The path that sends a POST's body back. Default: /echo.", HelpName = "PATH", DefaultValueFactory = _ => "/echo" };
        var junit = new Option<string?>("--junit") { Description = "Also write the checks as JUnit XML.", HelpName = "FILE" };
        var seconds = new Option<int>("--timeout") { Description = $"The seconds that all of it may take. Default: {DefaultSeconds}.", HelpName = "N", DefaultValueFactory = _ => DefaultSeconds };
        var verbose = new Option<bool>("--verbose") { Description = "Also write every exchange with all fields and, with openhttpa, every public value that the client derived." };
        var json = new Option<bool>("--json") { Description = "Write the result as JSON." };
        var command = new ExplainedCommand("smoke", Description, Explanation) { service.Url, service.Policy, service.Certificate, service.Endorsements };
        protocol.AddTo(command);
        foreach (var option in new Option[] { echo, junit, seconds, verbose, json }) command.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var transport = service.CreateTransport(parsed);
            using var derived = new DerivedValues();
            using var tap = new WireTap(transport);
            var options = service.Read(parsed, parsed.GetValue(verbose) ? derived : null);
            var report = await RunAsync(service.ReadUrl(parsed), parsed.GetRequiredValue(echo), options, tap, parsed.GetValue(seconds), cancellationToken);
            if (parsed.GetValue(verbose)) await WireListing.WriteAsync(parsed.GetValue(json) ? terminal.Error : terminal.Output, tap.Exchanges, derived.Lines);
            if (parsed.GetValue(junit) is { } file) await OutputFile.WriteAsync(file, SmokeView.ToJUnit(report));
            if (parsed.GetValue(json)) await terminal.Output.WriteLineAsync(JsonSerializer.Serialize(report, SmokeReportJson.Default.SmokeReport));
            else SmokeView.Write(report, terminal);
            return report.ExitCode;
        });
        return command;
    }

    private static async Task<SmokeReport> RunAsync(Uri url, string echo, HttpaOptions options, WireTap tap, int seconds, CancellationToken cancellationToken)
    {
        if (!echo.StartsWith('/')) throw new BadInputException($"'{echo}' is no path: it begins with a slash.");
        if (seconds is < 1 or > 3600) throw new BadInputException($"--timeout takes 1 to 3600 seconds, not {seconds}.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        try
        {
            return await SmokeRun.RunAsync(url, echo, options, tap, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UnavailableException($"The service did not answer within {seconds} seconds.");
        }
    }
}
