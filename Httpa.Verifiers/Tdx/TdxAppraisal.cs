using System.Buffers.Binary;
using Httpa.Verifiers.Dcap;

namespace Httpa.Verifiers.Tdx;

/// <summary>Holds what a genuine TDX quote says against a policy: every rule runs, and each that is not met adds a finding.</summary>
internal static class TdxAppraisal
{
    /// <summary>Flags that concern the TD alone. DEBUG is judged by its own rule.</summary>
    private const ulong HarmlessFlags = TdxClaims.Debug | TdxClaims.SeptVeDisable | TdxClaims.Pks | TdxClaims.Kl;

    // XFAM: x87 and SSE are always on; the others that TDX 1.0 and 1.5 know are AVX, AVX-512, PT, PKRU, CET, UINTR, LBR and AMX (numbers as in XCR0 and IA32_XSS).
    private const ulong RequiredFeatures = 0b11;
    private const ulong KnownFeatures = 0x6dbe7;

    private static readonly ReferenceRule MrTd = new(AppraisalReason.TdxMrTdMismatch, "MRTD", "tdx.mrTd");
    private static readonly ReferenceRule RtMr0 = new(AppraisalReason.TdxRtMr0Mismatch, "RTMR0", "tdx.rtMr0");
    private static readonly ReferenceRule RtMr1 = new(AppraisalReason.TdxRtMr1Mismatch, "RTMR1", "tdx.rtMr1");
    private static readonly ReferenceRule RtMr2 = new(AppraisalReason.TdxRtMr2Mismatch, "RTMR2", "tdx.rtMr2");
    private static readonly ReferenceRule RtMr3 = new(AppraisalReason.TdxRtMr3Mismatch, "RTMR3", "tdx.rtMr3");
    private static readonly ReferenceRule MrConfigId = new(AppraisalReason.TdxMrConfigIdMismatch, "MRCONFIGID", "tdx.mrConfigId");
    private static readonly ReferenceRule MrOwner = new(AppraisalReason.TdxMrOwnerMismatch, "MROWNER", "tdx.mrOwner");
    private static readonly ReferenceRule MrOwnerConfig = new(AppraisalReason.TdxMrOwnerConfigMismatch, "MROWNERCONFIG", "tdx.mrOwnerConfig");
    private static readonly ReferenceRule MrServiceTd = new(AppraisalReason.TdxMrServiceTdMismatch, "MRSERVICETD", "tdx.mrServiceTd");
    private static readonly ReferenceRule MrSeam = new(AppraisalReason.TdxMrSeamMismatch, "MRSEAM", "tdx.mrSeam");
    private static readonly ReferenceRule Attributes = new(AppraisalReason.TdxAttributesRefused, "TDATTRIBUTES", "tdx.attributes");
    private static readonly ReferenceRule SeptVeDisable = Attributes with { Reason = AppraisalReason.TdxSeptVeDisableClear };
    private static readonly ReferenceRule Migratable = Attributes with { Reason = AppraisalReason.TdxMigratable };
    private static readonly ReferenceRule Perfmon = Attributes with { Reason = AppraisalReason.TdxPerfmon };
    private static readonly ReferenceRule Xfam = new(AppraisalReason.TdxXfamRefused, "XFAM", "tdx.xfam");
    private static readonly ReferenceRule Ppid = new(AppraisalReason.DcapPlatformNotListed, "PPID of the platform", "tdx.ppid");
    private static readonly ReferenceRule Fmspc = new(AppraisalReason.DcapFmspcNotListed, "FMSPC of the platform", "tdx.fmspc");

    /// <summary>Runs every rule.</summary>
    /// <param name="claims">What the quote and Intel's endorsements say; genuine.</param>
    /// <param name="policy">What is accepted.</param>
    /// <param name="time">The time to judge at.</param>
    /// <param name="findings">Takes the objections.</param>
    /// <returns>When a grace period of the policy ends; <see cref="DateTimeOffset.MaxValue"/> if none was needed.</returns>
    internal static DateTimeOffset Appraise(TdxClaims claims, TdxPolicy policy, DateTimeOffset time, ICollection<Finding> findings)
    {
        AppraiseWorkload(claims, policy, findings);
        AppraiseServiceTd(claims, policy, findings);
        AppraiseDebug(claims, policy, findings);
        AppraiseAttributes(claims, policy, findings);
        AppraiseFeatures(claims, policy, findings);
        return AppraisePlatform(claims.Platform, policy, time, findings);
    }

