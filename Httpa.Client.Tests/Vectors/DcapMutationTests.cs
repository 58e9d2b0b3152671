using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Vectors;

/// <summary>A genuine quote with its endorsements, changed in every place: never accepted, never an exception, by a verifier that knows the good one.</summary>
[TestFixture("sgx", "icx-sw-hardening")]
[TestFixture("tdx", "v5-gtg-uptodate")]
[Parallelizable(ParallelScope.All)]
internal sealed class DcapMutationTests(string tee, string good)
{
    private readonly IEvidenceVerifier _verifier = DcapVerifiers.Create(tee);

    [Test]
    public void Rejects_every_truncation_of_a_quote()
    {
        var vector = VectorCase.Read(tee, good);
        var quote = vector.Evidence();
        var endorsements = Warm(vector);
        var accepted = Enumerable.Range(0, quote.Length).Where(length => _verifier.Authenticate(
            new EndorsedEvidence(new Evidence(_verifier.Type, quote.AsMemory(0, length)), endorsements), null, vector.Time).IsGenuine);
        Assert.That(accepted, Is.Empty);
    }

    [TestCase((byte)0x01)]
    [TestCase((byte)0x20)]
    public void Rejects_a_quote_with_any_byte_changed(byte mask)
    {
        var vector = VectorCase.Read(tee, good);
        var quote = vector.Evidence();
        var endorsements = Warm(vector);
        var accepted = Enumerable.Range(0, quote.Length).Where(offset => _verifier.Authenticate(
            new EndorsedEvidence(new Evidence(_verifier.Type, Flipped(quote, offset, mask)), endorsements), null, vector.Time).IsGenuine);
        Assert.That(accepted, Is.Empty);
    }

    [Test]
    public void Rejects_changed_and_cut_endorsements(
        [Values("tcb_info", "qe_identity", "tcb_signing_chain", "pck_crl", "root_ca_crl", "pck_crl_issuer_chain")] string name)
    {
        const int step = 5;
        var vector = VectorCase.Read(tee, good);
        var documents = vector.Documents();
        var whole = documents[name];
        Warm(vector);
        var accepted = new List<int>();
        for (var offset = 0; offset < whole.Length; offset += step)
        {
            if (Accepts(Flipped(whole, offset, 0x01))) accepted.Add(offset);
            // A PEM text may end without its last line feed.
            if (offset < whole.Length - 1 && Accepts(whole[..offset])) accepted.Add(-offset);
        }

        Assert.That(accepted, Is.Empty);

        bool Accepts(byte[] changed) => _verifier.Authenticate(
            vector.Endorsed(_verifier.Type, documents: new(documents) { [name] = changed }), null, vector.Time).IsGenuine;
    }

    [Test]
    public void Names_each_endorsement_that_is_missing(
        [Values("tcb_info", "qe_identity", "tcb_signing_chain", "pck_crl", "root_ca_crl", "pck_crl_issuer_chain")] string name)
    {
        var vector = VectorCase.Read(tee, good);
        var documents = vector.Documents();
        documents.Remove(name);

        var result = _verifier.Authenticate(vector.Endorsed(_verifier.Type, documents: documents), null, vector.Time);

        Assert.That(result.Findings.Select(f => (f.Reason, f.Kind)), Is.EqualTo(new[] { (AppraisalReason.EndorsementsMissing, FindingKind.NotProven) }));
        Assert.That(result.Findings[0].Actual, Does.EndWith(name));
        Assert.That(DcapVerifiers.Platform(result.Claims), Is.Null);
    }

    private Endorsements Warm(VectorCase vector)
    {
        var evidence = vector.Endorsed(_verifier.Type);
        Assert.That(_verifier.Authenticate(evidence, null, vector.Time).IsGenuine, Is.True);
        return evidence.Endorsements;
    }

    private static byte[] Flipped(byte[] bytes, int offset, byte mask)
    {
        var changed = (byte[])bytes.Clone();
        changed[offset] ^= mask;
        return changed;
    }
}
