using System.Globalization;

namespace Httpa.Verifiers.Snp;

/// <summary>Holds what a genuine report says against a policy: every rule runs, and each that is not met adds a finding.</summary>
internal static class SnpAppraisal
{
    private const uint MaxVmpl = 3;
    private const ulong AbiVersion = 0xffff;
    private const ulong AlwaysOne = 1 << 17;

    private static readonly ulong KnownPolicy = AbiVersion | AlwaysOne | Enum.GetValues<SnpGuestPolicyBits>().Aggregate(0UL, (all, bit) => all | (ulong)bit);
    private static readonly ulong KnownPlatform = Enum.GetValues<SnpPlatformInfoBits>().Aggregate(0UL, (all, bit) => all | (ulong)bit);

    private static readonly ReferenceValue<bool> Clear = ReferenceValue.AnyOf(false);
    private static readonly ReferenceValue<bool> Set = ReferenceValue.AnyOf(true);
    private static readonly ReferenceValue<uint> MostPrivileged = ReferenceValue.AnyOf(0u);

    private static readonly ReferenceRule Measurement = new(AppraisalReason.SnpMeasurementMismatch, "MEASUREMENT", "snp.measurement");
    private static readonly ReferenceRule HostData = new(AppraisalReason.SnpHostDataMismatch, "HOST_DATA", "snp.hostData");
    private static readonly ReferenceRule FamilyId = new(AppraisalReason.SnpFamilyIdMismatch, "FAMILY_ID", "snp.familyId");
    private static readonly ReferenceRule ImageId = new(AppraisalReason.SnpImageIdMismatch, "IMAGE_ID", "snp.imageId");
    private static readonly ReferenceRule GuestSvn = new(AppraisalReason.SnpGuestSvnRefused, "GUEST_SVN", "snp.guestSvn");
    private static readonly ReferenceRule IdKeyDigest = new(AppraisalReason.SnpIdKeyDigestMismatch, "ID_KEY_DIGEST", "snp.idKeyDigest");
    private static readonly ReferenceRule AuthorKeyDigest = new(AppraisalReason.SnpAuthorKeyDigestMismatch, "AUTHOR_KEY_DIGEST", "snp.authorKeyDigest");
    private static readonly ReferenceRule ReportId = new(AppraisalReason.SnpReportIdMismatch, "REPORT_ID", "snp.reportId");
    private static readonly ReferenceRule ReportIdMa = new(AppraisalReason.SnpReportIdMaMismatch, "REPORT_ID_MA", "snp.reportIdMa");
    private static readonly ReferenceRule Vmpl = new(AppraisalReason.SnpVmplRefused, "VMPL", "snp.vmpl");
    private static readonly ReferenceRule ChipId = new(AppraisalReason.SnpChipNotListed, "CHIP_ID", "snp.chipId");
    private static readonly ReferenceRule CspId = new(AppraisalReason.SnpCspNotListed, "cloud provider of the VLEK", "snp.cspId");

    /// <summary>Runs every rule.</summary>
    /// <param name="claims">What the report and AMD's certificates say; genuine.</param>
    /// <param name="policy">What is accepted.</param>
    /// <param name="findings">Takes the objections.</param>
    internal static void Appraise(SnpClaims claims, SnpPolicy policy, ICollection<Finding> findings)
    {
        AppraiseWorkload(claims, policy, findings);
        AppraiseVmpl(claims, policy, findings);
        AppraiseGuestPolicy(claims, policy, findings);
        AppraisePlatformInfo(claims, policy.PlatformInfo, findings);
        AppraiseTcb(claims, policy, findings);
        AppraisePlatform(claims, policy, findings);
    }

    private static void AppraiseWorkload(SnpClaims claims, SnpPolicy policy, ICollection<Finding> findings)
    {
        Measurement.Require(policy.Measurement, claims.Measurement, findings);
        HostData.RequireOrZero(policy.HostData, claims.HostData, findings);
        FamilyId.RequireOrZero(policy.FamilyId, claims.FamilyId, findings);
        ImageId.RequireOrZero(policy.ImageId, claims.ImageId, findings);
        GuestSvn.RequireIfStated(policy.GuestSvn, claims.GuestSvn, findings);
        IdKeyDigest.RequireOrZero(policy.IdKeyDigest, claims.IdKeyDigest, findings);
        AuthorKeyDigest.RequireOrZero(policy.AuthorKeyDigest, claims.AuthorKeyDigest, findings);
        ReportId.RequireIfStated(policy.ReportId, claims.ReportId, findings);
    }

