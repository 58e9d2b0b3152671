using System.Security.Cryptography;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Cca;

/// <summary>What ties the platform's key, the platform token, the realm's key and the realm token together.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class CcaVerifierTests
{
    [Test]
    public void Says_that_nothing_is_proven_when_no_key_is_named_but_what_is_wrong_all_the_same()
    {
        using var realm = new CcaScene();
        var policy = realm.Policy with { Keys = [] };
        Assert.That(realm.Authenticate(realm.Token(), policy).Findings.Select(f => (f.Reason, f.Kind)), Is.EqualTo(new[] { (AppraisalReason.ArmKeyUnknown, FindingKind.NotProven) }));

        var changed = realm.TokenOf(platform: realm.Platform.With(10, new byte[32]));
        Assert.That(realm.Authenticate(changed, policy).Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.ArmKeyUnknown, AppraisalReason.CcaRealmKeyNotBound }));
    }

    [Test]
    public void Never_takes_a_key_from_the_endorsements()
    {
        using var realm = new CcaScene();
        var stapled = new Endorsements(new[] { "cpak", "cpak_public" }.Select(name => KeyValuePair.Create(name, realm.Realm.PublicKey.Bytes)));
        var result = realm.Verifier.Authenticate(CcaScene.Of(realm.Token()) with { Endorsements = stapled }, null, CcaScene.Issued);
        Assert.That(result.Findings.Single().Reason, Is.EqualTo(AppraisalReason.ArmKeyUnknown));
    }

    [Test]
    public void Rejects_a_platform_token_of_another_platform_under_this_ones_identifier()
    {
        using var realm = new CcaScene();
        using var other = new CcaScene();
        var forged = SimulatedCose.Sign(other.Realm.PlatformKey, realm.Platform.Encode());
        Assert.That(realm.Reasons(realm.Token(platform: forged)), Is.EqualTo(new[] { AppraisalReason.ArmSignatureInvalid }));
    }

    [Test]
    public void Rejects_a_realm_token_of_another_realm_beside_a_genuine_platform_token()
    {
        using var realm = new CcaScene();
        using var other = new CcaScene();
        var foreign = SimulatedCose.Sign(other.Realm.RealmKey, other.Claims.Encode());
        Assert.That(realm.Authenticate(realm.Token()).Findings, Is.Empty); // the platform token is remembered
        Assert.That(realm.Reasons(realm.Token(realm: foreign)), Is.EqualTo(new[] { AppraisalReason.CcaRealmKeyNotBound }));
    }

    [Test]
    public void Rejects_the_bound_key_on_claims_that_another_key_signed()
    {
        using var realm = new CcaScene();
        using var other = new CcaScene();
        var forged = SimulatedCose.Sign(other.Realm.RealmKey, realm.Claims.Encode());
        Assert.That(realm.Reasons(realm.Token(realm: forged)), Is.EqualTo(new[] { AppraisalReason.CcaRealmSignatureInvalid }));
    }

    [Test]
    public void Hashes_the_realms_key_as_it_was_sent_by_the_algorithm_named()
    {
        using var realm = new CcaScene();
        var key = realm.Realm.RealmPublicKey;
        (string Name, byte[] Hash)[] hashes = [("sha-256", SHA256.HashData(key)), ("sha-384", SHA384.HashData(key)), ("sha-512", SHA512.HashData(key))];
        foreach (var (name, hash) in hashes)
        {
            var claims = realm.Claims.With(44240, name);
            Assert.That(realm.Authenticate(realm.TokenOf(realm.Platform.With(10, hash), claims)).Findings, Is.Empty, name);
            var otherHash = hashes.First(h => h.Name != name).Hash;
            Assert.That(realm.Reasons(realm.TokenOf(realm.Platform.With(10, otherHash), claims)), Is.EqualTo(new[] { AppraisalReason.CcaRealmKeyNotBound }), name);
        }

        var point = SHA256.HashData(SimulatedCca.Point(realm.Realm.RealmKey));
        Assert.That(realm.Reasons(realm.TokenOf(realm.Platform.With(10, point))), Is.EqualTo(new[] { AppraisalReason.CcaRealmKeyNotBound }), "the hash of the point in it");
        Assert.That(realm.Reasons(realm.TokenOf(realm: realm.Claims.With(44240, "md5"))), Is.EqualTo(new[] { AppraisalReason.CcaRealmKeyNotBound }), "another algorithm");
    }

    [Test]
    public void Takes_the_realms_key_in_the_form_of_its_profile_alone_known_or_not()
    {
        using var realm = new CcaScene();
        using var old = new CcaScene(new() { PlatformProfile = "http://arm.com/CCA-SSD/1.0.0", RealmProfile = null });
        AssertInvalid(realm, SimulatedCca.Point(realm.Realm.RealmKey));
        AssertInvalid(old, SimulatedCca.CoseKey(old.Realm.RealmKey));
        AssertInvalid(old, [.. SimulatedCca.Point(old.Realm.RealmKey), 0]);
        AssertInvalid(realm, [.. SimulatedCca.CoseKey(realm.Realm.RealmKey), 0]);
        AssertInvalid(old, [4, .. new byte[96]]); // not on the curve

        static void AssertInvalid(CcaScene scene, byte[] key)
        {
            Assert.That(scene.Authenticate(scene.Token()).Findings, Is.Empty); // its key is remembered
            var token = scene.TokenOf(scene.Realm.PlatformClaims(key), scene.Claims.With(44237, key));
            Assert.That(scene.Reasons(token), Is.EqualTo(new[] { AppraisalReason.CcaRealmKeyInvalid }));
        }
    }

    [Test]
    public void Rejects_algorithms_that_do_not_go_with_the_keys()
    {
        using var realm = new CcaScene();
        Assert.That(realm.Reasons(realm.Token(platform: Platform(-7))), Is.EqualTo(new[] { AppraisalReason.ArmSignatureInvalid }));
        Assert.That(realm.Reasons(realm.Token(platform: Platform(-38))), Is.EqualTo(new[] { AppraisalReason.ArmAlgorithmUnsupported }));
        Assert.That(realm.Reasons(realm.Token(realm: Claims(-7))), Is.EqualTo(new[] { AppraisalReason.CcaRealmSignatureInvalid }));
        Assert.That(realm.Reasons(realm.Token(realm: Claims(5))), Is.EqualTo(new[] { AppraisalReason.ArmAlgorithmUnsupported }));

        byte[] Platform(int algorithm) => new SimulatedCose { Payload = realm.Platform.Encode(), Algorithm = algorithm, Tag = 18 }.Sign(realm.Realm.PlatformKey);
        byte[] Claims(int algorithm) => new SimulatedCose { Payload = realm.Claims.Encode(), Algorithm = algorithm, Tag = 18 }.Sign(realm.Realm.RealmKey);
    }

    [Test]
    public void Remembers_a_platform_token_for_the_key_that_signed_it_alone()
    {
        using var realm = new CcaScene();
        using var other = new CcaScene();
        Assert.That(realm.Authenticate(realm.Token()).Findings, Is.Empty);
        var wrong = realm.Policy with { Keys = [realm.Policy.Keys[0] with { PublicKey = other.Realm.PublicKey }] };
        Assert.That(realm.Authenticate(realm.Token(), wrong).Findings.Single().Reason, Is.EqualTo(AppraisalReason.ArmSignatureInvalid));
        Assert.That(realm.Authenticate(realm.Token(), realm.Policy with { Keys = [] }).Findings.Single().Reason, Is.EqualTo(AppraisalReason.ArmKeyUnknown));
    }

    [Test]
    public void Judges_the_time_of_the_key_anew()
    {
        using var realm = new CcaScene();
        var end = CcaScene.Issued + realm.Realm.Settings.KeyLifetime;
        Assert.That(realm.Authenticate(realm.Token()).Expires, Is.EqualTo(end));
        Assert.That(realm.Authenticate(realm.Token(), time: end.AddSeconds(1)).Findings.Single().Reason, Is.EqualTo(AppraisalReason.ArmKeyExpired));
        Assert.That(realm.Authenticate(realm.Token(), time: CcaScene.Issued.AddSeconds(-1)).Findings.Single().Reason, Is.EqualTo(AppraisalReason.ArmKeyNotYetValid));
    }
}
