using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Arm;
using Httpa.Verifiers.Cca;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Cca;

[Parallelizable(ParallelScope.All)]
internal sealed class CcaAppraisalTests
{
    private static readonly ReferenceValue<Measurement> Another = ReferenceValue.AnyOf(SimulatedCcaSettings.Phrase("another"));

    private static IEnumerable<TestCaseData> Refused =>
    [
        Case("another build", p => p with { RealmInitialMeasurement = Another }, AppraisalReason.CcaRealmInitialMeasurementMismatch),
        Case("no build", p => p with { RealmInitialMeasurement = null }, AppraisalReason.PolicyMemberAbsent),
        Case("another REM 0", p => p with { RealmExtensibleMeasurement0 = Another }, AppraisalReason.CcaRealmExtensibleMeasurementMismatch),
        Case("no REM 0", p => p with { RealmExtensibleMeasurement0 = null }, AppraisalReason.CcaRealmExtensibleMeasurementMismatch),
        Case("no REM 1", p => p with { RealmExtensibleMeasurement1 = null }, AppraisalReason.CcaRealmExtensibleMeasurementMismatch),
        Case("another REM 2", p => p with { RealmExtensibleMeasurement2 = Another }, AppraisalReason.CcaRealmExtensibleMeasurementMismatch),
        Case("another REM 3", p => p with { RealmExtensibleMeasurement3 = Another }, AppraisalReason.CcaRealmExtensibleMeasurementMismatch),
        Case("another personalization", p => p with { RealmPersonalizationValue = Another }, AppraisalReason.CcaRealmPersonalizationMismatch),
        Case("another realm", p => p with { RealmInstanceId = Another }, AppraisalReason.CcaRealmInstanceIdRefused),
        Case("another hash of the realm", p => p with { RealmHashAlgorithm = ReferenceValue.AnyOf<string>("sha-512") }, AppraisalReason.CcaHashAlgorithmRefused),
        Case("another hash of the key", p => p with { RealmPublicKeyHashAlgorithm = ReferenceValue.AnyOf<string>("sha-512") }, AppraisalReason.CcaHashAlgorithmRefused),
        Case("another hash of the platform", p => p with { PlatformHashAlgorithm = ReferenceValue.AnyOf<string>("sha-512") }, AppraisalReason.CcaHashAlgorithmRefused),
        Case("devices, which are not there", p => p with { RealmDevicesTokenHash = Another }, AppraisalReason.CcaDevicesRefused),
        Case("no software", p => p with { SoftwareComponents = null }, AppraisalReason.PolicyMemberAbsent),
        Case("another state", p => p with { SecurityLifecycle = ReferenceValue.AnyOf<ushort>(0x3000) }, AppraisalReason.ArmLifecycleRefused),
        Case("another implementation", p => p with { ImplementationId = Another }, AppraisalReason.ArmImplementationIdRefused),
        Case("another configuration", p => p with { PlatformConfig = Another }, AppraisalReason.CcaPlatformConfigRefused),
        Case("a verifier, which the token does not name", p => p with { VerificationService = ReferenceValue.AnyOf<string>("x") }, AppraisalReason.ArmVerificationServiceRefused),
    ];

    [TestCaseSource(nameof(Refused))]
    public void Refuses_under_a_policy_with(Func<CcaPolicy, CcaPolicy> change, AppraisalReason reason)
    {
        using var realm = new CcaScene();
        Assert.That(realm.Refusals(realm.Policy), Is.Empty);
        Assert.That(realm.Refusals(change(realm.Policy)), Is.EqualTo(new[] { reason }));
    }

    [TestCase((ushort)0x3000, true)]
    [TestCase((ushort)0x30ff, true)]
    [TestCase((ushort)0x2000, false)]
    [TestCase((ushort)0x4000, false)]
    [TestCase((ushort)0x6000, false)]
    public void Accepts_secured_platforms_alone_by_default(ushort lifecycle, bool accepted)
    {
        using var realm = new CcaScene(new() { SecurityLifecycle = lifecycle });
        Assert.That(realm.Refusals(realm.Policy), Is.EqualTo(accepted ? [] : new[] { AppraisalReason.ArmLifecycleRefused }));
    }

    [Test]
    public void Refuses_a_personalization_that_nobody_stated()
    {
        using var realm = new CcaScene(new() { PersonalizationValue = new Measurement(Enumerable.Repeat((byte)1, 64).ToArray()) });
        Assert.That(realm.Refusals(realm.Policy with { RealmPersonalizationValue = null }), Is.EqualTo(new[] { AppraisalReason.CcaRealmPersonalizationMismatch }));
        Assert.That(realm.Refusals(realm.Policy), Is.Empty);
    }