    private static void AppraiseVmpl(SnpClaims claims, SnpPolicy policy, ICollection<Finding> findings)
    {
        if (claims.Vmpl > MaxVmpl)
            findings.Add(Vmpl.Refused("0 to 3", claims.Vmpl == uint.MaxValue ? "that of a report which the host asked for" : $"{claims.Vmpl}",
                "Let software in the guest ask for the report: the host's own says nothing of who holds the key."));
        else
            Vmpl.RequireIfStated(policy.Vmpl ?? MostPrivileged, claims.Vmpl, findings);
    }

    private static void AppraiseGuestPolicy(SnpClaims claims, SnpPolicy policy, ICollection<Finding> findings)
    {
        if (claims.Has(SnpGuestPolicyBits.Debug) && !policy.DangerousAllowDebug)
            findings.Add(new(AppraisalReason.SnpDebugGuest, FindingKind.Refused, "guest", "a production guest (guest policy, DEBUG clear)", "a debug guest, whose memory the host can read",
                "Have the guest launched without DEBUG (bit 19). In development only: snp.dangerousAllowDebug."));
        if ((claims.GuestPolicy & AlwaysOne) == 0 || (claims.GuestPolicy & ~KnownPolicy) != 0)
            findings.Add(new(AppraisalReason.SnpGuestPolicyRefused, FindingKind.Refused, "guest policy", "bit 17 set, and no bit that is reserved", Hex(claims.GuestPolicy),
                "Update this library if AMD published further bits."));

        var rules = policy.GuestPolicy;
        Bit(rules.Smt, SnpGuestPolicyBits.Smt);
        Bit(rules.SingleSocket, SnpGuestPolicyBits.SingleSocket);
        Bit(rules.CxlAllow ?? Clear, SnpGuestPolicyBits.CxlAllow);
        Bit(rules.MemAes256Xts, SnpGuestPolicyBits.MemAes256Xts);
        Bit(rules.RaplDis, SnpGuestPolicyBits.RaplDis);
        Bit(rules.CiphertextHidingDram, SnpGuestPolicyBits.CiphertextHidingDram);
        Bit(rules.PageSwapDisable, SnpGuestPolicyBits.PageSwapDisable);
        Bit(rules.MigrateMa ?? Clear, SnpGuestPolicyBits.MigrateMa, AppraisalReason.SnpMigratable);

        // Only a guest that allows an agent can have one.
        if (claims.Has(SnpGuestPolicyBits.MigrateMa)) ReportIdMa.Require(policy.ReportIdMa, claims.ReportIdMa, findings);
        else ReportIdMa.RequireIfStated(policy.ReportIdMa, claims.ReportIdMa, findings);

        void Bit(ReferenceValue<bool>? rule, SnpGuestPolicyBits bit, AppraisalReason reason = AppraisalReason.SnpGuestPolicyRefused) =>
            RequireBit(rule, claims.Has(bit), () => new(reason, $"{bit} of the guest policy", $"snp.guestPolicy.{JsonName(bit)}"), findings);
    }

    private static void AppraisePlatformInfo(SnpClaims claims, SnpPlatformInfoRules rules, ICollection<Finding> findings)
    {
        if (!(rules.Unknown ?? Clear).Accepts((claims.PlatformInfo & ~KnownPlatform) != 0))
            findings.Add(new(AppraisalReason.SnpPlatformInfoRefused, FindingKind.Refused, "PLATFORM_INFO", $"unknown bits: {Wanted(rules.Unknown ?? Clear)}", Hex(claims.PlatformInfo),
                "Update this library if AMD published further bits, or accept them in snp.platformInfo.unknown."));
        Bit(rules.Smt, SnpPlatformInfoBits.Smt);
        Bit(rules.Tsme, SnpPlatformInfoBits.Tsme);
        Bit(rules.Ecc, SnpPlatformInfoBits.Ecc);
        Bit(rules.RaplDis, SnpPlatformInfoBits.RaplDis);
        Bit(rules.CiphertextHidingDram, SnpPlatformInfoBits.CiphertextHidingDram);
        Bit(rules.AliasCheckComplete ?? (claims.Version >= 3 ? Set : null), SnpPlatformInfoBits.AliasCheckComplete, AppraisalReason.SnpAliasCheckIncomplete);
        Bit(rules.IommuWriteSafe, SnpPlatformInfoBits.IommuWriteSafe);
        Bit(rules.Tio, SnpPlatformInfoBits.Tio);

        void Bit(ReferenceValue<bool>? rule, SnpPlatformInfoBits bit, AppraisalReason reason = AppraisalReason.SnpPlatformInfoRefused) =>
            RequireBit(rule, claims.Has(bit), () => new(reason, $"{bit} of PLATFORM_INFO", $"snp.platformInfo.{JsonName(bit)}") { Suggests = reason != AppraisalReason.SnpAliasCheckIncomplete }, findings);
    }

