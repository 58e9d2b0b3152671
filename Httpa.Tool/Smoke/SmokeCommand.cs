using System.CommandLine;
using System.Text.Json;
using Httpa.Tool.Services;

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
        """;

    public static Command Create(Terminal terminal)
    {
        var service = new ServiceOptions();
        var echo = new Option<string>("--echo") { Description = "The path that sends a POST's body back. Default: /echo.", HelpName = "PATH", DefaultValueFactory = _ => "/echo" };
        var junit = new Option<string?>("--junit") { Description = "Also write the checks as JUnit XML.", HelpName = "FILE" };
        var seconds = new Option<int>("--timeout") { Description = $"The seconds that all of it may take. Default: {DefaultSeconds}.", HelpName = "N", DefaultValueFactory = _ => DefaultSeconds };
        var json = new Option<bool>("--json") { Description = "Write the result as JSON." };
        var command = new ExplainedCommand("smoke", Description, Explanation) { service.Url, service.Policy, service.Certificate, service.Endorsements, echo, junit, seconds, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var transport = service.CreateTransport(parsed);
            var report = await RunAsync(service, parsed, parsed.GetRequiredValue(echo), transport, parsed.GetValue(seconds), cancellationToken);
            if (parsed.GetValue(junit) is { } file) await OutputFile.WriteAsync(file, SmokeView.ToJUnit(report));
            if (parsed.GetValue(json)) await terminal.Output.WriteLineAsync(JsonSerializer.Serialize(report, SmokeReportJson.Default.SmokeReport));
            else SmokeView.Write(report, terminal);
            return report.ExitCode;
        });
        return command;
    }

    private static async Task<SmokeReport> RunAsync(
        ServiceOptions service, ParseResult parsed, string echo, HttpMessageHandler transport, int seconds, CancellationToken cancellationToken)
    {
        if (!echo.StartsWith('/')) throw new BadInputException($"'{echo}' is no path: it begins with a slash.");
        if (seconds is < 1 or > 3600) throw new BadInputException($"--timeout takes 1 to 3600 seconds, not {seconds}.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        try
        {
            return await SmokeRun.RunAsync(service.ReadUrl(parsed), echo, service.Read(parsed), transport, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UnavailableException($"The service did not answer within {seconds} seconds.");
        }
    }
}
