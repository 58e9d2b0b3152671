using Httpa.Verifiers;
using Httpa.Verifiers.Arm;
using Httpa.Verifiers.Psa;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Psa;

[Parallelizable(ParallelScope.All)]
internal sealed class PsaAppraisalTests
{
    private static IEnumerable<TestCaseData> Refused =>
    [
        Case("another caller", p => p with { ClientId = ReferenceValue.AnyOf<int>(1) }, AppraisalReason.PsaClientIdRefused),
        Case("no caller", p => p with { ClientId = null }, AppraisalReason.PolicyMemberAbsent),
        Case("no software", p => p with { SoftwareComponents = null }, AppraisalReason.PolicyMemberAbsent),
        Case("another implementation", p => p with { ImplementationId = ReferenceValue.AnyOf(new Measurement(new byte[32])) }, AppraisalReason.ArmImplementationIdRefused),
        Case("another state", p => p with { SecurityLifecycle = ReferenceValue.AnyOf<ushort>(0x4000) }, AppraisalReason.ArmLifecycleRefused),
        Case("another boot seed", p => p with { BootSeed = ReferenceValue.AnyOf(new Measurement(new byte[32])) }, AppraisalReason.PsaBootSeedRefused),
        Case("another certificate", p => p with { CertificationReference = ReferenceValue.AnyOf<string>("0000000000000-00000") }, AppraisalReason.PsaCertificationRefused),
        Case("a verifier, which the token does not name", p => p with { VerificationService = ReferenceValue.AnyOf<string>("https://verifier.example") }, AppraisalReason.ArmVerificationServiceRefused),
        Case("another profile", p => p with { Profile = ReferenceValue.AnyOf<string>("http://arm.com/psa/2.0.0") }, AppraisalReason.PsaProfileRefused),
    ];

    [TestCaseSource(nameof(Refused))]
    public void Refuses_under_a_policy_with(Func<PsaPolicy, PsaPolicy> change, AppraisalReason reason)
    {
        using var device = new PsaScene();
        Assert.That(device.Refusals(change(device.Policy)), Is.EqualTo(new[] { reason }));
    }

    [TestCase((ushort)0x3000, true)]
    [TestCase((ushort)0x30ff, true)]
    [TestCase((ushort)0x2fff, false)]
    [TestCase((ushort)0x3100, false)]
    [TestCase((ushort)0x0000, false)]
    [TestCase((ushort)0x4000, false)] // the non-secure side can be debugged
    [TestCase((ushort)0x5000, false)]
    [TestCase((ushort)0x6000, false)]
    public void Accepts_secured_devices_alone_by_default(ushort lifecycle, bool accepted)
    {
        using var device = new PsaScene(new() { SecurityLifecycle = lifecycle });
        Assert.That(device.Refusals(device.Policy), Is.EqualTo(accepted ? [] : new[] { AppraisalReason.ArmLifecycleRefused }));
        Assert.That(device.Refusals(device.Policy with { SecurityLifecycle = ReferenceValue.AnyOf<ushort>(lifecycle) }), Is.Empty);
    }

    [Test]
    public void Refuses_an_unknown_profile_unless_the_policy_names_it()
    {
        using var device = new PsaScene(new() { Profile = "tag:example.com,2026:psa" });
        Assert.That(device.Refusals(device.Policy), Is.EqualTo(new[] { AppraisalReason.PsaProfileRefused }));
        Assert.That(device.Refusals(device.Policy with { Profile = ReferenceValue.AnyOf<string>("tag:example.com,2026:psa") }), Is.Empty);
    }

    [Test]
    public void Refuses_a_caller_on_the_other_side()
    {
        using var device = new PsaScene(new() { ClientId = 7 });
        Assert.That(device.Refusals(device.Policy), Is.Empty);
        Assert.That(device.Refusals(device.Policy with { ClientId = ReferenceValue.AnyOf<int>(-7) }), Is.EqualTo(new[] { AppraisalReason.PsaClientIdRefused }));
    }

    [Test]
    public void Accepts_what_is_absent_only_where_the_policy_does_not_ask()
    {
        using var device = new PsaScene(new() { BootSeed = null, CertificationReference = null });
        var asking = device.Policy with
        {
            BootSeed = ReferenceValue.AnyOf(new Measurement(new byte[32])),
            CertificationReference = ReferenceValue.AnyOf<string>("1234567890123-12345"),
        };
        var open = device.Policy with { BootSeed = ReferenceValue.Unchecked<Measurement>("a test"), CertificationReference = ReferenceValue.Unchecked<string>("a test") };
        Assert.That(device.Refusals(device.Policy), Is.Empty);
        Assert.That(device.Refusals(open), Is.Empty);
        Assert.That(device.Refusals(asking), Is.EquivalentTo(new[] { AppraisalReason.PsaBootSeedRefused, AppraisalReason.PsaCertificationRefused }));
    }

    [Test]
    public void Is_not_covered_by_a_policy_for_other_types()
    {
        using var device = new PsaScene();
        var findings = new List<Finding>();
        device.Verifier.Appraise(device.Authenticate(device.Claims), new AttestationPolicy(), PsaScene.Issued, findings);
        Assert.That(findings.Single().Reason, Is.EqualTo(AppraisalReason.TypeNotCovered));
    }

    private static TestCaseData Case(string name, Func<PsaPolicy, PsaPolicy> change, AppraisalReason reason) => new TestCaseData(change, reason).SetArgDisplayNames(name);
}
