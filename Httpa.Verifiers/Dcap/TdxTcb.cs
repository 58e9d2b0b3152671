namespace Httpa.Verifiers.Dcap;

/// <summary>What a TD report says of the TDX module under the TD. All members are slices of the report.</summary>
internal readonly ref struct TdTcb
{
    /// <summary>TEE_TCB_SVN, the state when the TD was launched: 16 bytes; [0] is the module's SVN, [1] its version.</summary>
    public ReadOnlySpan<byte> TeeTcbSvn { get; init; }

    /// <summary>TEE_TCB_SVN_2, the state now: 16 bytes; empty in a report of TDX 1.0.</summary>
    public ReadOnlySpan<byte> TeeTcbSvn2 { get; init; }

    /// <summary>MRSIGNERSEAM: 48 bytes.</summary>
    public ReadOnlySpan<byte> MrSignerSeam { get; init; }

    /// <summary>SEAMATTRIBUTES: 8 bytes.</summary>
    public ReadOnlySpan<byte> SeamAttributes { get; init; }
}

/// <summary>
/// Judges the platform of a TD (PCS API v4, TCB info, "determining the status of a TDX platform"; Intel's Quote Verification Library, section 4.1.2.5,
/// for the convergence and for TDs that were launched before their module was updated).
/// </summary>
internal static class TdxTcb
{
    /// <summary>Judges the module, finds the levels at launch and now, and joins them with that of the quoting enclave.</summary>
    /// <param name="quote">The quote.</param>
    /// <param name="tcb">What its report says of the module.</param>
    /// <param name="findings">Takes the objections.</param>
    /// <returns>Null when the platform reaches no level, or the module is not Intel's.</returns>
    public static DcapPlatform? Judge(GenuineQuote quote, in TdTcb tcb, ICollection<Finding> findings)
    {
        var module = FindModule(quote, tcb.TeeTcbSvn, findings);
        module?.JudgeIdentity(tcb, findings);
        var launch = FindLevels(quote, tcb.TeeTcbSvn, module, findings);
        if (launch is null || quote.QeLevel is not { } enclave) return null;

        var status = launch.Converge(enclave);
        if (!tcb.TeeTcbSvn2.IsEmpty)
        {
            var current = FindLevels(quote, tcb.TeeTcbSvn2, FindModule(quote, tcb.TeeTcbSvn2, findings), findings);
            if (current is null) return null;
            status = Relaunch(status, current.Converge(enclave));
        }

        return PlatformTcb.Describe(quote, enclave, launch.Platform) with
        {
            Status = status,
            TdxModuleId = module?.Id,
            TdxModuleStatus = launch.Module?.Status,
            AdvisoryIds = launch.AdvisoryIds(enclave),
            GraceStart = launch.GraceStart(enclave),
        };
    }

    /// <summary>
    /// The status of a TD whose module was updated under it: what it was launched with counts, and where that is out of date and the platform is not any
    /// more, launching the TD again would help. Never better than that, since the TD may have lost its secrets before the update.
    /// </summary>
    /// <param name="launch">The status at launch.</param>
    /// <param name="current">The status now.</param>
    public static TcbStatus Relaunch(TcbStatus launch, TcbStatus current) => (launch, current) switch
    {
        // Intel's library looks at the launch alone here; a module that is revoked now is not to be trusted either.
        (_, TcbStatus.Revoked) => TcbStatus.Revoked,
        (TcbStatus.OutOfDate, TcbStatus.UpToDate or TcbStatus.SWHardeningNeeded) => TcbStatus.TDRelaunchAdvised,
        (TcbStatus.OutOfDate, TcbStatus.ConfigurationNeeded or TcbStatus.ConfigurationAndSWHardeningNeeded)
            or (TcbStatus.OutOfDateConfigurationNeeded, TcbStatus.UpToDate or TcbStatus.SWHardeningNeeded
                or TcbStatus.ConfigurationNeeded or TcbStatus.ConfigurationAndSWHardeningNeeded) => TcbStatus.TDRelaunchAdvisedConfigurationNeeded,
        _ => launch,
    };

    private static TdxModule? FindModule(GenuineQuote quote, ReadOnlySpan<byte> teeTcbSvn, ICollection<Finding> findings)
    {
        if (quote.Endorsements.TcbInfo.TdxModules?.Find(teeTcbSvn[1]) is { } module) return module;
        findings.Add(new Finding(AppraisalReason.TdxModuleUnknown, FindingKind.NotGenuine, "TDX module", "a version that Intel's TCB info names", $"version {teeTcbSvn[1]}",
            "Fetch a current TCB info, or update the platform's TDX module to one that Intel released."));
        return null;
    }

    private static Levels? FindLevels(GenuineQuote quote, ReadOnlySpan<byte> teeTcbSvn, TdxModule? module, ICollection<Finding> findings)
    {
        var platform = PlatformTcb.FindLevel(quote.Chain.Platform, quote.Endorsements.TcbInfo, findings, teeTcbSvn);
        if (module?.Id is null) return platform is null || module is null ? null : new Levels(platform, null);
        var moduleLevel = module.FindLevel(teeTcbSvn[0], findings);
        return platform is null || moduleLevel is null ? null : new Levels(platform, moduleLevel);
    }

    /// <summary>The levels of platform and module at one moment; a module before TDX 1.5 has none.</summary>
    private sealed record Levels(TcbJudgement Platform, TcbJudgement? Module)
    {
        public TcbStatus Converge(TcbJudgement enclave)
        {
            var status = Module is null ? Platform.Status : PlatformTcb.Converge(Platform.Status, Module.Status);
            return PlatformTcb.Converge(status, enclave.Status);
        }

        public IReadOnlyList<string> AdvisoryIds(TcbJudgement enclave)
        {
            var advisories = TcbJudgement.Union(Platform.AdvisoryIds, enclave.AdvisoryIds);
            return Module is null ? advisories : TcbJudgement.Union(advisories, Module.AdvisoryIds);
        }

        public DateTimeOffset GraceStart(TcbJudgement enclave) =>
            Module is null ? PlatformTcb.GraceStart(Platform, enclave) : PlatformTcb.GraceStart(Platform, enclave, Module);
    }
}
