using System.Text.Json.Nodes;
using Httpa.Verifiers;
using Httpa.Verifiers.Tdx;
using NUnit.Framework;

namespace Httpa.Client.Tests.Vectors;

/// <summary>Genuine quotes with its endorsements, one changed in every place: never accepted, never an exception.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class TdxMutationTests
{
    private const string Good = "v5-gtg-uptodate";

    private static readonly Dictionary<string, AppraisalReason[]> Hints = new(StringComparer.Ordinal)
    {
        // Version 4 and 5 are both known; a quote of one with the number of the other has lengths that do not fit.
        ["unsupported-version"] = [AppraisalReason.QuoteMalformed],
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
        where path.StartsWith("tdx/", StringComparison.Ordinal)
        select new TestCaseData(mutation.AsObject()).SetArgDisplayNames(
            path, mutation["field"]?.GetValue<string>() ?? (mutation["truncateTo"] is { } length ? $"truncated to {length}" : "followed by zeros"));

    [TestCaseSource(nameof(Published))]
    public void Rejects_published_mutation_for_its_reason(JsonObject mutation)
    {
        var vector = VectorCase.Read("tdx", mutation["base"]!.GetValue<string>()[4..]);
        var result = new TdxVerifier().Authenticate(vector.Endorsed(EvidenceType.Tdx, Mutate(vector.Evidence(), mutation)), null, vector.Time);

        // We refuse zeros behind the quote, which the vectors leave open.
        var reasons = mutation["appendHex"] is null ? Hints[mutation["reasonHint"]!.GetValue<string>()] : [AppraisalReason.QuoteTrailingBytes];
        Assert.That(result.Findings, Has.Count.EqualTo(1));
        Assert.That(result.Findings[0].Kind, Is.EqualTo(FindingKind.NotGenuine));
        Assert.That(reasons, Has.Member(result.Findings[0].Reason));
    }

    [Test]
    public void Rejects_every_truncation_of_a_quote()
    {
        var vector = VectorCase.Read("tdx", Good);
        var quote = vector.Evidence();
        var (verifier, endorsements) = Warm(vector);
        var accepted = Enumerable.Range(0, quote.Length).Where(length => verifier.Authenticate(
            new EndorsedEvidence(new Evidence(EvidenceType.Tdx, quote.AsMemory(0, length)), endorsements), null, vector.Time).IsGenuine);
        Assert.That(accepted, Is.Empty);
    }

    [TestCase((byte)0x01)]
    [TestCase((byte)0x20)]
    public void Rejects_a_quote_with_any_byte_changed(byte mask)
    {
        var vector = VectorCase.Read("tdx", Good);
        var quote = vector.Evidence();
        var (verifier, endorsements) = Warm(vector);
        var accepted = Enumerable.Range(0, quote.Length).Where(offset => verifier.Authenticate(
            new EndorsedEvidence(new Evidence(EvidenceType.Tdx, Flipped(quote, offset, mask)), endorsements), null, vector.Time).IsGenuine);
        Assert.That(accepted, Is.Empty);
    }

    [Test]
    public void Rejects_changed_and_cut_endorsements(
        [Values("tcb_info", "qe_identity", "tcb_signing_chain", "pck_crl", "root_ca_crl", "pck_crl_issuer_chain")] string name)
    {
        const int step = 5;
        var vector = VectorCase.Read("tdx", Good);
        var documents = vector.Documents();
        var whole = documents[name];
        var verifier = Warm(vector).Verifier;
        var accepted = new List<int>();
        for (var offset = 0; offset < whole.Length; offset += step)
        {
            if (Accepts(Flipped(whole, offset, 0x01))) accepted.Add(offset);
            // A PEM text may end without its last line feed.
            if (offset < whole.Length - 1 && Accepts(whole[..offset])) accepted.Add(-offset);
        }

        Assert.That(accepted, Is.Empty);

        bool Accepts(byte[] changed) => verifier.Authenticate(
            vector.Endorsed(EvidenceType.Tdx, documents: new(documents) { [name] = changed }), null, vector.Time).IsGenuine;
    }

    [Test]
    public void Names_each_endorsement_that_is_missing(
        [Values("tcb_info", "qe_identity", "tcb_signing_chain", "pck_crl", "root_ca_crl", "pck_crl_issuer_chain")] string name)
    {
        var vector = VectorCase.Read("tdx", Good);
        var documents = vector.Documents();
        documents.Remove(name);

        var result = new TdxVerifier().Authenticate(vector.Endorsed(EvidenceType.Tdx, documents: documents), null, vector.Time);

        Assert.That(result.Findings.Select(f => (f.Reason, f.Kind)), Is.EqualTo(new[] { (AppraisalReason.EndorsementsMissing, FindingKind.NotProven) }));
        Assert.That(result.Findings[0].Actual, Does.EndWith(name));
        Assert.That(((TdxClaims)result.Claims!).Platform, Is.Null);
    }

    private static (TdxVerifier Verifier, Endorsements Endorsements) Warm(VectorCase vector)
    {
        var verifier = new TdxVerifier();
        var evidence = vector.Endorsed(EvidenceType.Tdx);
        Assert.That(verifier.Authenticate(evidence, null, vector.Time).IsGenuine, Is.True);
        return (verifier, evidence.Endorsements);
    }

    private static byte[] Mutate(byte[] quote, JsonObject mutation)
    {
        if (mutation["truncateTo"] is { } length) return quote[..length.GetValue<int>()];
        if (mutation["appendHex"] is { } hex) return [.. quote, .. Convert.FromHexString(hex.GetValue<string>())];
        return Flipped(quote, mutation["offset"]!.GetValue<int>(), mutation["xor"]!.GetValue<byte>());
    }

    private static byte[] Flipped(byte[] bytes, int offset, byte mask)
    {
        var changed = (byte[])bytes.Clone();
        changed[offset] ^= mask;
        return changed;
    }
}
