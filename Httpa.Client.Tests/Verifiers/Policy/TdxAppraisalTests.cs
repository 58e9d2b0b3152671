using Httpa.Verifiers;
using Httpa.Verifiers.Dcap;
using Httpa.Verifiers.Tdx;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Policy;

public sealed class TdxAppraisalTests
{
    private const string Good = "0000001000000000";
    private static readonly Measurement Other = Measurement.Parse(new string('f', 96));

    private static TdxClaims Claims { get; } = new()
    {
        QuoteVersion = 5,
        TeeTcbSvn = SampleClaims.Zero(16),
        MrSeam = Of('5'),
        MrSignerSeam = SampleClaims.Zero(48),
        SeamAttributes = SampleClaims.Zero(8),
        TdAttributes = Measurement.Parse(Good),
        Xfam = Measurement.Parse("e702060000000000"),
        MrTd = Of('6'),
        MrConfigId = SampleClaims.Zero(48),
        MrOwner = SampleClaims.Zero(48),
        MrOwnerConfig = SampleClaims.Zero(48),
        RtMr0 = Of('0'),
        RtMr1 = Of('1'),
        RtMr2 = Of('2'),
        RtMr3 = Of('3'),
        ReportData = SampleClaims.Zero(64),
        TeeTcbSvn2 = SampleClaims.Zero(16),
        MrServiceTd = SampleClaims.Zero(48),
        Platform = SampleClaims.Platform(TcbStatus.UpToDate),
    };

    private static TdxPolicy Accepting { get; } = new()
    {
        MrTd = ReferenceValue.AnyOf(Claims.MrTd),
        RtMr0 = ReferenceValue.AnyOf(Claims.RtMr0),
        RtMr1 = ReferenceValue.AnyOf(Claims.RtMr1),
        RtMr2 = ReferenceValue.AnyOf(Claims.RtMr2),
        RtMr3 = ReferenceValue.AnyOf(Claims.RtMr3),
    };

    [Test]
    public void Accepts_claims_that_the_policy_names() => Assert.That(Reasons(Claims, Accepting), Is.Empty);

    [Test]
    public void Refuses_everything_under_a_policy_that_states_nothing() =>
        Assert.That(Reasons(Claims, new()), Is.EqualTo(Enumerable.Repeat(AppraisalReason.PolicyMemberAbsent, 5)));

    public static IEnumerable<TestCaseData> OneObjection()
    {
        yield return Case(AppraisalReason.TdxMrTdMismatch, c => c with { MrTd = Other });
        yield return Case(AppraisalReason.TdxRtMr0Mismatch, c => c with { RtMr0 = Other });
        yield return Case(AppraisalReason.TdxRtMr1Mismatch, c => c with { RtMr1 = Other });
        yield return Case(AppraisalReason.TdxRtMr2Mismatch, c => c with { RtMr2 = Other });
        yield return Case(AppraisalReason.TdxRtMr3Mismatch, c => c with { RtMr3 = Other });
        yield return Case(AppraisalReason.TdxMrConfigIdMismatch, c => c with { MrConfigId = Other });
        yield return Case(AppraisalReason.TdxMrOwnerMismatch, c => c with { MrOwner = Other });
        yield return Case(AppraisalReason.TdxMrOwnerConfigMismatch, c => c with { MrOwnerConfig = Other });
        yield return Case(AppraisalReason.TdxMrServiceTdMismatch, c => c with { MrServiceTd = Other });
        yield return Case(AppraisalReason.TdxDebugTd, c => c with { TdAttributes = Measurement.Parse("0100001000000000") });
        yield return Case(AppraisalReason.TdxSeptVeDisableClear, c => c with { TdAttributes = SampleClaims.Zero(8) });
        yield return Case(AppraisalReason.TdxMigratable, c => c with { TdAttributes = Measurement.Parse("0000003000000000") });
        yield return Case(AppraisalReason.TdxPerfmon, c => c with { TdAttributes = Measurement.Parse("0000001000000080") });
        yield return Case(AppraisalReason.TdxAttributesRefused, c => c with { TdAttributes = Measurement.Parse("1000001000000000") });
        yield return Case(AppraisalReason.TdxAttributesRefused, c => c with { TdAttributes = Measurement.Parse("0000011000000000") });
        yield return Case(AppraisalReason.TdxAttributesRefused, c => c with { TdAttributes = Measurement.Parse("0000001000000040") });
        yield return Case(AppraisalReason.TdxXfamRefused, c => c with { Xfam = Measurement.Parse("0100000000000000") });
        yield return Case(AppraisalReason.TdxXfamRefused, c => c with { Xfam = Measurement.Parse("0300000000000080") });
        yield return Case(AppraisalReason.TdxXfamRefused, c => c with { Xfam = Measurement.Parse("0304000000000000") });
        yield return Case(AppraisalReason.DcapPlatformUnknown, c => c with { Platform = null });
        yield return Case(AppraisalReason.DcapTcbRelaunchAdvised, c => c with { Platform = SampleClaims.Platform(TcbStatus.TDRelaunchAdvised) });
        yield return Case(AppraisalReason.DcapTcbRevoked, c => c with { Platform = c.Platform! with { TdxModuleStatus = TcbStatus.Revoked } });
    }

