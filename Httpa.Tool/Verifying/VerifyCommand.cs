using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Httpa.Tool.Endorsing;
using Httpa.Verifiers;

namespace Httpa.Tool.Verifying;

/// <summary><c>httpa verify</c>: judges evidence that lies in a file.</summary>
internal static class VerifyCommand
{
    private const int DeviceNonceLength = 32;

    private const string Description = "Says whether evidence is genuine, and with a policy, whether it is accepted.";

    private const string Explanation = """
        Verifies every signature, certificate, revocation list and validity window, at the time asked for.

        Without --policy it says whether the evidence is genuine and what the state of its platform is, and accepts nothing. With --policy it says
        whether the policy accepts it. Evidence counts only for the exchange that it was made for: a policy's verdict therefore needs --binding, the 64 bytes that
        the evidence must carry. --dangerous-skip-binding judges everything else and says so.

        A capture, which a client wrote about a verdict of its own (docs/tool.md), is recognised: it is judged again by what is in it, at its time and under its policy, offline.
        --policy and --at judge it by others.

        The directory of --endorsements holds what the vendor signed; for sgx and tdx: tcb_info.json, qe_identity.json, tcb_signing_chain.pem, pck_crl.der,
        pck_crl_issuer_chain.pem, root_ca_crl.der; for snp: vcek.der or vlek.der, ask.der (asvk.der for a VLEK), ark.der, and crl.der when there is one.

        For nvidia-gpu: cert_chain.pem, driver_rim.xml, vbios_rim.xml, ocsp.der. A device is judged alone; how many a service must have, its clients' policies say.

        For a service's token (jwt) no key is built in. --keys names a file with the service's keys (a JWK set, or PEM certificates of its roots), which you got from the
        service yourself, or they lie in the directory of --endorsements as jwks.json; with --policy the keys come from there.

        For the token of an Arm device (psa, cca) no key is built in either. --keys names a file with the device's public key (JWK, PEM or DER; with the ending .hex a
        key that the device shares with its verifiers), or it lies in the directory of --endorsements as iak_public.jwk or cpak_public.jwk. Whose key it is, you must know.
        """;

    public static Command Create(Terminal terminal)
    {
        var evidence = new Argument<string>("EVIDENCE") { Description = "The file with the evidence, in the vendor's binary form." };
        var type = new Option<string?>("--type") { Description = $"The type of evidence: {EvidenceDetection.KnownTypes}. Default: what the file begins like.", HelpName = "TYPE" };
        var endorsements = new Option<string?>("--endorsements") { Description = "The directory with the vendor's signed statements, or a file that 'httpa endorsements export' wrote.", HelpName = "DIR" };
        var policy = new Option<string?>("--policy") { Description = "The policy to apply (docs/policies.md).", HelpName = "FILE" };
        var keys = new Option<string?>("--keys") { Description = "For a token without --policy: the service's keys, a JWK set or PEM root certificates; or an Arm device's key.", HelpName = "FILE" };
        var at = new Option<string?>("--at") { Description = "The time to judge at, such as 2026-11-23T05:00:00Z. Default: now.", HelpName = "TIME" };
        var binding = new Option<string?>("--binding") { Description = "The 64 bytes that the evidence must carry, of a device 32, in hexadecimal.", HelpName = "HEX" };
        var skip = new Option<bool>("--dangerous-skip-binding") { Description = "Apply the policy without --binding: evidence of another exchange passes too." };
        var json = new Option<bool>("--json") { Description = "Write the result as JSON." };

        var command = new ExplainedCommand("verify", Description, Explanation) { evidence, type, endorsements, policy, keys, at, binding, skip, json };
        command.SetAction(parsed =>
        {
            if (CaptureFile.TryRead(parsed.GetRequiredValue(evidence)) is { } capture)
            {
                if (new Option[] { type, endorsements, keys, binding, skip }.Any(option => parsed.GetResult(option) is { Implicit: false }))
                    throw new BadInputException("A capture holds its own evidence, endorsements and binding: only --policy, --at and --json go with it.");
                return Write(VerifyReport.Of(CaptureFile.RequestOf(capture, parsed.GetValue(policy), parsed.GetValue(at))), parsed.GetValue(json), terminal);
            }

            var endorsed = ReadEvidence(parsed.GetValue(type), parsed.GetRequiredValue(evidence), parsed.GetValue(endorsements));
            var keyFile = KeyFile.Find(endorsed.Evidence.Type, parsed.GetValue(keys), parsed.GetValue(policy) is null ? parsed.GetValue(endorsements) : null);
            var request = new VerifyRequest
            {
                Evidence = endorsed,
                Policy = parsed.GetValue(policy) is { } policyFile ? PolicyFile.Read(policyFile) : null,
                Trust = keyFile is null ? null : TrustedKeys.Read(keyFile, endorsed),
                TrustFile = keyFile,
                Time = parsed.GetValue(at) is { } text ? InputTime.Read(text) : TimeProvider.System.GetUtcNow(),
                Binding = parsed.GetValue(binding) is { } hex ? ReadBinding(hex, endorsed.Evidence.Type.IsDevice ? DeviceNonceLength : AppraisalRequest.BindingLength) : default(ReadOnlyMemory<byte>?),
            };
            if (request is { Policy: not null, Binding: null } && !parsed.GetValue(skip))
                throw new BadInputException("A policy accepts evidence only for the exchange that it was made for: give --binding HEX, or --dangerous-skip-binding to judge everything else.");

            if (request is { Policy: not null, Trust: not null }) throw new BadInputException("With --policy the keys come from the policy: leave --keys out.");

            return Write(VerifyReport.Of(request), parsed.GetValue(json), terminal);
        });
        return command;
    }

    private static int Write(VerifyReport report, bool asJson, Terminal terminal)
    {
        if (asJson) terminal.Output.WriteLine(JsonSerializer.Serialize(report, VerifyReportJson.Default.VerifyReport));
        else VerifyReportView.Write(report, terminal);
        return report.ExitCode;
    }

    private static EndorsedEvidence ReadEvidence(string? token, string path, string? directory)
    {
        var file = EvidenceFile.Read(path, token);
        return file.With(directory is null ? Endorsements.None : EndorsementInput.Read(directory, file.Evidence));
    }

    private static ReadOnlyMemory<byte> ReadBinding(string hex, int length) =>
        Measurement.TryParse(hex, out var binding) && binding.Bytes.Length == length ? binding.Bytes
            : throw new BadInputException($"--binding takes {length} bytes: {2 * length} hexadecimal digits.");
}
