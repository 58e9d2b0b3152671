using Httpa.Verifiers;
using Httpa.Verifiers.Dcap;
using Httpa.Verifiers.Sgx;
using NUnit.Framework;
using static Httpa.Client.Tests.Verifiers.Policy.SampleClaims;

namespace Httpa.Client.Tests.Verifiers.Policy;

public sealed class SgxAppraisalTests
{
    private static readonly Measurement Other = Measurement.Parse(new string('f', 64));

    [Test]
    public void Accepts_claims_that_the_policy_names()
    {
        var verdict = Verdict.Of(Claims, Accepting with { Tcb = new() { MinimumTcbEvaluationDataNumber = 17 } });
        Assert.That(verdict.Findings, Is.Empty);
        Assert.That(verdict.Expires, Is.EqualTo(DateTimeOffset.MaxValue));
    }

    [Test]
    public void Accepts_each_of_several_builds_during_a_rollout()
    {
        var policy = Accepting with { MrEnclave = ReferenceValue.AnyOf(("old", Build), ("new", Other.ToString())) };
        Assert.That(Verdict.Of(Claims, policy).Findings, Is.Empty);
        Assert.That(Verdict.Of(Claims with { MrEnclave = Other }, policy).Findings, Is.Empty);
    }

    [Test]
    public void Refuses_everything_under_a_policy_that_states_nothing()
    {
        var verdict = Verdict.Of(Claims, new SgxPolicy());
        Assert.That(verdict.Reasons, Is.EqualTo(Enumerable.Repeat(AppraisalReason.PolicyMemberAbsent, 4)));
        Assert.That(verdict.Findings.Select(f => f.Subject), Is.EqualTo(new[] { "MRENCLAVE", "MRSIGNER", "ISVPRODID", "ISVSVN" }));
        Assert.That(verdict.Findings[0].Actual, Is.EqualTo(Build));
    }

    public static IEnumerable<TestCaseData> OneObjection()
    {
        yield return Case(AppraisalReason.SgxMrEnclaveMismatch, c => c with { MrEnclave = Other });
        yield return Case(AppraisalReason.SgxMrSignerMismatch, c => c with { MrSigner = Other });
        yield return Case(AppraisalReason.SgxIsvProdIdMismatch, c => c with { IsvProdId = 8 });
        yield return Case(AppraisalReason.SgxIsvSvnRefused, c => c with { IsvSvn = 2 });
        yield return Case(AppraisalReason.SgxConfigIdMismatch, c => c with { ConfigId = new Measurement(Enumerable.Repeat((byte)1, 64).ToArray()) });
        yield return Case(AppraisalReason.SgxConfigSvnRefused, c => c with { ConfigSvn = 1 });
        yield return Case(AppraisalReason.SgxIsvFamilyIdMismatch, c => c with { IsvFamilyId = Measurement.Parse(new string('1', 32)) });
        yield return Case(AppraisalReason.SgxIsvExtProdIdMismatch, c => c with { IsvExtProdId = Measurement.Parse(new string('1', 32)) });
        yield return Case(AppraisalReason.SgxDebugEnclave, c => c with { Attributes = Flags("07") });
        yield return Case(AppraisalReason.SgxAttributesRefused, c => c with { Attributes = Flags("04") });
        yield return Case(AppraisalReason.SgxAttributesRefused, c => c with { Attributes = Flags("15") });
        yield return Case(AppraisalReason.SgxAttributesRefused, c => c with { Attributes = Flags("25") });
        yield return Case(AppraisalReason.SgxAttributesRefused, c => c with { Attributes = Measurement.Parse("0500000000000080e700000000000000") });
        yield return Case(AppraisalReason.SgxMiscSelectRefused, c => c with { MiscSelect = 4 });
        yield return Case(AppraisalReason.DcapPlatformUnknown, c => c with { Platform = null });
    }

    [TestCaseSource(nameof(OneObjection))]
    public void Refuses_one_wrong_claim_for_its_own_reason(AppraisalReason reason, Func<SgxClaims, SgxClaims> change)
    {
        var verdict = Verdict.Of(change(Claims), Accepting);
        Assert.That(verdict.Reasons, Is.EqualTo(new[] { reason }));
        FindingAssert.SaysWhatToDo(verdict.Findings);
    }

    [Test]
    public void Names_every_objection_at_once()
    {
        var claims = Claims with { MrEnclave = Other, IsvSvn = 0, Attributes = Flags("17"), Platform = Platform(TcbStatus.OutOfDate, "INTEL-SA-1") };
        Assert.That(Verdict.Of(claims, Accepting).Reasons, Is.EquivalentTo(new[]
        {
            AppraisalReason.SgxMrEnclaveMismatch, AppraisalReason.SgxIsvSvnRefused, AppraisalReason.SgxDebugEnclave, AppraisalReason.SgxAttributesRefused,
            AppraisalReason.DcapTcbOutOfDate, AppraisalReason.DcapAdvisoryNotAccepted,
        }));
    }

    [Test]
    public void Accepts_a_debug_enclave_only_when_the_policy_says_so_dangerously() =>
        Assert.That(Verdict.Of(Claims with { Attributes = Flags("07") }, Accepting with { DangerousAllowDebug = true }).Findings, Is.Empty);

    [TestCase("05"), TestCase("85"), TestCase("45"), TestCase("01")]
    public void Accepts_flags_that_concern_the_enclave_alone(string flags) =>
        Assert.That(Verdict.Of(Claims with { Attributes = Flags(flags) }, Accepting).Findings, Is.Empty);

