using System.Buffers.Binary;
using Httpa.Verifiers.Dcap;

namespace Httpa.Verifiers.Sgx;

/// <summary>Holds what a genuine SGX quote says against a policy: every rule runs, and each that is not met adds a finding.</summary>
internal static class SgxAppraisal
{
    // ATTRIBUTES.FLAGS (Intel SDM, volume 3D, table 34-3).
    internal const ulong Init = 1 << 0;
    internal const ulong Debug = 1 << 1;
    internal const ulong Mode64Bit = 1 << 2;
    internal const ulong ProvisionKey = 1 << 4;
    internal const ulong EInitTokenKey = 1 << 5;
    internal const ulong Cet = 1 << 6;
    internal const ulong Kss = 1 << 7;
    internal const ulong AexNotify = 1 << 10;

    // MISCSELECT (the same, table 34-4): EXINFO and CPINFO.
    private const uint KnownMiscSelect = 0b11;
    private const ulong HarmlessFlags = Init | Debug | Mode64Bit | Cet | Kss | AexNotify;

    private static readonly ReferenceRule MrEnclave = new(AppraisalReason.SgxMrEnclaveMismatch, "MRENCLAVE", "sgx.mrEnclave");
    private static readonly ReferenceRule MrSigner = new(AppraisalReason.SgxMrSignerMismatch, "MRSIGNER", "sgx.mrSigner");
    private static readonly ReferenceRule IsvProdId = new(AppraisalReason.SgxIsvProdIdMismatch, "ISVPRODID", "sgx.isvProdId");
    private static readonly ReferenceRule IsvSvn = new(AppraisalReason.SgxIsvSvnRefused, "ISVSVN", "sgx.isvSvn");
    private static readonly ReferenceRule ConfigId = new(AppraisalReason.SgxConfigIdMismatch, "CONFIGID", "sgx.configId");
    private static readonly ReferenceRule ConfigSvn = new(AppraisalReason.SgxConfigSvnRefused, "CONFIGSVN", "sgx.configSvn");
    private static readonly ReferenceRule IsvFamilyId = new(AppraisalReason.SgxIsvFamilyIdMismatch, "ISVFAMILYID", "sgx.isvFamilyId");
    private static readonly ReferenceRule IsvExtProdId = new(AppraisalReason.SgxIsvExtProdIdMismatch, "ISVEXTPRODID", "sgx.isvExtProdId");
    private static readonly ReferenceRule Attributes = new(AppraisalReason.SgxAttributesRefused, "ATTRIBUTES", "sgx.attributes");
    private static readonly ReferenceRule MiscSelect = new(AppraisalReason.SgxMiscSelectRefused, "MISCSELECT", "sgx.miscSelect");
    private static readonly ReferenceRule Ppid = new(AppraisalReason.DcapPlatformNotListed, "PPID of the platform", "sgx.ppid");
    private static readonly ReferenceRule Fmspc = new(AppraisalReason.DcapFmspcNotListed, "FMSPC of the platform", "sgx.fmspc");

    /// <summary>Runs every rule.</summary>
    /// <param name="claims">What the quote and Intel's endorsements say; genuine.</param>
    /// <param name="policy">What is accepted.</param>
    /// <param name="time">The time to judge at.</param>
    /// <param name="findings">Takes the objections.</param>
    /// <returns>When the acceptance of the platform ends for reasons of the policy; <see cref="DateTimeOffset.MaxValue"/> if it does not.</returns>
    internal static DateTimeOffset Appraise(SgxClaims claims, SgxPolicy policy, DateTimeOffset time, ICollection<Finding> findings)
    {
        AppraiseWorkload(claims, policy, findings);
        AppraiseAttributes(claims, policy, findings);
        return AppraisePlatform(claims.Platform, policy, time, findings);
    }

    private static void AppraiseWorkload(SgxClaims claims, SgxPolicy policy, ICollection<Finding> findings)
    {
        MrEnclave.Require(policy.MrEnclave, claims.MrEnclave, findings);
        MrSigner.Require(policy.MrSigner, claims.MrSigner, findings);
        IsvProdId.Require(policy.IsvProdId, claims.IsvProdId, findings);
        IsvSvn.Require(policy.IsvSvn, claims.IsvSvn, findings);
        ConfigId.RequireOrZero(policy.ConfigId, claims.ConfigId, findings);
        ConfigSvn.RequireOrZero(policy.ConfigSvn, claims.ConfigSvn, findings);
        IsvFamilyId.RequireOrZero(policy.IsvFamilyId, claims.IsvFamilyId, findings);
        IsvExtProdId.RequireOrZero(policy.IsvExtProdId, claims.IsvExtProdId, findings);
    }

    private static void AppraiseAttributes(SgxClaims claims, SgxPolicy policy, ICollection<Finding> findings)
    {
        var flags = BinaryPrimitives.ReadUInt64LittleEndian(claims.Attributes.Bytes.Span);
        if ((flags & Debug) != 0 && !policy.DangerousAllowDebug)
            findings.Add(new(
                AppraisalReason.SgxDebugEnclave, FindingKind.Refused, "enclave",
                "a production enclave (ATTRIBUTES.DEBUG clear)", "a debug enclave, whose memory can be read from outside",
                "Have the service launched as a production enclave. In development only: sgx.dangerousAllowDebug."));

        if ((flags & Init) == 0)
            findings.Add(Attributes.Refused("INIT set", claims.Attributes.ToString(), "No initialised enclave reports this: do not use the service."));

        if (policy.Attributes is { } rule)
        {
            if (!rule.Accepts(claims.Attributes))
                findings.Add(Attributes.Refused(
                    rule.ToString(), claims.Attributes.ToString(), "If these flags are right, accept them in sgx.attributes."));
        }
        else if ((flags & ~HarmlessFlags) != 0)
            findings.Add(Attributes.Refused(
                "PROVISIONKEY, EINITTOKENKEY and reserved flags clear", claims.Attributes.ToString(),
                "An application has no use for these keys. If this enclave must have them, say in sgx.attributes which flags are accepted."));

        if (policy.MiscSelect is not null)
            MiscSelect.RequireIfStated(policy.MiscSelect, claims.MiscSelect, findings);
        else if ((claims.MiscSelect & ~KnownMiscSelect) != 0)
            findings.Add(MiscSelect.Refused(
                "no bits but EXINFO and CPINFO (0 to 3)", $"{claims.MiscSelect}", "If this is right, accept it in sgx.miscSelect."));
    }

    private static DateTimeOffset AppraisePlatform(DcapPlatform? platform, SgxPolicy policy, DateTimeOffset time, ICollection<Finding> findings)
    {
        // Authentication refuses a quote without endorsements already; an acceptance must not hang on that alone.
        if (platform is null)
        {
            findings.Add(TcbAppraisal.PlatformUnknown());
            return DateTimeOffset.MinValue;
        }

        Ppid.RequireIfStated(policy.Ppid, platform.Ppid, findings);
        Fmspc.RequireIfStated(policy.Fmspc, platform.Fmspc, findings);
        return TcbAppraisal.Appraise(platform, policy.Tcb, new("sgx.tcb", time), findings);
    }
}