    [TestCaseSource(nameof(OneObjection))]
    public void Refuses_one_wrong_claim_for_its_own_reason(AppraisalReason reason, Func<TdxClaims, TdxClaims> change)
    {
        var findings = Appraise(change(Claims), Accepting);
        Assert.That(findings.Select(f => f.Reason), Is.EqualTo(new[] { reason }));
        FindingAssert.SaysWhatToDo(findings);
    }

    [TestCase("0000001000000000"), TestCase("0000005000000000"), TestCase("0000009000000000"), TestCase("000000d000000000")]
    public void Accepts_flags_that_concern_the_TD_alone(string flags) =>
        Assert.That(Reasons(Claims with { TdAttributes = Measurement.Parse(flags) }, Accepting), Is.Empty);

    [Test]
    public void Accepts_what_the_policy_names_instead_of_the_defaults()
    {
        var claims = Claims with { MrConfigId = Other, MrOwner = Other, MrOwnerConfig = Other, MrServiceTd = Other };
        var policy = Accepting with
        {
            MrConfigId = ReferenceValue.AnyOf(Other),
            MrOwner = ReferenceValue.AnyOf(Other),
            MrOwnerConfig = ReferenceValue.Unchecked<Measurement>("not used"),
            MrServiceTd = ReferenceValue.AnyOf(Other),
            MrSeam = ReferenceValue.AnyOf(claims.MrSeam),
        };
        Assert.That(Reasons(claims, policy), Is.Empty);
    }

    [Test]
    public void Holds_the_module_against_the_pinned_ones() =>
        Assert.That(Reasons(Claims, Accepting with { MrSeam = ReferenceValue.AnyOf(Other) }), Is.EqualTo(new[] { AppraisalReason.TdxMrSeamMismatch }));

    [Test]
    public void Holds_attributes_against_the_mask_of_the_policy()
    {
        var policy = Accepting with { Attributes = MaskedValue.Parse("0000002000000000", "ffffffffffffffff") };
        Assert.That(Reasons(Claims with { TdAttributes = Measurement.Parse("0000002000000000") }, policy), Is.Empty);
        Assert.That(Reasons(Claims, policy), Is.EqualTo(new[] { AppraisalReason.TdxAttributesRefused }));
    }

    [Test]
    public void Refuses_debug_even_when_the_mask_leaves_it_out()
    {
        var claims = Claims with { TdAttributes = Measurement.Parse("0100001000000000") };
        var policy = Accepting with { Attributes = new(SampleClaims.Zero(8), SampleClaims.Zero(8)) };
        Assert.That(Reasons(claims, policy), Is.EqualTo(new[] { AppraisalReason.TdxDebugTd }));
        Assert.That(Reasons(claims, Accepting with { DangerousAllowDebug = true }), Is.Empty);
    }

    [Test]
    public void Holds_features_against_the_mask_of_the_policy()
    {
        var policy = Accepting with { Xfam = MaskedValue.Parse("0300000000000080", "ffffffffffffffff") };
        Assert.That(Reasons(Claims with { Xfam = Measurement.Parse("0300000000000080") }, policy), Is.Empty);
        Assert.That(Reasons(Claims, policy), Is.EqualTo(new[] { AppraisalReason.TdxXfamRefused }));
    }

    [Test]
    public void Refuses_a_report_that_cannot_tell_the_service_TDs_where_they_are_named()
    {
        var claims = Claims with { MrServiceTd = null, TeeTcbSvn2 = null };
        Assert.That(Reasons(claims, Accepting), Is.Empty);
        Assert.That(Reasons(claims, Accepting with { MrServiceTd = ReferenceValue.Unchecked<Measurement>("why") }), Is.Empty);
        Assert.That(Reasons(claims, Accepting with { MrServiceTd = ReferenceValue.AnyOf(SampleClaims.Zero(48)) }),
            Is.EqualTo(new[] { AppraisalReason.TdxMrServiceTdMismatch }));
    }

    [Test]
    public void Accepts_only_machines_and_models_that_are_listed()
    {
        var others = Accepting with { Ppid = ReferenceValue.AnyOf(new string('0', 32)), Fmspc = ReferenceValue.AnyOf("00906ed50000") };
        Assert.That(Reasons(Claims, others), Is.EqualTo(new[] { AppraisalReason.DcapPlatformNotListed, AppraisalReason.DcapFmspcNotListed }));
    }