    private static void AppraiseTcb(SnpClaims claims, SnpPolicy policy, ICollection<Finding> findings)
    {
        // Authentication refuses a report of an unknown product already; an acceptance must not hang on that alone.
        var rules = claims.Product switch
        {
            SnpProduct.Milan => policy.Milan,
            SnpProduct.Genoa => policy.Genoa,
            SnpProduct.Turin => policy.Turin,
            _ => null,
        };
        if (rules is null || claims.Product is not { } product)
        {
            var path = $"snp.{claims.Product?.ToString().ToLowerInvariant() ?? "milan, snp.genoa or snp.turin"}";
            findings.Add(new(AppraisalReason.PolicyMemberAbsent, FindingKind.Refused, "product line of the chip", $"a statement in {path}",
                $"{claims.Product?.ToString() ?? "not known"}, REPORTED_TCB {claims.ReportedTcb}",
                $"If chips of this line are right, state in {path} the oldest firmware that is accepted."));
            return;
        }

        Minimum("REPORTED_TCB", rules.Reported, claims.ReportedTcb);
        Minimum("COMMITTED_TCB", rules.Committed, claims.CommittedTcb);
        Minimum("CURRENT_TCB", rules.Current, claims.CurrentTcb);
        Minimum("LAUNCH_TCB", rules.Launch, claims.LaunchTcb);

        void Minimum(string name, SnpTcb minimum, Measurement version)
        {
            var actual = SnpTcb.Read(version, product);
            if (!actual.IsAtLeast(minimum))
                findings.Add(new(AppraisalReason.SnpTcbTooOld, FindingKind.Refused, name, $"at least {minimum}", $"{actual}", "Have the platform's firmware updated and committed."));
        }
    }

    private static void AppraisePlatform(SnpClaims claims, SnpPolicy policy, ICollection<Finding> findings)
    {
        // A chip id that the host hides names no chip.
        (ChipId with { Suggests = !claims.ChipId.IsZero }).RequireIfStated(policy.ChipId, claims.ChipId, findings);
        if (claims.CspId is { } csp) CspId.RequireIfStated(policy.CspId, csp, findings);
        else if (policy.CspId is { IsUnchecked: false } rule)
            findings.Add(CspId.Refused(rule.ToString(), "not stated: the report is signed by a VCEK", "Remove snp.cspId if chips' own keys are accepted."));
        if (policy.RequireCrl && !claims.HasRevocationList)
            findings.Add(new(AppraisalReason.SnpCrlMissing, FindingKind.NotProven, "revocation list", "AMD's, as snp.requireCrl demands", "not given",
                "Let the service send AMD's revocation list (crl) with its evidence, or configure where to fetch it from."));
    }

    private static void RequireBit(ReferenceValue<bool>? rule, bool actual, Func<ReferenceRule> describe, ICollection<Finding> findings)
    {
        if (rule is null || rule.Accepts(actual)) return;
        var described = describe();
        findings.Add(described.Refused(Wanted(rule), Text(actual), $"If that is right, accept it in {described.Path}.") with { Change = described.Accepting(actual) });
    }

    private static string Wanted(ReferenceValue<bool> rule) => rule.Values is [var only] ? Text(only.Value) : $"{rule}";

    private static string Text(bool isSet) => isSet ? "set" : "clear";

    private static string Hex(ulong bits) => "0x" + bits.ToString("x16", CultureInfo.InvariantCulture);

    private static string JsonName(Enum bit)
    {
        var name = bit.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
