using Httpa.Verifiers;
using Httpa.Verifiers.Arm;
using Httpa.Verifiers.Psa;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Psa;

/// <summary>Which keys count.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class PsaVerifierTests
{
    [Test]
    public void Says_that_nothing_is_proven_when_no_key_is_named()
    {
        using var device = new PsaScene();
        foreach (var policy in new[] { new PsaPolicy(), device.Policy with { Keys = [device.Policy.Keys[0] with { InstanceId = new Measurement(new byte[33]) }] } })
        {
            var result = device.Authenticate(device.Claims, policy);
            Assert.That(result.Findings.Select(f => (f.Reason, f.Kind)), Is.EqualTo(new[] { (AppraisalReason.ArmKeyUnknown, FindingKind.NotProven) }));
            Assert.That(result.Claims, Is.Not.Null);
        }
    }

    [Test]
    public void Never_takes_a_key_from_the_endorsements()
    {
        using var device = new PsaScene();
        var jwk = device.Device.PublicKey.Bytes;
        var stapled = new Endorsements(new[] { "iak", "iak_public", "cpak_public" }.Select(name => KeyValuePair.Create(name, jwk)));
        var result = device.Verifier.Authenticate(device.Evidence() with { Endorsements = stapled }, new AttestationPolicy { Psa = new PsaPolicy() }, PsaScene.Issued);
        Assert.That(result.Findings.Single().Reason, Is.EqualTo(AppraisalReason.ArmKeyUnknown));
    }

    [Test]
    public void Counts_a_key_for_the_implementation_that_it_names_alone()
    {
        using var device = new PsaScene();
        Assert.That(Reasons(device.Device.Settings.ImplementationId), Is.Empty);
        Assert.That(Reasons(new Measurement(new byte[32])), Is.EqualTo(new[] { AppraisalReason.ArmKeyUnknown }));

        IEnumerable<AppraisalReason> Reasons(Measurement implementation) =>
            device.Authenticate(device.Claims, device.Policy with { Keys = [device.Policy.Keys[0] with { ImplementationId = implementation }] }).Findings.Select(f => f.Reason);
    }

    [Test]
    public void Rejects_a_token_of_another_device_under_this_ones_identifier()
    {
        using var device = new PsaScene();
        using var other = new PsaScene();
        var forged = other.Device.Encode(other.Claims.With(256, device.Device.InstanceId.Bytes.ToArray()));
        Assert.That(device.Authenticate(forged).Findings.Select(f => (f.Reason, f.Kind)), Is.EqualTo(new[] { (AppraisalReason.ArmSignatureInvalid, FindingKind.NotGenuine) }));
    }

    [Test]
    public void Takes_whichever_of_a_devices_keys_made_the_token_and_is_valid()
    {
        using var device = new PsaScene();
        using var other = new PsaScene();
        var key = device.Policy.Keys[0];
        var old = key with { NotAfter = PsaScene.Issued.AddDays(-1), NotBefore = null };
        Assert.That(Reasons(key with { PublicKey = other.Device.PublicKey }, key), Is.Empty);
        Assert.That(Reasons(old, key), Is.Empty);
        Assert.That(Reasons(old), Is.EqualTo(new[] { AppraisalReason.ArmKeyExpired }));
        Assert.That(Reasons(key with { NotBefore = PsaScene.Issued.AddSeconds(1) }), Is.EqualTo(new[] { AppraisalReason.ArmKeyNotYetValid }));

        IEnumerable<AppraisalReason> Reasons(params ArmAttestationKey[] keys) => device.Authenticate(device.Claims, device.Policy with { Keys = keys }).Findings.Select(f => f.Reason);
    }

    [Test]
    public void An_acceptance_ends_with_the_key_and_otherwise_not()
    {
        using var device = new PsaScene();
        Assert.That(device.Authenticate(device.Claims).Expires, Is.EqualTo(PsaScene.Issued + device.Device.Settings.KeyLifetime));
        var open = device.Policy with { Keys = [device.Policy.Keys[0] with { NotBefore = null, NotAfter = null }] };
        Assert.That(device.Authenticate(device.Claims, open).Expires, Is.EqualTo(DateTimeOffset.MaxValue));
    }

    [Test]
    public void Rejects_another_secret_and_a_shortened_code()
    {
        using var device = new PsaScene(new() { IsSymmetric = true });
        var other = device.Policy with { DangerousSymmetricKeys = [device.Policy.DangerousSymmetricKeys[0] with { Secret = new Measurement(new byte[32]) }] };
        Assert.That(device.Authenticate(device.Claims).Findings, Is.Empty);
        Assert.That(device.Authenticate(device.Claims, other).Findings.Single().Reason, Is.EqualTo(AppraisalReason.ArmSignatureInvalid));
        Assert.That(device.Authenticate(device.Claims, device.Policy with { DangerousSymmetricKeys = [] }).Findings.Single().Reason, Is.EqualTo(AppraisalReason.ArmKeyUnknown));
    }

    [Test]
    public void A_secret_is_in_no_text() =>
        Assert.That(new PsaSymmetricKey { InstanceId = new Measurement(new byte[33]), Secret = Measurement.Parse(new string('a', 64)) }.ToString(), Does.Not.Contain("aaaa"));
}
