using System.CommandLine;
using System.Globalization;
using Httpa.Client;
using Httpa.Tool.Endorsing;
using Httpa.Tool.Services;
using Httpa.Verifiers;

namespace Httpa.Tool.Pinning;

/// <summary><c>httpa pin</c>: writes a policy from what a genuine service measured.</summary>
internal static class PinCommand
{
    private const int RootLength = 32;

    private const string Description = "Writes a policy, for review, from what a genuine service measured.";

    private const string Explanation = """
        Asks the service for its evidence, proves that it is genuine, and writes a policy that names everything in it. The handshake ends there: nothing of yours is sent. Evidence that is not genuine is refused (exit code
        10), and so is what could not be proven (40).

        Genuine is not right: an attacker's TEE is genuine too, and this command cannot tell. Compare every value with what whoever builds the service announced by another way, and give it the name that it has there.
        A policy that was written, but would still refuse the service (debug mode, firmware with known holes), ends with exit code 10 as well.

        Services behind tokens (jwt) and Arm devices (psa, cca) have no vendor's root: give --keys, as for 'httpa verify'.

        Example, beside 'httpa serve --port 8443', whose policy names its simulated root under dangerousTrustedRoots:
          httpa pin https://localhost:8443/ --certificate httpa-certificate.pem --dangerous-trust-root HEX --out pinned.json
        """;

    public static Command Create(Terminal terminal)
    {
        var service = new ServiceOptions();
        service.Url.Arity = ArgumentArity.ZeroOrOne;
        var evidence = new Option<string?>("--evidence") { Description = "Pin evidence of a file instead of asking a service; its binding is not checked.", HelpName = "FILE" };
        var type = new Option<string?>("--type") { Description = $"The type of that evidence: {EvidenceDetection.KnownTypes}. Default: what the file begins like.", HelpName = "TYPE" };
        var output = new Option<string>("--out") { Description = "Where the policy goes. No file may be there.", HelpName = "FILE", Required = true };
        var keys = new Option<string?>("--keys") { Description = "The keys of a service that issues tokens, or of an Arm device.", HelpName = "FILE" };
        var root = new Option<string[]>("--dangerous-trust-root") { Description = "Trust a further root, by the SHA-256 of its SubjectPublicKeyInfo: a simulated TEE's. The policy will too. May stand several times.", HelpName = "HEX" };
        var command = new ExplainedCommand("pin", Description, Explanation) { service.Url, evidence, type, output, service.Certificate, service.Endorsements, keys, root, service.Protocol.Protocol, service.Protocol.AttestPath, service.Protocol.Identity };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var trust = new PinTrust([.. (parsed.GetValue(root) ?? []).Select(ReadRoot)], parsed.GetValue(keys));
            if ((parsed.GetValue(service.Url) is null) == (parsed.GetValue(evidence) is null)) throw new BadInputException("Give the URL of a service, or --evidence FILE.");
            var verifiers = EvidenceVerifiers.CreateDefault();
            var file = parsed.GetValue(evidence);
            var pinned = file is not null ? PinnedEvidence.Of(ReadEvidence(file, parsed.GetValue(type), parsed.GetValue(service.Endorsements)), trust, verifiers)
                : await AskAsync(service, parsed, trust, verifiers, cancellationToken);
            if (pinned.Objections.Count > 0 || pinned.Items[0].Claims is null) return PinView.Refuse(pinned.Objections, terminal);

            var pin = new Pin($"pinned {Today} from {(file is null ? service.ReadUrl(parsed).Host : Path.GetFileName(file))}", trust.For(pinned.Evidence[0]));
            var policy = PinnedPolicy.Of([.. pinned.Items.Select(item => item.Claims!)], pin);
            var path = await OutputFile.CreateAsync(parsed.GetRequiredValue(output), policy.ToJson());
            return PinView.Write(policy, path, pinned.HoldAgainst(policy, verifiers), terminal);
        });
        return command;
    }

    private static string Today => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static async Task<PinnedEvidence> AskAsync(ServiceOptions service, ParseResult parsed, PinTrust trust, EvidenceVerifiers verifiers, CancellationToken cancellationToken)
    {
        var records = new List<EndorsedEvidence>();
        var options = new HttpaOptions
        {
            Protocol = service.Protocol.Read(parsed),
            OpenHttpa = service.Protocol.ReadOpenHttpa(parsed),
            Policy = AskingPolicy.Create(trust.HasKeys),
            Verifiers = new EvidenceVerifiers(verifiers.Types.Select(type => new RecordingVerifier(type, verifiers, trust, records))),
            EndorsementSource = parsed.GetValue(service.Endorsements) is { } directory ? EndorsementInput.SourceAt(directory) : null,
        };
        using var transport = service.CreateTransport(parsed);
        return await PinnedEvidence.AskAsync(service.ReadUrl(parsed), options, records, transport, cancellationToken);
    }

    private static EndorsedEvidence ReadEvidence(string path, string? type, string? directory)
    {
        var file = EvidenceFile.Read(path, type);
        if (file.Evidence.Type.IsDevice) throw new BadInputException("A device vouches for no key: pin the service that it belongs to.");
        return file.With(directory is null ? Endorsements.None : EndorsementInput.Read(directory, file.Evidence));
    }

    private static Measurement ReadRoot(string hex) => Measurement.TryParse(hex, out var root) && root.Bytes.Length == RootLength ? root
        : throw new BadInputException($"--dangerous-trust-root takes {RootLength} bytes: {2 * RootLength} hexadecimal digits.");
}
