using System.Text.Json.Nodes;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Vectors;

/// <summary>The published changes of genuine quotes, each rejected for its reason.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class PublishedMutationTests
{
    private static readonly Dictionary<string, AppraisalReason[]> Hints = new(StringComparer.Ordinal)
    {
        // Versions 4 and 5 are both known; a quote of one with the number of the other has lengths that do not fit.
        ["sgx unsupported-version"] = [AppraisalReason.QuoteVersionUnsupported],
        ["tdx unsupported-version"] = [AppraisalReason.QuoteMalformed],
        ["unsupported-attestation-key-type"] = [AppraisalReason.AttestationKeyTypeUnsupported],
        ["tee-type-or-format-mismatch"] = [AppraisalReason.TeeTypeMismatch],
        ["qe-vendor-or-quote-signature"] = [AppraisalReason.QeVendorUnknown],
        ["quote-signature-invalid"] = [AppraisalReason.QuoteSignatureInvalid],
        ["malformed"] = [AppraisalReason.QuoteMalformed],
        ["attestation-key-invalid-or-binding"] = [AppraisalReason.QeReportDataMismatch],
        ["qe-report-signature-invalid"] = [AppraisalReason.QeReportSignatureInvalid],
        ["qe-report-data-binding-invalid"] = [AppraisalReason.QeReportDataMismatch],
        ["unsupported-certification-data"] = [AppraisalReason.CertificationDataUnsupported],
        ["pck-chain-invalid"] = [AppraisalReason.PckChainMalformed, AppraisalReason.PckChainInvalid, AppraisalReason.CertificateSignatureInvalid],
    };

    private static IEnumerable<TestCaseData> Published => SharedFolder.Find() is null ? [] :
        from mutation in JsonNode.Parse(File.ReadAllText(SharedFolder.Path("vectors", "mutations.json")))!["mutations"]!.AsArray()
        let path = mutation["base"]!.GetValue<string>()
        where DcapVerifiers.Knows(path.Split('/')[0])
        select new TestCaseData(mutation.AsObject()).SetArgDisplayNames(
            path, mutation["field"]?.GetValue<string>() ?? (mutation["truncateTo"] is { } length ? $"truncated to {length}" : "followed by zeros"));

    [TestCaseSource(nameof(Published))]
    public void Is_rejected_for_its_reason(JsonObject mutation)
    {
        var path = mutation["base"]!.GetValue<string>().Split('/');
        var (tee, vector) = (path[0], VectorCase.Read(path[0], path[1]));
        var verifier = DcapVerifiers.Create(tee);
        var result = verifier.Authenticate(vector.Endorsed(verifier.Type, Mutate(vector.Evidence(), mutation)), null, vector.Time);

        // We refuse zeros behind the quote, which the vectors leave open.
        var reasons = mutation["appendHex"] is null ? ReasonsOf(tee, mutation["reasonHint"]!.GetValue<string>()) : [AppraisalReason.QuoteTrailingBytes];
        Assert.That(result.Findings, Has.Count.EqualTo(1));
        Assert.That(result.Findings[0].Kind, Is.EqualTo(FindingKind.NotGenuine));
        Assert.That(reasons, Has.Member(result.Findings[0].Reason));
    }

    private static AppraisalReason[] ReasonsOf(string tee, string hint) => Hints.TryGetValue($"{tee} {hint}", out var reasons) ? reasons : Hints[hint];

    private static byte[] Mutate(byte[] quote, JsonObject mutation)
    {
        if (mutation["truncateTo"] is { } length) return quote[..length.GetValue<int>()];
        if (mutation["appendHex"] is { } hex) return [.. quote, .. Convert.FromHexString(hex.GetValue<string>())];
        var changed = (byte[])quote.Clone();
        changed[mutation["offset"]!.GetValue<int>()] ^= mutation["xor"]!.GetValue<byte>();
        return changed;
    }
}
