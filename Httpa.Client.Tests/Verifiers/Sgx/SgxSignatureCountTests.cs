using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Sgx;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Sgx;

/// <summary>How many signatures and key imports a verification takes: exact, because they are nearly all that it costs.</summary>
[TestFixture]
internal sealed class SgxSignatureCountTests
{
    private readonly SgxVerifier _verifier = new();

    private SimulatedSgx _sgx = null!;

    [SetUp]
    public void MakePlatform() => _sgx = new SimulatedSgx(new() { IssuedAt = SgxScene.Issued });

    [TearDown]
    public void DisposePlatform() => _sgx.Dispose();

    [Test]
    public void Cold_takes_nine_signatures_and_five_keys_and_the_self_signature_of_a_root_that_is_not_published() =>
        AssertCount(_sgx.Quote.Encode(SgxScene.Binding), new SgxVerifier(), signatures: 10, imports: 5);

    [Test]
    public void A_known_QE_report_takes_one_signature()
    {
        var certified = _sgx.Quote.Certify();
        AssertGenuine(_sgx.Quote.Encode(SgxScene.Binding, certified), _verifier);

        AssertCount(_sgx.Quote.Encode(SgxScene.Binding, certified), _verifier, signatures: 1, imports: 0);
    }

    [Test]
    public void A_known_platform_takes_two_signatures_and_one_key()
    {
        AssertGenuine(_sgx.Quote.Encode(SgxScene.Binding), _verifier);
        using var attestationKey = SimulatedIntelPki.NewKey();

        AssertCount((_sgx.Quote with { AttestationKey = attestationKey }).Encode(SgxScene.Binding), _verifier, signatures: 2, imports: 1);
    }

    [Test]
    public void A_new_platform_under_known_endorsements_takes_three_signatures_and_two_keys()
    {
        AssertGenuine(_sgx.Quote.Encode(SgxScene.Binding), _verifier);
        using var attestationKey = SimulatedIntelPki.NewKey();
        using var pckKey = SimulatedIntelPki.NewKey();
        var pck = _sgx.Pki.Pck with { Key = pckKey };
        var quote = _sgx.Quote with { AttestationKey = attestationKey, PckKey = pckKey, PckChain = [pck.Encode(), .. _sgx.Quote.PckChain.Skip(1)] };

        AssertCount(quote.Encode(SgxScene.Binding), _verifier, signatures: 3, imports: 2);
    }

    private void AssertCount(byte[] quote, SgxVerifier verifier, int signatures, int imports)
    {
        var (signaturesBefore, importsBefore) = (verifier.Count.Verifications, verifier.Count.Imports);
        AssertGenuine(quote, verifier);

        Assert.Multiple(() =>
        {
            Assert.That(verifier.Count.Verifications - signaturesBefore, Is.EqualTo(signatures), "signatures");
            Assert.That(verifier.Count.Imports - importsBefore, Is.EqualTo(imports), "imports");
        });
    }

    private void AssertGenuine(byte[] quote, SgxVerifier verifier)
    {
        var evidence = new EndorsedEvidence(new(EvidenceType.Sgx, quote), _sgx.Endorsements);

        Assert.That(verifier.Authenticate(evidence, _sgx.CreatePolicy(), SgxScene.Issued.AddDays(1)).Findings, Is.Empty);
    }
}
