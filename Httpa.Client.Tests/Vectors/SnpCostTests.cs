using Httpa.Client.Tests.Verifiers.Snp;
using Httpa.Verifiers;
using Httpa.Verifiers.Snp;
using NUnit.Framework;

namespace Httpa.Client.Tests.Vectors;

/// <summary>How many signatures and keys a verification takes (docs/performance.md), and that what is remembered is never valid or trusted for longer than it should be.</summary>
internal sealed class SnpCostTests
{
    private static VectorCase Vector => VectorCase.Read("sev-snp", "genoa-v3-caci");

    [Test]
    public void First_report_takes_three_signatures_and_three_keys() =>
        Assert.That(Cost(new SnpVerifier(), Vector), Is.EqualTo((3, 3)));

    [Test]
    public void New_chip_under_known_certificates_takes_two_signatures_and_one_key()
    {
        var verifier = new SnpVerifier();
        Cost(verifier, Vector);

        Assert.That(Cost(verifier, VectorCase.Read("sev-snp", "genoa-v3-tsm")), Is.EqualTo((2, 1)));
    }

    [Test]
    public void Known_chip_takes_one_signature()
    {
        var verifier = new SnpVerifier();
        Cost(verifier, Vector);

        Assert.That(Cost(verifier, Vector), Is.EqualTo((1, 0)));
    }

    [Test]
    public void Root_that_AMD_did_not_publish_takes_one_signature_more_and_a_revocation_list_another()
    {
        var scene = new SnpScene();
        var evidence = new EndorsedEvidence(new(EvidenceType.Snp, scene.Report()), scene.Endorsements);
        var policy = new AttestationPolicy { Snp = scene.Policy };
        var verifier = new SnpVerifier();

        Assert.That(Cost(verifier, evidence, policy, scene.Time), Is.EqualTo((5, 3)));
        Assert.That(Cost(verifier, evidence, policy, scene.Time), Is.EqualTo((1, 0)), "all of it is remembered");
    }

    [Test]
    public void Remembered_chip_is_judged_at_the_time_asked_for()
    {
        var verifier = new SnpVerifier();
        Cost(verifier, Vector);
        var result = verifier.Authenticate(Vector.Endorsed(EvidenceType.Snp), null, Vector.Time.AddYears(20));

        Assert.That(result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.SnpCertificateExpired }));
    }

    [Test]
    public async Task Concurrent_calls_agree()
    {
        var verifier = new SnpVerifier();
        var cases = VectorCase.All("sev-snp").Where(c => c.Verdict != "reject").ToArray();

        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() =>
            verifier.Authenticate(cases[i % cases.Length].Endorsed(EvidenceType.Snp), null, cases[i % cases.Length].Time).IsGenuine)));

        Assert.That(results, Is.All.True);
    }

    private static (int Signatures, int Keys) Cost(SnpVerifier verifier, VectorCase vector) => Cost(verifier, vector.Endorsed(EvidenceType.Snp), null, vector.Time);

    private static (int Signatures, int Keys) Cost(SnpVerifier verifier, EndorsedEvidence evidence, AttestationPolicy? policy, DateTimeOffset time)
    {
        var (signatures, keys) = (verifier.Count.Verifications, verifier.Count.Imports);
        Assert.That(verifier.Authenticate(evidence, policy, time).Findings, Is.Empty);
        return (verifier.Count.Verifications - signatures, verifier.Count.Imports - keys);
    }
}
