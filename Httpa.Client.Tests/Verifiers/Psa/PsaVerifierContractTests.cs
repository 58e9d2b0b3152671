using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Psa;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Psa;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class PsaVerifierContractTests(bool isSymmetric) : EvidenceVerifierContract
{
    protected override IEvidenceVerifier CreateVerifier() => new PsaVerifier();

    protected override ContractCase CreateCase()
    {
        var settings = new SimulatedPsaSettings { IsSymmetric = isSymmetric };
        using var device = new PsaScene(settings);
        using var other = new PsaScene(settings);
        return new(device.Evidence(), device.Device.CreatePolicy(), PsaScene.Binding, PsaScene.Issued, PsaScene.Issued + settings.KeyLifetime, other.Device.CreatePolicy());
    }

    [Test]
    public void Does_only_the_work_that_is_new()
    {
        using var device = new PsaScene();
        Assert.That(Cost(), Is.EqualTo((1, 1)), "the first token");
        Assert.That(Cost(), Is.EqualTo((1, 0)), "the next");

        (int, int) Cost()
        {
            var (signatures, keys) = (device.Verifier.Count.Verifications, device.Verifier.Count.Imports);
            Assert.That(device.Authenticate(device.Claims).Findings, Is.Empty);
            return (device.Verifier.Count.Verifications - signatures, device.Verifier.Count.Imports - keys);
        }
    }
}
