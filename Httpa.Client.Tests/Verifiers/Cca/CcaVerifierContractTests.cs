using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Cca;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Cca;

[TestFixture("tag:arm.com,2023:cca_platform#1.0.0", "tag:arm.com,2024:realm#2.0.0")]
[TestFixture("http://arm.com/CCA-SSD/1.0.0", null)]
internal sealed class CcaVerifierContractTests(string platformProfile, string? realmProfile) : EvidenceVerifierContract
{
    protected override IEvidenceVerifier CreateVerifier() => new CcaVerifier();

    protected override ContractCase CreateCase()
    {
        var settings = new SimulatedCcaSettings { PlatformProfile = platformProfile, RealmProfile = realmProfile };
        using var realm = new CcaScene(settings);
        using var other = new CcaScene(settings);
        return new(CcaScene.Of(realm.Token()), realm.Realm.CreatePolicy(), CcaScene.Binding, CcaScene.Issued, CcaScene.Issued + settings.KeyLifetime, other.Realm.CreatePolicy());
    }

    [Test]
    public void Does_only_the_work_that_is_new()
    {
        using var realm = new CcaScene();
        Assert.That(Cost(realm.Token()), Is.EqualTo((2, 2)), "the first token");
        Assert.That(Cost(realm.Token()), Is.EqualTo((1, 0)), "the next of this platform");
        Assert.That(Cost(realm.TokenOf(realm.Platform)), Is.EqualTo((2, 0)), "one after the platform made its token anew");

        (int, int) Cost(byte[] token)
        {
            var (signatures, keys) = (realm.Verifier.Count.Verifications, realm.Verifier.Count.Imports);
            Assert.That(realm.Authenticate(token).Findings, Is.Empty);
            return (realm.Verifier.Count.Verifications - signatures, realm.Verifier.Count.Imports - keys);
        }
    }
}
