using System.CommandLine;
using System.Text.Json;
using Httpa.Client;
using Httpa.Client.Endorsing;
using Httpa.Verifiers;
using Spectre.Console;

namespace Httpa.Tool.Endorsing;

/// <summary><c>httpa endorsements fetch</c>: writes what vendors have for the platforms of some evidence.</summary>
internal static class FetchCommand
{
    private const string Description = "Fetches endorsements for the platforms that evidence comes from.";

    private const string Explanation = """
        Reads from each file what platform it says it comes from (nothing is verified), and asks the vendor for what a verifier needs. For one platform the documents are written into the
        directory itself; for several, into a directory each, named after the platform. 'httpa verify --endorsements' and DirectoryEndorsementSource find both.

        The system's proxy is used (HTTPS_PROXY). A PCCS often has a certificate under a root of its own: name the root with --ca.
        """;

    public static Command Create(Terminal terminal)
    {
        var evidence = new Argument<string[]>("EVIDENCE") { Description = "Files with evidence (sgx, tdx, snp).", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--out") { Description = "The directory to write to.", HelpName = "DIR", Required = true };
        var type = new Option<string?>("--type") { Description = "The type of all the evidence. Default: what each file begins like.", HelpName = "TYPE" };
        var pccs = new Option<string?>("--pccs") { Description = "A provisioning certificate caching service to ask instead of Intel, such as https://pccs.internal:8081/.", HelpName = "URL" };
        var kds = new Option<string?>("--kds") { Description = "A mirror to ask instead of AMD's key distribution service.", HelpName = "URL" };
        var update = new Option<string>("--update") { Description = "The issue of Intel's documents after a TCB recovery: standard or early.", HelpName = "ISSUE", DefaultValueFactory = _ => "standard" };
        var ca = new Option<string?>("--ca") { Description = "The root certificates (PEM) that TLS of --pccs and --kds must end in, instead of the system's.", HelpName = "FILE" };
        var http = new Option<bool>("--dangerous-allow-http") { Description = "Take http addresses of other machines: others see what is asked for, and can withhold newer documents." };
        var json = new Option<bool>("--json") { Description = "Write the result as JSON." };

        update.AcceptOnlyFromAmong("standard", "early");
        var command = new ExplainedCommand("fetch", Description, Explanation) { evidence, output, type, pccs, kds, update, ca, http, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var platforms = parsed.GetRequiredValue(evidence).Select(path => PlatformOf(path, parsed.GetValue(type))).Distinct().ToList();
            using var transport = TrustedRoots.CreateTransport(parsed.GetValue(ca));
            using var source = CreateSource(new VendorEndorsementOptions
            {
                Intel = parsed.GetValue(pccs) is { } pccsText ? IntelService.Pccs(ReadAddress(pccsText)) : IntelService.Pcs,
                AmdKds = parsed.GetValue(kds) is { } kdsText ? ReadAddress(kdsText) : new VendorEndorsementOptions().AmdKds,
                TcbUpdate = parsed.GetValue(update) == "early" ? TcbUpdate.Early : TcbUpdate.Standard,
                DangerousAllowHttp = parsed.GetValue(http),
                Transport = transport,
            });
            return await FetchAsync(source, platforms, parsed.GetRequiredValue(output), parsed.GetValue(json), terminal, cancellationToken);
        });
        return command;
    }

    private static async Task<int> FetchAsync(
        VendorEndorsementSource source, List<EndorsedPlatform> platforms, string output, bool json, Terminal terminal, CancellationToken cancellationToken)
    {
        var listings = new List<EndorsementListing>();
        var isComplete = true;
        foreach (var platform in platforms)
        {
            try
            {
                var found = await source.FindAsync(platform, cancellationToken);
                var directory = platforms.Count == 1 ? output : Path.Combine(output, platform.Name);
                Write(directory, found);
                listings.AddRange(EndorsementListing.Of(directory, found, TimeProvider.System.GetUtcNow()));
                isComplete &= TellMissing(platform, found, terminal);
            }
            catch (HttpaUnavailableException e)
            {
                await terminal.Error.WriteLineAsync(Terminal.Plain($"{platform.Name}: {e.Message}"));
                isComplete = false;
            }
        }

        if (json) await terminal.Output.WriteLineAsync(JsonSerializer.Serialize(listings, EndorsementJson.Default.ListEndorsementListing));
        else EndorsementListing.Write(listings, terminal);
        return isComplete ? ExitCode.Accepted : ExitCode.Unavailable;
    }

    private static bool TellMissing(EndorsedPlatform platform, Endorsements found, Terminal terminal)
    {
        var missing = platform.DocumentNames.Except(found.Names).ToList();
        if (missing.Count > 0) terminal.Error.WriteLine(Terminal.Plain($"{platform.Name}: the vendor has no {string.Join(", ", missing)}. Does it know this platform?"));
        return missing.Count == 0;
    }

    private static EndorsedPlatform PlatformOf(string path, string? token)
    {
        var bytes = InputFile.Read(path);
        var evidence = new Evidence(EvidenceDetection.TypeOf(token, bytes), bytes);
        return EndorsedPlatform.TryRead(evidence, out var platform) ? platform
            : throw new UnsupportedEvidenceException($"'{path}' ({evidence.Type}) names no platform that a vendor has a service for. Evidence of sgx, tdx and snp does, if it is whole.");
    }

    private static VendorEndorsementSource CreateSource(VendorEndorsementOptions options)
    {
        try
        {
            return new VendorEndorsementSource(options);
        }
        catch (HttpaConfigurationException e)
        {
            throw new BadInputException($"An address cannot be used: {e.Message}");
        }
    }

    private static Uri ReadAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : throw new BadInputException($"'{text}' is no address. Write it like https://pccs.internal:8081/.");

    private static void Write(string directory, Endorsements endorsements)
    {
        try
        {
            EndorsementDirectory.Write(directory, endorsements);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"The directory '{directory}' cannot be written: {e.Message}");
        }
    }
}
