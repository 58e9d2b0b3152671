using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Nitro;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Nitro;

[TestFixture]
internal sealed class NitroVerifierContractTests : EvidenceVerifierContract
{
    protected override IEvidenceVerifier CreateVerifier() => new NitroVerifier();

    protected override ContractCase CreateCase()
    {
        using var scene = new NitroScene();
        using var other = new NitroScene();
        var evidence = new EndorsedEvidence(new(EvidenceType.Nitro, scene.Document.Encode()), Endorsements.None);
        var lifetime = scene.Enclave.Settings.CertificateLifetime;
        return new(evidence, PolicyOf(scene, lifetime), NitroScene.Binding, NitroScene.Issued, NitroScene.Issued + lifetime, PolicyOf(other, lifetime));
    }

    [Test]
    public void Does_only_the_work_that_is_new()
    {
        using var scene = new NitroScene();
        Assert.That(Cost(), Is.EqualTo((6, 5)), "the first document, with the root's own signature");
        Assert.That(Cost(), Is.EqualTo((1, 0)), "the same enclave again");

        using var instanceKey = SimulatedNitroPki.NewKey();
        using var enclaveKey = SimulatedNitroPki.NewKey();
        var zone = scene.Document.CaBundle;
        var instance = scene.Pki.Instance with { Key = instanceKey };
        var enclave = scene.Pki.Enclave with { Key = enclaveKey, IssuerKey = instanceKey };
        scene.Document = scene.Document with { CaBundle = [.. zone.Take(3), instance.Encode()], Certificate = enclave.Encode(), Key = enclaveKey };
        Assert.That(Cost(), Is.EqualTo((3, 2)), "another instance of the zone");

        enclave = scene.Pki.Enclave with { Key = enclaveKey };
        scene.Document = scene.Document with { CaBundle = zone, Certificate = enclave.Encode() };
        Assert.That(Cost(), Is.EqualTo((2, 1)), "another enclave of the first instance");

        (int, int) Cost()
        {
            var count = scene.Verifier.Count;
            var (signatures, keys) = (count.Verifications, count.Imports);
            Assert.That(scene.Reasons(), Is.Empty);
            return (count.Verifications - signatures, count.Imports - keys);
        }
    }

    // The certificates' validity is what the contract is about, and not the document's age.
    private static AttestationPolicy PolicyOf(NitroScene scene, TimeSpan maxAge) => new() { Name = "test", Nitro = scene.Policy with { MaxAge = maxAge } };
}