    public static IEnumerable<TestCaseData> Problems()
    {
        var any = ReferenceValue.Unchecked<Measurement>("why");
        yield return Review("tdx", p => p with { MrTd = any, RtMr0 = any, RtMr1 = any, RtMr2 = any, RtMr3 = any });
        yield return Review("tdx.mrTd", p => p with { MrTd = null });
        yield return Review("tdx.rtMr3", p => p with { RtMr3 = ReferenceValue.AnyOf("00") });
        yield return Review("tdx.mrServiceTd", p => p with { MrServiceTd = ReferenceValue.AnyOf("00") });
        yield return Review("tdx.mrSeam", p => p with { MrSeam = ReferenceValue.AnyOf(Array.Empty<Measurement>()) });
        yield return Review("tdx.ppid", p => p with { Ppid = ReferenceValue.AnyOf(Other) });
        yield return Review("tdx.fmspc", p => p with { Fmspc = ReferenceValue.AnyOf(Other) });
        yield return Review("tdx.dangerousTrustedRoots", p => p with { DangerousTrustedRoots = [default] });
        yield return Review("tdx.attributes.mask", p => p with { Attributes = MaskedValue.Parse(Good, "ff") });
        yield return Review("tdx.attributes", p => p with { Attributes = MaskedValue.Parse("0100001000000000", "ffffffffffffffff") });
        yield return Review("tdx.attributes", p => p with { Attributes = MaskedValue.Parse(Good, "ffffffffffffffff"), DangerousAllowDebug = true });
        yield return Review("tdx.attributes", p => p with { Attributes = MaskedValue.Parse("0000003000000000", "000000100000000f") });
        yield return Review("tdx.xfam", p => p with { Xfam = MaskedValue.Parse("0300000000000000", "0100000000000000") });
        yield return Review("tdx.tcb.acceptedStatuses", p => p with { Tcb = new() { AcceptedStatuses = [] } });
    }

    [TestCaseSource(nameof(Problems))]
    public void Names_the_member_that_is_contradictory(string path, Func<TdxPolicy, TdxPolicy> change) =>
        Assert.That(Paths(new AttestationPolicy { Name = "x", Tdx = change(Accepting) }.Problems), Is.EqualTo(new[] { path }));

    public static IEnumerable<TestCaseData> Warnings()
    {
        var any = ReferenceValue.Unchecked<Measurement>("why");
        yield return Review("tdx.mrTd", p => p with { MrTd = any });
        yield return Review("tdx.rtMr2 tdx.rtMr3", p => p with { RtMr2 = any, RtMr3 = any });
        yield return Review("tdx.mrConfigId tdx.mrOwner tdx.mrOwnerConfig tdx.mrServiceTd", p => p with { MrConfigId = any, MrOwner = any, MrOwnerConfig = any, MrServiceTd = any });
        yield return Review("tdx.dangerousAllowDebug", p => p with { DangerousAllowDebug = true });
        yield return Review("tdx.dangerousTrustedRoots", p => p with { DangerousTrustedRoots = [SampleClaims.Zero(32)] });
        yield return Review("tdx.attributes", p => p with { Attributes = MaskedValue.Parse(SampleClaims.Zero(8).ToString(), "ffffffffffffffff") });
        yield return Review("tdx.attributes tdx.attributes", p => p with { Attributes = MaskedValue.Parse(Good, Good) });
    }

    [TestCaseSource(nameof(Warnings))]
    public void Warns_of_what_takes_protection_away(string paths, Func<TdxPolicy, TdxPolicy> change)
    {
        var policy = new AttestationPolicy { Name = "x", Tdx = change(Accepting) };
        Assert.That(Paths(policy.Warnings), Is.EqualTo(paths.Split(' ')));
        Assert.That(policy.Problems, Is.Empty);
        Assert.That(policy.Types, Is.EqualTo(new[] { EvidenceType.Tdx }));
    }

    private static List<Finding> Appraise(TdxClaims claims, TdxPolicy policy)
    {
        var findings = new List<Finding>();
        TdxAppraisal.Appraise(claims, policy, SampleClaims.Time, findings);
        return findings;
    }

    private static IEnumerable<AppraisalReason> Reasons(TdxClaims claims, TdxPolicy policy) => Appraise(claims, policy).Select(f => f.Reason);

    private static IEnumerable<string> Paths(IEnumerable<string> texts) => texts.Select(t => t.Split(' ')[0]);

    private static Measurement Of(char digit) => Measurement.Parse(new string(digit, 96));

    private static TestCaseData Case(AppraisalReason reason, Func<TdxClaims, TdxClaims> change) => new(reason, change);

    private static TestCaseData Review(string path, Func<TdxPolicy, TdxPolicy> change) => new(path, change);
}