    [Test]
    public void Holds_attributes_against_the_mask_of_the_policy()
    {
        var policy = Accepting with { Attributes = MaskedValue.Parse("15000000000000000000000000000000", "ffffffffffffffff0000000000000000") };
        Assert.That(Verdict.Of(Claims with { Attributes = Flags("15") }, policy).Findings, Is.Empty);
        Assert.That(Verdict.Of(Claims, policy).Reasons, Is.EqualTo(new[] { AppraisalReason.SgxAttributesRefused }));
    }

    [Test]
    public void Refuses_debug_even_when_the_mask_leaves_it_out()
    {
        var policy = Accepting with { Attributes = MaskedValue.Parse("00000000000000000000000000000000", "00000000000000000000000000000000") };
        Assert.That(Verdict.Of(Claims with { Attributes = Flags("07") }, policy).Reasons, Is.EqualTo(new[] { AppraisalReason.SgxDebugEnclave }));
    }

    [Test]
    public void Holds_miscselect_against_the_policy()
    {
        Assert.That(Verdict.Of(Claims with { MiscSelect = 1 }, Accepting).Findings, Is.Empty);
        Assert.That(Verdict.Of(Claims with { MiscSelect = 4 }, Accepting with { MiscSelect = ReferenceValue.AnyOf(4u) }).Findings, Is.Empty);
        var strict = Verdict.Of(Claims with { MiscSelect = 1 }, Accepting with { MiscSelect = ReferenceValue.AnyOf(0u) });
        Assert.That(strict.Reasons, Is.EqualTo(new[] { AppraisalReason.SgxMiscSelectRefused }));
    }

    [Test]
    public void Accepts_key_separation_values_that_the_policy_names()
    {
        var claims = Claims with
        {
            ConfigId = new Measurement(Enumerable.Repeat((byte)9, 64).ToArray()),
            ConfigSvn = 2,
            IsvFamilyId = Measurement.Parse(new string('a', 32)),
            IsvExtProdId = Measurement.Parse(new string('b', 32)),
        };
        var policy = Accepting with
        {
            ConfigId = ReferenceValue.AnyOf(claims.ConfigId),
            ConfigSvn = ReferenceValue.AtLeast<ushort>(2),
            IsvFamilyId = ReferenceValue.AnyOf(claims.IsvFamilyId),
            IsvExtProdId = ReferenceValue.Unchecked<Measurement>("not used"),
        };
        Assert.That(Verdict.Of(claims, policy).Findings, Is.Empty);
    }

    [TestCase((ushort)2, false), TestCase((ushort)3, true), TestCase((ushort)4, true), TestCase(ushort.MaxValue, true)]
    public void Accepts_a_security_version_from_the_minimum_on(ushort svn, bool accepted) =>
        Assert.That(Verdict.Of(Claims with { IsvSvn = svn }, Accepting).Findings.Count == 0, Is.EqualTo(accepted));

    [Test]
    public void Accepts_only_machines_and_models_that_are_listed()
    {
        var listed = Accepting with { Ppid = ReferenceValue.AnyOf(("rack 4", Ppid)), Fmspc = ReferenceValue.AnyOf(Fmspc) };
        var others = Accepting with { Ppid = ReferenceValue.AnyOf(new string('0', 32)), Fmspc = ReferenceValue.AnyOf("00906ed50000") };
        Assert.That(Verdict.Of(Claims, listed).Findings, Is.Empty);
        var verdict = Verdict.Of(Claims, others);
        Assert.That(verdict.Reasons, Is.EqualTo(new[] { AppraisalReason.DcapPlatformNotListed, AppraisalReason.DcapFmspcNotListed }));
        FindingAssert.SaysWhatToDo(verdict.Findings);
    }

    [Test]
    public void Short_forms_accept_the_build_and_the_signer_they_name()
    {
        Assert.That(Verdict.Of(Claims with { IsvSvn = 0 }, SgxPolicy.ForEnclave("v1", Build)).Findings, Is.Empty);
        Assert.That(Verdict.Of(Claims with { MrEnclave = Other }, SgxPolicy.ForEnclave("v1", Build)).Reasons, Is.EqualTo(new[] { AppraisalReason.SgxMrEnclaveMismatch }));
        Assert.That(Verdict.Of(Claims with { MrEnclave = Other }, SgxPolicy.ForSigner(Signer, 7, 3)).Findings, Is.Empty);
        Assert.That(Verdict.Of(Claims with { IsvProdId = 6, IsvSvn = 2 }, SgxPolicy.ForSigner(Signer, 7, 3)).Reasons,
            Is.EqualTo(new[] { AppraisalReason.SgxIsvProdIdMismatch, AppraisalReason.SgxIsvSvnRefused }));
    }

    [Test]
    public void Allocates_next_to_nothing_when_it_accepts()
    {
        var findings = new List<Finding>();
        for (var i = 0; i < 100; i++) SgxAppraisal.Appraise(Claims, Accepting, Time, findings);
        var before = GC.GetAllocatedBytesForCurrentThread();
        SgxAppraisal.Appraise(Claims, Accepting, Time, findings);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThanOrEqualTo(200));
        Assert.That(findings, Is.Empty);
    }

    private static Measurement Flags(string first) => Measurement.Parse(first + "00000000000000e700000000000000");

    private static TestCaseData Case(AppraisalReason reason, Func<SgxClaims, SgxClaims> change) => new(reason, change);
}
