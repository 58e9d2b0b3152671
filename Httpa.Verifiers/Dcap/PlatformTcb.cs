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
    /// <param name="teeTcbSvn">What a TD says of TDX, 16 bytes; empty for SGX.</param>
    /// <returns>Null when the TCB info is for another model, or the platform reaches no level.</returns>
    public static TcbJudgement? FindLevel(PckExtension platform, TcbInfo tcbInfo, ICollection<Finding> findings, ReadOnlySpan<byte> teeTcbSvn = default)
    {
        var before = findings.Count;
        if (platform.Fmspc != tcbInfo.Fmspc)
            findings.Add(OtherModel(AppraisalReason.FmspcMismatch, "FMSPC", platform.Fmspc, tcbInfo.Fmspc));
        if (platform.PceId != tcbInfo.PceId)
            findings.Add(OtherModel(AppraisalReason.PceIdMismatch, "PCE id", platform.PceId, tcbInfo.PceId));
        if (findings.Count > before) return null;

        foreach (var level in tcbInfo.Levels)
        {
            if (level.IsReachedBy(platform.TcbComponents, platform.PceSvn) && (teeTcbSvn.IsEmpty || level.IsReachedByTd(teeTcbSvn))) return level.Judgement;
        }

        findings.Add(new Finding(
            AppraisalReason.TcbLevelNotFound, FindingKind.NotGenuine, "platform's TCB", "one of the levels that Intel knows",
            $"below all of them: components {Convert.ToHexStringLower(platform.TcbComponents)}, PCE SVN {platform.PceSvn}"
                + (teeTcbSvn.IsEmpty ? "" : $", TEE_TCB_SVN {Convert.ToHexStringLower(teeTcbSvn)}"),
            "Update the platform's firmware."));
        return null;
    }

    /// <summary>Joins what was found about the platform.</summary>
    /// <param name="quote">The quote.</param>
    /// <param name="enclave">The quoting enclave's level.</param>
    /// <param name="platform">The platform's level.</param>
    public static DcapPlatform Describe(GenuineQuote quote, TcbJudgement enclave, TcbJudgement platform) => new()
    {
        Status = Converge(platform.Status, enclave.Status),
        PlatformStatus = platform.Status,
        QeStatus = enclave.Status,
        AdvisoryIds = TcbJudgement.Union(platform.AdvisoryIds, enclave.AdvisoryIds),
        TcbDate = platform.Date,
        GraceStart = GraceStart(platform, enclave),
        TcbEvaluationDataNumber = quote.Endorsements.TcbInfo.EvaluationDataNumber,
        QeEvaluationDataNumber = quote.Endorsements.QeIdentity.EvaluationDataNumber,
        Fmspc = quote.Chain.Platform.Fmspc,
        PceId = quote.Chain.Platform.PceId,
        PceSvn = quote.Chain.Platform.PceSvn,
        TcbComponents = quote.Chain.TcbComponents,
        Ppid = quote.Chain.Platform.Ppid,
        PckCa = quote.Chain.PckCa,
    };

    /// <summary>The status of the whole: the platform's, made worse by a part (quoting enclave, TDX module) that is out of date or revoked.</summary>
    public static TcbStatus Converge(TcbStatus platform, TcbStatus part) => (platform, part) switch
    {
        (TcbStatus.Revoked, _) or (_, TcbStatus.Revoked) => TcbStatus.Revoked,
        (_, TcbStatus.UpToDate) => platform,
        (TcbStatus.UpToDate or TcbStatus.SWHardeningNeeded, TcbStatus.OutOfDate) => TcbStatus.OutOfDate,
        (TcbStatus.ConfigurationNeeded or TcbStatus.ConfigurationAndSWHardeningNeeded, TcbStatus.OutOfDate) => TcbStatus.OutOfDateConfigurationNeeded,
        (TcbStatus.OutOfDate or TcbStatus.OutOfDateConfigurationNeeded, TcbStatus.OutOfDate) => platform,
        // No document that parses has another status for a part; if one had, it would count as the worst.
        _ => TcbStatus.Revoked,
    };

    /// <summary>The earliest date among the levels that are not up to date; the platform's when all are.</summary>
    public static DateTimeOffset GraceStart(TcbJudgement platform, params ReadOnlySpan<TcbJudgement> parts)
    {
        var start = platform.Status == TcbStatus.UpToDate ? DateTimeOffset.MaxValue : platform.Date;
        foreach (var part in parts)
        {
            if (part.Status != TcbStatus.UpToDate && part.Date < start) start = part.Date;
        }

        return start == DateTimeOffset.MaxValue ? platform.Date : start;
    }

    private static Finding OtherModel(AppraisalReason reason, string field, Measurement platform, Measurement tcbInfo) => new(
        reason, FindingKind.NotGenuine, $"TCB info's {field}", platform.ToString(), tcbInfo.ToString(),
        "Send the TCB info of the platform's own FMSPC and PCE id.");
}
