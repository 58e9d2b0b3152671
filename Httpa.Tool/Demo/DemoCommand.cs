using System.CommandLine;
using System.Text.Json;
using Httpa.Client;
using Httpa.Tool.Services;
using Httpa.Tool.Wire;
using Httpa.Verifiers;

namespace Httpa.Tool.Demo;

/// <summary><c>httpa demo</c>: one attested exchange end to end, and attacks on it.</summary>
internal static class DemoCommand
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(2);

    private const string Description = "Runs one attested exchange end to end on this machine, then attacks it.";

    private const string Explanation = """
        Starts a service on a loopback port, with TLS and a simulated TEE, and talks to it through a plain HttpClient. A tap stands where a proxy that ends TLS would: it shows
        what such a proxy sees, and attacks. Every row is observed, none is written beforehand; the exit code is 0 only when all went as promised.

        The TEE is simulated: its evidence has the vendor's format and runs through the same verifier as genuine evidence, under a root made on the spot.
        """;

    public static Command Create(Terminal terminal)
    {
        var json = new Option<bool>("--json") { Description = "Write the result as JSON." };
        var tee = new Option<string>("--tee") { Description = $"The TEE to simulate: {Known} (a GPU beside a tdx trust domain). Default: sgx.", HelpName = "TYPE", DefaultValueFactory = _ => EvidenceType.Sgx.Token };
        var mutual = new Option<bool>("--mutual") { Description = "The client runs in a TEE too, and the service demands its evidence (mHTTPA)." };
        var protocol = new ProtocolOptions().Protocol;
        var verbose = new Option<bool>("--verbose") { Description = "With openhttpa: also write every exchange with all fields, and every public value that the client derived." };
        var command = new ExplainedCommand("demo", Description, Explanation) { tee, mutual, protocol, verbose, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var listing = parsed.GetValue(verbose) ? (parsed.GetValue(json) ? terminal.Error : terminal.Output) : null;
            await using var service = new DemoService(ReadType(parsed.GetRequiredValue(tee)), parsed.GetValue(mutual), ProtocolOptions.Read(parsed.GetRequiredValue(protocol)));
            var report = await RunAsync(service, listing, cancellationToken);
            if (parsed.GetValue(json)) await terminal.Output.WriteLineAsync(JsonSerializer.Serialize(report, DemoReportJson.Default.DemoReport));
            else DemoView.Write(report, terminal);
            return report.Passed ? ExitCode.Accepted : ExitCode.Rejected;
        });
        return command;
    }

    private static string Known => string.Join(", ", DemoService.Types);

    private static EvidenceType ReadType(string token) =>
        EvidenceType.TryParse(token, out var type) && DemoService.Types.Contains(type) ? type : throw new BadInputException($"'{token}' cannot be simulated; known are {Known}.");

    private static async Task<DemoReport> RunAsync(DemoService service, TextWriter? listing, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeLimit);
        return service.Protocol == HttpaProtocol.OpenHttpa ? await RunOpenHttpaAsync(service, listing, limit.Token) : await RunHttpaAsync(service, limit.Token);
    }

    private static async Task<DemoReport> RunHttpaAsync(DemoService service, CancellationToken cancellationToken)
    {
        var exchange = new DemoExchange(service);
        await exchange.RunAsync(cancellationToken);

        // Attacks on an exchange that does not work would be refused for the wrong reasons.
        var works = exchange.Steps.All(s => s.Passed);
        return new DemoReport { Steps = exchange.Steps, Wire = exchange.Wire, Attacks = works ? await new DemoAttacks(service).RunAsync(cancellationToken) : [] };
    }

    private static async Task<DemoReport> RunOpenHttpaAsync(DemoService service, TextWriter? listing, CancellationToken cancellationToken)
    {
        var exchange = new OpenHttpaExchange(service);
        await exchange.RunAsync(cancellationToken);
        if (listing is not null) await WireListing.WriteAsync(listing, exchange.Exchanges, service.Derived.Lines);
        var works = exchange.Steps.All(s => s.Passed);
        return new DemoReport { Steps = exchange.Steps, Wire = exchange.Wire, Attacks = works ? await new OpenHttpaAttacks(service).RunAsync(cancellationToken) : [] };
    }
}
