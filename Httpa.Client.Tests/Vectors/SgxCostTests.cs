using System.Security.Cryptography;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Sgx;
using NUnit.Framework;

namespace Httpa.Client.Tests.Vectors;

/// <summary>How many signatures and keys a verification takes, and that what is remembered is never trusted or valid for longer than it should be.</summary>
internal sealed class SgxCostTests
{
    private static VectorCase Vector => VectorCase.Read("sgx", "icx-sw-hardening");

    [Test]
    public void First_quote_takes_nine_signatures_and_five_keys()
    {
        var verifier = new SgxVerifier();
        Assert.That(Cost(verifier, Vector.Endorsed(EvidenceType.Sgx), Vector.Time), Is.EqualTo((9, 5)));
    }

    [Test]
    public void New_platform_under_known_endorsements_takes_three_signatures_and_two_keys()
    {
        var verifier = new SgxVerifier();
        Cost(verifier, Vector.Endorsed(EvidenceType.Sgx), Vector.Time);

        var other = VectorCase.Read("sgx", "icx-out-of-date").Evidence();
        Assert.That(Cost(verifier, Vector.Endorsed(EvidenceType.Sgx, other), Vector.Time), Is.EqualTo((3, 2)));
    }

    [Test]
    public async Task New_attestation_key_of_a_known_platform_takes_two_signatures_and_one_key()
    {
        using var tee = new SimulatedSgx(new SimulatedSgxSettings { IssuedAt = Vector.Time });
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var verifier = new SgxVerifier();
        var evidence = await tee.ProduceEvidenceAsync(new byte[64], CancellationToken.None);
        Cost(verifier, evidence, Vector.Time, tee.CreatePolicy());

        var quote = (tee.Quote with { AttestationKey = key }).Encode(new byte[64]);
        var again = evidence with { Evidence = new Evidence(EvidenceType.Sgx, quote) };
        Assert.That(Cost(verifier, again, Vector.Time, tee.CreatePolicy()), Is.EqualTo((2, 1)));
    }

    [Test]
    public async Task Known_attestation_key_takes_one_signature()
    {
        using var tee = new SimulatedSgx(new SimulatedSgxSettings { IssuedAt = Vector.Time });
        var verifier = new SgxVerifier();
        var policy = tee.CreatePolicy();
        Cost(verifier, await tee.ProduceEvidenceAsync(new byte[64], CancellationToken.None), Vector.Time, policy);

        var another = Enumerable.Repeat((byte)7, 64).ToArray();
        Assert.That(Cost(verifier, await tee.ProduceEvidenceAsync(another, CancellationToken.None), Vector.Time, policy), Is.EqualTo((1, 0)));
    }

    [Test]
    public void Known_quote_allocates_little_more_than_a_bare_verification()
    {
        const int rounds = 200;
        const int allowed = 2048;
        var verifier = new SgxVerifier();
        var evidence = Vector.Endorsed(EvidenceType.Sgx);
        var time = Vector.Time;
        var policy = new AttestationPolicy();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var hash = new byte[32];
        var signature = key.SignHash(hash);

        var bare = Allocated(() => key.VerifyHash(hash, signature));
        var whole = Allocated(() => verifier.Authenticate(evidence, policy, time));
        Assert.That(whole - bare, Is.LessThanOrEqualTo(allowed));

        static long Allocated(Action action)
        {
            for (var i = 0; i < rounds; i++) action();
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < rounds; i++) action();
            return (GC.GetAllocatedBytesForCurrentThread() - before) / rounds;
        }
    }

    [Test]
    public async Task Remembered_platform_is_not_trusted_under_a_policy_without_its_root()
    {
        using var tee = new SimulatedSgx(new SimulatedSgxSettings { IssuedAt = Vector.Time });
        var verifier = new SgxVerifier();
        var evidence = await tee.ProduceEvidenceAsync(new byte[64], CancellationToken.None);
        Cost(verifier, evidence, Vector.Time, tee.CreatePolicy());

        var result = verifier.Authenticate(evidence, new AttestationPolicy(), Vector.Time);
        Assert.That(result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.UntrustedRoot }));
    }

    [Test]
    public async Task Concurrent_calls_agree()
    {
        using var tee = new SimulatedSgx(new SimulatedSgxSettings { IssuedAt = Vector.Time });
        var verifier = new SgxVerifier();
        var evidence = new[] { Vector.Endorsed(EvidenceType.Sgx), await tee.ProduceEvidenceAsync(new byte[64], CancellationToken.None) };
        var policy = tee.CreatePolicy();
        var time = Vector.Time;

        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => verifier.Authenticate(evidence[i % 2], policy, time).IsGenuine)));

        Assert.That(results, Is.All.True);
    }

    private static (int Signatures, int Keys) Cost(SgxVerifier verifier, EndorsedEvidence evidence, DateTimeOffset time, AttestationPolicy? policy = null)
    {
        var (signatures, keys) = (verifier.Count.Verifications, verifier.Count.Imports);
        Assert.That(verifier.Authenticate(evidence, policy, time).Findings, Is.Empty);
        return (verifier.Count.Verifications - signatures, verifier.Count.Imports - keys);
    }
}
