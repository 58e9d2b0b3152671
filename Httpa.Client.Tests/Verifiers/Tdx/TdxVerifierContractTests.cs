using Httpa.Verifiers;
using Httpa.Verifiers.Tdx;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Tdx;

[TestFixture]
internal sealed class TdxVerifierContractTests : EvidenceVerifierContract
{
    protected override IEvidenceVerifier CreateVerifier() => new TdxVerifier();

    protected override ContractCase CreateCase()
    {
        using var td = new TdxScene();
        using var other = new TdxScene();
        return new(td.Evidence(), td.Policy, TdxScene.Binding, TdxScene.Issued, TdxScene.Issued + td.Platform.Settings.Platform.EndorsementLifetime, other.Policy);
    }

    [Test]
    public void Does_only_the_work_that_is_new()
    {
        using var td = new TdxScene();
        var verifier = new TdxVerifier();
        var evidence = td.Evidence();
        Assert.That(Cost(), Is.EqualTo((10, 5)), "the first quote, with the root's own signature");
        Assert.That(Cost(), Is.EqualTo((1, 0)), "the same again");

        (int, int) Cost()
        {
            var (signatures, keys) = (verifier.Count.Verifications, verifier.Count.Imports);
            Assert.That(verifier.Authenticate(evidence, td.Policy, TdxScene.Issued).Findings, Is.Empty);
            return (verifier.Count.Verifications - signatures, verifier.Count.Imports - keys);
        }
    }
}
