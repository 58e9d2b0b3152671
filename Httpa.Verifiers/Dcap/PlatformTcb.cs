namespace Httpa.Verifiers.Dcap;

/// <summary>
/// Chooses the TCB level of a platform and joins it with that of the quoting enclave, as Intel does it (Intel "ECDSA Quote Library API", section on
/// quote verification; PCS API v4, TCB info, "determining the status of an SGX platform").
/// </summary>
internal static class PlatformTcb
{
    /// <summary>Finds the first level that the platform reaches.</summary>
    /// <param name="platform">What the PCK certificate says.</param>
    /// <param name="tcbInfo">Intel's levels.</param>
    /// <param name="findings">Takes the objections.</param>
    /// <returns>Null when the TCB info is for another model, or the platform reaches no level.</returns>
    public static TcbJudgement? FindLevel(PckExtension platform, TcbInfo tcbInfo, ICollection<Finding> findings)
    {
        var before = findings.Count;
        if (platform.Fmspc != tcbInfo.Fmspc)
            findings.Add(OtherModel(AppraisalReason.FmspcMismatch, "FMSPC", platform.Fmspc, tcbInfo.Fmspc));
        if (platform.PceId != tcbInfo.PceId)
            findings.Add(OtherModel(AppraisalReason.PceIdMismatch, "PCE id", platform.PceId, tcbInfo.PceId));
        if (findings.Count > before) return null;

        foreach (var level in tcbInfo.Levels)
        {
            if (level.IsReachedBy(platform.TcbComponents, platform.PceSvn)) return level.Judgement;
        }

        findings.Add(new Finding(
            AppraisalReason.TcbLevelNotFound, FindingKind.NotGenuine, "platform's TCB", "one of the levels that Intel knows",
            $"below all of them: components {Convert.ToHexStringLower(platform.TcbComponents)}, PCE SVN {platform.PceSvn}",
            "Update the platform's firmware."));
        return null;
    }

    /// <summary>Joins what was found about the platform.</summary>
    /// <param name="chain">The PCK chain.</param>
    /// <param name="endorsements">Intel's documents.</param>
    /// <param name="platform">The platform's level.</param>
    /// <param name="enclave">The quoting enclave's level.</param>
    public static DcapPlatform Describe(PckChain chain, DcapEndorsements endorsements, TcbJudgement platform, TcbJudgement enclave) => new()
    {
        Status = Converge(platform.Status, enclave.Status),
        PlatformStatus = platform.Status,
        QeStatus = enclave.Status,
        AdvisoryIds = TcbJudgement.Union(platform.AdvisoryIds, enclave.AdvisoryIds),
        TcbDate = platform.Date,
        GraceStart = GraceStart(platform, enclave),
        TcbEvaluationDataNumber = endorsements.TcbInfo.EvaluationDataNumber,
        QeEvaluationDataNumber = endorsements.QeIdentity.EvaluationDataNumber,
        Fmspc = chain.Platform.Fmspc,
        PceId = chain.Platform.PceId,
        PceSvn = chain.Platform.PceSvn,
        TcbComponents = chain.TcbComponents,
        Ppid = chain.Platform.Ppid,
        PckCa = chain.PckCa,
    };

    /// <summary>The status of the whole: the platform's, made worse by a quoting enclave that is out of date or revoked.</summary>
    public static TcbStatus Converge(TcbStatus platform, TcbStatus enclave) => (platform, enclave) switch
    {
        (TcbStatus.Revoked, _) or (_, TcbStatus.Revoked) => TcbStatus.Revoked,
        (_, TcbStatus.UpToDate) => platform,
        (TcbStatus.UpToDate or TcbStatus.SWHardeningNeeded, TcbStatus.OutOfDate) => TcbStatus.OutOfDate,
        (TcbStatus.ConfigurationNeeded or TcbStatus.ConfigurationAndSWHardeningNeeded, TcbStatus.OutOfDate) => TcbStatus.OutOfDateConfigurationNeeded,
        (TcbStatus.OutOfDate or TcbStatus.OutOfDateConfigurationNeeded, TcbStatus.OutOfDate) => platform,
        // No document that parses has another status for a quoting enclave; if one had, it would count as the worst.
        _ => TcbStatus.Revoked,
    };

    private static DateTimeOffset GraceStart(TcbJudgement platform, TcbJudgement enclave)
    {
        if (enclave.Status == TcbStatus.UpToDate) return platform.Date;
        return platform.Status == TcbStatus.UpToDate || enclave.Date < platform.Date ? enclave.Date : platform.Date;
    }

    private static Finding OtherModel(AppraisalReason reason, string field, Measurement platform, Measurement tcbInfo) => new(
        reason, FindingKind.NotGenuine, $"TCB info's {field}", platform.ToString(), tcbInfo.ToString(),
        "Send the TCB info of the platform's own FMSPC and PCE id.");
}