    private static void AppraiseWorkload(TdxClaims claims, TdxPolicy policy, ICollection<Finding> findings)
    {
        MrTd.Require(policy.MrTd, claims.MrTd, findings);
        RtMr0.Require(policy.RtMr0, claims.RtMr0, findings);
        RtMr1.Require(policy.RtMr1, claims.RtMr1, findings);
        RtMr2.Require(policy.RtMr2, claims.RtMr2, findings);
        RtMr3.Require(policy.RtMr3, claims.RtMr3, findings);
        MrConfigId.RequireOrZero(policy.MrConfigId, claims.MrConfigId, findings);
        MrOwner.RequireOrZero(policy.MrOwner, claims.MrOwner, findings);
        MrOwnerConfig.RequireOrZero(policy.MrOwnerConfig, claims.MrOwnerConfig, findings);
        MrSeam.RequireIfStated(policy.MrSeam, claims.MrSeam, findings);
    }

    private static void AppraiseServiceTd(TdxClaims claims, TdxPolicy policy, ICollection<Finding> findings)
    {
        if (claims.MrServiceTd is { } actual)
            MrServiceTd.RequireOrZero(policy.MrServiceTd, actual, findings);
        else if (policy.MrServiceTd is { IsUnchecked: false } rule)
            findings.Add(MrServiceTd.Refused(
                rule.ToString(), "not reported: the report is of TDX 1.0", "Have the service make quotes of version 5 with a report of TDX 1.5, or remove tdx.mrServiceTd."));
    }

    private static void AppraiseDebug(TdxClaims claims, TdxPolicy policy, ICollection<Finding> findings)
    {
        if (!claims.IsDebug || policy.DangerousAllowDebug) return;
        findings.Add(new(
            AppraisalReason.TdxDebugTd, FindingKind.Refused, "TD", "a production TD (TDATTRIBUTES.DEBUG clear)", "a debug TD, whose memory the host can read",
            "Have the service launched as a production TD. In development only: tdx.dangerousAllowDebug."));
    }

    private static void AppraiseAttributes(TdxClaims claims, TdxPolicy policy, ICollection<Finding> findings)
    {
        var actual = claims.TdAttributes.ToString();
        if (policy.Attributes is { } rule)
        {
            if (!rule.Accepts(claims.TdAttributes))
                findings.Add(Attributes.Refused(rule.ToString(), actual, "If these flags are right, accept them in tdx.attributes."));
            return;
        }

        if (!claims.IsSeptVeDisabled)
            findings.Add(SeptVeDisable.Refused("SEPT_VE_DISABLE set (bit 28)", actual,
                "Have the TD launched with it: without, the host can interrupt the guest's kernel wherever it likes. If the guest withstands that, accept it in tdx.attributes."));
        if (claims.IsMigratable)
            findings.Add(Migratable.Refused("MIGRATABLE clear (bit 29)", actual,
                "A migration TD can move this TD to another machine. If that is wanted, accept it in tdx.attributes and name the migration TD in tdx.mrServiceTd."));
        if (claims.IsPerfmon)
            findings.Add(Perfmon.Refused("PERFMON clear (bit 63)", actual,
                "Have the TD launched without performance counters, which tell its secrets; or accept them in tdx.attributes."));
        if ((claims.Flags & ~(HarmlessFlags | TdxClaims.Migratable | TdxClaims.Perfmon)) != 0)
            findings.Add(Attributes.Refused("no flags but SEPT_VE_DISABLE, PKS and KL", actual, "If these flags are right, accept them in tdx.attributes."));
    }

    private static void AppraiseFeatures(TdxClaims claims, TdxPolicy policy, ICollection<Finding> findings)
    {
        const string remedy = "If these features are right, accept them in tdx.xfam.";
        if (policy.Xfam is { } rule)
        {
            if (!rule.Accepts(claims.Xfam)) findings.Add(Xfam.Refused(rule.ToString(), claims.Xfam.ToString(), remedy));
            return;
        }

        var features = BinaryPrimitives.ReadUInt64LittleEndian(claims.Xfam.Bytes.Span);
        if ((features & RequiredFeatures) != RequiredFeatures || (features & ~KnownFeatures) != 0)
            findings.Add(Xfam.Refused("x87 and SSE (bits 0 and 1), and no unknown features", claims.Xfam.ToString(), remedy));
    }

    private static DateTimeOffset AppraisePlatform(DcapPlatform? platform, TdxPolicy policy, DateTimeOffset time, ICollection<Finding> findings)
    {
        // Authentication refuses a quote without endorsements already; an acceptance must not hang on that alone.
        if (platform is null)
        {
            findings.Add(TcbAppraisal.PlatformUnknown());
            return DateTimeOffset.MinValue;
        }

        Ppid.RequireIfStated(policy.Ppid, platform.Ppid, findings);
        Fmspc.RequireIfStated(policy.Fmspc, platform.Fmspc, findings);
        return TcbAppraisal.Appraise(platform, policy.Tcb, new("tdx.tcb", time), findings);
    }
}