    [Test]
    public void Refuses_devices_unless_their_evidence_is_named()
    {
        using var realm = new CcaScene(new() { DevicesTokenHash = SimulatedCcaSettings.Phrase("devices") });
        Assert.That(realm.Refusals(realm.Policy), Is.EqualTo(new[] { AppraisalReason.CcaDevicesRefused }));
        Assert.That(realm.Refusals(realm.Policy with { RealmDevicesTokenHash = Another }), Is.EqualTo(new[] { AppraisalReason.CcaDevicesRefused }));
        Assert.That(realm.Refusals(realm.Policy with { RealmDevicesTokenHash = ReferenceValue.AnyOf(SimulatedCcaSettings.Phrase("devices")) }), Is.Empty);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Asks_for_memory_encryption_of_the_realms_own_when_told_to(bool isPrivate)
    {
        using var realm = new CcaScene(new() { HasPrivateMemoryEncryption = isPrivate });
        using var older = new CcaScene(new() { RealmProfile = "tag:arm.com,2023:realm#1.0.0" });
        Assert.That(realm.Refusals(realm.Policy), Is.Empty);
        Assert.That(realm.Refusals(realm.Policy with { RequirePrivateMemoryEncryption = true }), Is.EqualTo(isPrivate ? [] : new[] { AppraisalReason.CcaMemoryEncryptionShared }));
        Assert.That(older.Refusals(older.Policy with { RequirePrivateMemoryEncryption = true }), Is.EqualTo(new[] { AppraisalReason.CcaMemoryEncryptionShared }));
    }

    [TestCase(null, true)]
    [TestCase(false, true)]
    [TestCase(true, false)]
    public void Refuses_firmware_that_may_change_while_the_realm_runs(bool? allows, bool accepted)
    {
        using var realm = new CcaScene(new() { AllowsLiveFirmwareActivation = allows });
        Assert.That(realm.Refusals(realm.Policy), Is.EqualTo(accepted ? [] : new[] { AppraisalReason.CcaLiveActivationAllowed }));
        Assert.That(realm.Refusals(realm.Policy with { AllowLiveFirmwareActivation = true }), Is.Empty);
    }

    [Test]
    public void Refuses_a_weak_hash_unless_the_policy_names_it()
    {
        using var realm = new CcaScene();
        var token = realm.TokenOf(realm.Platform.With(2402, "sha-1"), realm.Claims.With(44236, "md5"));
        Assert.That(realm.Refusals(realm.Policy, token), Is.EqualTo(new[] { AppraisalReason.CcaHashAlgorithmRefused, AppraisalReason.CcaHashAlgorithmRefused }));
        var naming = realm.Policy with { PlatformHashAlgorithm = ReferenceValue.AnyOf<string>("sha-1"), RealmHashAlgorithm = ReferenceValue.AnyOf<string>("md5") };
        Assert.That(realm.Refusals(naming, token), Is.Empty);
    }

    [Test]
    public void Refuses_another_firmware()
    {
        using var realm = new CcaScene();
        var rules = realm.Policy.SoftwareComponents!.Components;
        var policy = realm.Policy with { SoftwareComponents = SoftwareComponentsPolicy.Of(rules[0], rules[1] with { MeasurementValue = Another }) };
        Assert.That(realm.Refusals(policy), Is.EqualTo(new[] { AppraisalReason.ArmSoftwareComponentMismatch }));
        Assert.That(realm.Refusals(realm.Policy with { SoftwareComponents = SoftwareComponentsPolicy.Of(rules[0]) }), Is.EqualTo(new[] { AppraisalReason.ArmSoftwareComponentUnlisted }));
    }

    [Test]
    public void Is_not_covered_by_a_policy_for_other_types()
    {
        using var realm = new CcaScene();
        var findings = new List<Finding>();
        realm.Verifier.Appraise(realm.Authenticate(realm.Token()), new AttestationPolicy(), CcaScene.Issued, findings);
        Assert.That(findings.Single().Reason, Is.EqualTo(AppraisalReason.TypeNotCovered));
    }

    private static TestCaseData Case(string name, Func<CcaPolicy, CcaPolicy> change, AppraisalReason reason) => new TestCaseData(change, reason).SetArgDisplayNames(name);
}
