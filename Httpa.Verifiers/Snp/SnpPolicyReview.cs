namespace Httpa.Verifiers.Snp;

/// <summary>Looks an SNP policy over.</summary>
internal static class SnpPolicyReview
{
    internal static void Review(SnpPolicy policy, PolicyReview review)
    {
        ReviewWorkload(policy, review);
        ReviewBits(policy, review);
        ReviewPlatform(policy, review);
        Warn(policy, review);
    }

    private static void ReviewWorkload(SnpPolicy policy, PolicyReview review)
    {
        review.Required("snp.measurement", policy.Measurement);
        review.Length("snp.measurement", policy.Measurement, 48);
        Optional("snp.hostData", policy.HostData, 32);
        Optional("snp.familyId", policy.FamilyId, 16);
        Optional("snp.imageId", policy.ImageId, 16);
        Optional("snp.idKeyDigest", policy.IdKeyDigest, 48);
        Optional("snp.authorKeyDigest", policy.AuthorKeyDigest, 48);
        Optional("snp.reportId", policy.ReportId, 32);
        Optional("snp.reportIdMa", policy.ReportIdMa, 32);
        Optional("snp.chipId", policy.ChipId, 64);
        review.Optional("snp.guestSvn", policy.GuestSvn);
        review.Optional("snp.cspId", policy.CspId);
        review.Optional("snp.vmpl", policy.Vmpl);
        if (policy.Vmpl is { HasMinimum: false } vmpl && vmpl.Values.Any(v => v.Value > 3))
            review.Problem("snp.vmpl", "names a level over 3, which is always refused. Name 0 to 3.");
        if (policy.Measurement is { IsUnchecked: true } && policy is { IdKeyDigest: not { Values.Count: > 0 }, AuthorKeyDigest: not { Values.Count: > 0 } })
            review.Problem("snp", "checks neither measurement nor idKeyDigest nor authorKeyDigest, so that any guest of anyone would do. Name the build or its signer.");

        void Optional(string path, ReferenceValue<Measurement>? reference, int length)
        {
            review.Optional(path, reference);
            review.Length(path, reference, length);
        }
    }

    private static void ReviewBits(SnpPolicy policy, PolicyReview review)
    {
        var (guest, platform) = (policy.GuestPolicy, policy.PlatformInfo);
        (string Name, ReferenceValue<bool>? Rule)[] bits =
        [
            ("guestPolicy.smt", guest.Smt), ("guestPolicy.migrateMa", guest.MigrateMa), ("guestPolicy.singleSocket", guest.SingleSocket),
            ("guestPolicy.cxlAllow", guest.CxlAllow), ("guestPolicy.memAes256Xts", guest.MemAes256Xts), ("guestPolicy.raplDis", guest.RaplDis),
            ("guestPolicy.ciphertextHidingDram", guest.CiphertextHidingDram), ("guestPolicy.pageSwapDisable", guest.PageSwapDisable),
            ("platformInfo.smt", platform.Smt), ("platformInfo.tsme", platform.Tsme), ("platformInfo.ecc", platform.Ecc),
            ("platformInfo.raplDis", platform.RaplDis), ("platformInfo.ciphertextHidingDram", platform.CiphertextHidingDram),
            ("platformInfo.aliasCheckComplete", platform.AliasCheckComplete), ("platformInfo.iommuWriteSafe", platform.IommuWriteSafe), ("platformInfo.tio", platform.Tio),
            ("platformInfo.unknown", platform.Unknown),
        ];
        foreach (var (name, rule) in bits) review.Optional($"snp.{name}", rule);
        if (guest.MigrateMa?.Accepts(true) == true && policy.ReportIdMa is null)
            review.Problem("snp.reportIdMa", "is absent, so that guests with MIGRATE_MA are refused, which snp.guestPolicy.migrateMa accepts. Name the migration agent, or 'unchecked' and why.");
    }

    private static void ReviewPlatform(SnpPolicy policy, PolicyReview review)
    {
        if (policy is { Milan: null, Genoa: null, Turin: null })
            review.Problem("snp", "states none of milan, genoa and turin, so that all evidence is refused. State the oldest firmware that is accepted on each line of chips.");
        foreach (var (path, rules) in Lines(policy))
        {
            if (path == "snp.turin" || rules is null) continue;
            if (rules.Reported.Fmc != 0 || rules.Committed.Fmc != 0 || rules.Current.Fmc != 0 || rules.Launch.Fmc != 0)
                review.Problem(path, "demands an FMC version, which only Turin has. Leave it out.");
        }

        foreach (var root in policy.DangerousTrustedRoots) review.Length("snp.dangerousTrustedRoots", root, 32);
    }

    private static void Warn(SnpPolicy policy, PolicyReview review)
    {
        if (policy.DangerousAllowDebug)
            review.Warn("snp.dangerousAllowDebug", "is on: debug guests are accepted, whose memory the host can read. They protect nothing.");
        foreach (var root in policy.DangerousTrustedRoots)
            review.Warn("snp.dangerousTrustedRoots", $"trusts {root} like AMD: whoever holds its key can make evidence that says anything.");
        foreach (var (path, rules) in Lines(policy))
        {
            if (rules is not null && rules.Reported == default)
                review.Warn(path, "states no minimum for the reported TCB: every firmware of AMD's is accepted, that with known holes too.");
        }

        if (policy.Measurement is { UncheckedBecause: { } why })
        {
            review.Warn("snp.measurement", $"is unchecked ({why}): every build of the signer is accepted, bad ones too.");
            if (policy.GuestSvn is null or { IsUnchecked: true })
                review.Warn("snp.guestSvn", "is not checked either: the host can go back to any old build.");
        }

        Unchecked("snp.hostData", policy.HostData);
        Unchecked("snp.familyId", policy.FamilyId);
        Unchecked("snp.imageId", policy.ImageId);
        Unchecked("snp.idKeyDigest", policy.IdKeyDigest);
        Unchecked("snp.authorKeyDigest", policy.AuthorKeyDigest);
        if (policy.GuestPolicy.MigrateMa?.Accepts(true) == true)
            review.Warn("snp.guestPolicy.migrateMa", "accepts guests that a migration agent can move to another machine.");
        if (policy.PlatformInfo.AliasCheckComplete?.Accepts(false) == true)
            review.Warn("snp.platformInfo.aliasCheckComplete", "accepts platforms that did not look for memory modules which lie about their size: the host may read and replace memory (AMD-SB-3015).");
        if (policy.Vmpl is { } vmpl && (vmpl.Accepts(1) || vmpl.Accepts(2) || vmpl.Accepts(3)))
            review.Warn("snp.vmpl", "accepts less privileged levels: what runs at level 0 of the guest can read the key, and must be trusted too.");

        void Unchecked(string path, ReferenceValue<Measurement>? reference)
        {
            if (reference?.UncheckedBecause is { } reason) review.Warn(path, $"is unchecked ({reason}), though it tells workloads apart.");
        }
    }

    private static (string Path, SnpTcbPolicy? Rules)[] Lines(SnpPolicy policy) =>
        [("snp.milan", policy.Milan), ("snp.genoa", policy.Genoa), ("snp.turin", policy.Turin)];
}
