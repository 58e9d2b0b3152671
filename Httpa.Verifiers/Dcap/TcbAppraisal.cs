namespace Httpa.Verifiers.Dcap;

/// <summary>Holds the state of an Intel platform against a policy; SGX and TDX share it.</summary>
internal static class TcbAppraisal
{
    private const string EvaluationNumber = "TCB evaluation data number";

    /// <summary>Where the rules stand in a policy file, and the time to judge at.</summary>
    internal readonly record struct Context(string Path, DateTimeOffset Time);

    /// <summary>Runs every rule.</summary>
    /// <returns>When a grace period ends or the floor of evaluation numbers rises, whichever is first; <see cref="DateTimeOffset.MaxValue"/> if neither does.</returns>
    internal static DateTimeOffset Appraise(DcapPlatform platform, TcbPolicy policy, in Context context, ICollection<Finding> findings)
    {
        AppraiseAdvisories(platform, policy, context.Path, findings);
        var floorRises = AppraiseEvaluation(platform, policy, context, findings);
        var graceEnds = AppraiseStatus(platform, policy, context, findings);
        return floorRises < graceEnds ? floorRises : graceEnds;
    }

    /// <summary>The refusal of claims that say nothing of the platform.</summary>
    internal static Finding PlatformUnknown() => new(
        AppraisalReason.DcapPlatformUnknown, FindingKind.NotProven, "platform", "Intel's endorsements of it", "unknown",
        "Give TCB info, QE identity and revocation lists together with the quote.");

    private static DateTimeOffset AppraiseStatus(DcapPlatform platform, TcbPolicy policy, in Context context, ICollection<Finding> findings)
    {
        // The converged status would say so too; each part is asked, since a mistake there must not bring a revoked platform back.
        var revoked = platform.Status == TcbStatus.Revoked || platform.PlatformStatus == TcbStatus.Revoked || platform.QeStatus == TcbStatus.Revoked
            || platform.TdxModuleStatus == TcbStatus.Revoked;
        if (revoked)
        {
            findings.Add(Refused(
                AppraisalReason.DcapTcbRevoked, "not revoked", "Revoked", "No policy can accept what Intel revoked: the service must move to another machine."));
            return DateTimeOffset.MinValue;
        }

        if (Accepts(policy, platform.Status)) return DateTimeOffset.MaxValue;
        if (GraceEnd(platform, policy) is { } end && context.Time < end) return end;
        findings.Add(Refused(
            ReasonOf(platform.Status), Expected(platform, policy),
            $"{platform.Status} (TCB date {platform.TcbDate:yyyy-MM-dd})", Remedy(platform.Status, context.Path)) with
        { Change = Accepting(platform.Status, context.Path) });
        return DateTimeOffset.MinValue;
    }

    private static bool Accepts(TcbPolicy policy, TcbStatus status)
    {
        for (var i = 0; i < policy.AcceptedStatuses.Count; i++)
            if (policy.AcceptedStatuses[i] == status) return true;
        return false;
    }

    /// <summary>When the grace period ends that applies to this platform; null if none does.</summary>
    private static DateTimeOffset? GraceEnd(DcapPlatform platform, TcbPolicy policy)
    {
        // Patched, the second would be ConfigurationNeeded: it must not be accepted for being unpatched as well.
        var applies = platform.Status == TcbStatus.OutOfDate
            || (platform.Status == TcbStatus.OutOfDateConfigurationNeeded && Accepts(policy, TcbStatus.ConfigurationNeeded));
        if (!applies || policy.GracePeriod <= TimeSpan.Zero) return null;
        var endless = DateTimeOffset.MaxValue - platform.GraceStart <= policy.GracePeriod;
        return endless ? DateTimeOffset.MaxValue : platform.GraceStart + policy.GracePeriod;
    }

    private static void AppraiseAdvisories(DcapPlatform platform, TcbPolicy policy, string path, ICollection<Finding> findings)
    {
        if (platform.Status == TcbStatus.UpToDate) return;
        List<string>? open = null;
        for (var i = 0; i < platform.AdvisoryIds.Count; i++)
            if (policy.AcceptedAdvisories?.Accepts(platform.AdvisoryIds[i]) != true) (open ??= []).Add(platform.AdvisoryIds[i]);
        if (open is null) return;
        var names = string.Join(", ", open);
        findings.Add(new(
            AppraisalReason.DcapAdvisoryNotAccepted, FindingKind.Refused, "list of open advisories",
            policy.AcceptedAdvisories is { } accepted ? $"no advisory but {accepted}" : "no open advisory", names,
            $"Read {Advisory.Pages(open)}; if the service carries the mitigations, name them in {path}.acceptedAdvisories.")
        {
            Change = PolicyChange.Accepting($"{path}.acceptedAdvisories", open),
        });
    }

    private static DateTimeOffset AppraiseEvaluation(DcapPlatform platform, TcbPolicy policy, in Context context, ICollection<Finding> findings)
    {
        var (tcb, qe) = (platform.TcbEvaluationDataNumber, platform.QeEvaluationDataNumber);
        var minimum = policy.MinimumTcbEvaluationDataNumber ?? TcbRecovery.MinimumAt(context.Time);
        if (tcb < minimum || qe < minimum)
            findings.Add(new(
                AppraisalReason.DcapTcbEvaluationTooOld, FindingKind.Refused, EvaluationNumber, $"at least {minimum}", Numbers(tcb, qe),
                $"Fetch newer endorsements from Intel. What is accepted stands in {context.Path}.minimumTcbEvaluationDataNumber."));

        if (tcb != qe && policy.RequireSameEvaluationNumber)
            findings.Add(new(
                AppraisalReason.DcapEvaluationNumbersDiffer, FindingKind.Refused, EvaluationNumber, "the same in TCB info and QE identity", Numbers(tcb, qe),
                $"Fetch both from one source with the same 'update' parameter, or set {context.Path}.requireSameEvaluationNumber to false."));

        return policy.MinimumTcbEvaluationDataNumber is null ? TcbRecovery.EndOf(Math.Min(tcb, qe)) : DateTimeOffset.MaxValue;
    }

    private static string Numbers(long tcb, long qe) => $"{tcb} in the TCB info and {qe} in the QE identity";

    private static Finding Refused(AppraisalReason reason, string expected, string actual, string remedy) =>
        new(reason, FindingKind.Refused, "TCB status of the platform", expected, actual, remedy);

    /// <summary>Firmware with known holes is not suggested: it is for the machine to be patched.</summary>
    private static PolicyChange? Accepting(TcbStatus status, string path) => status is TcbStatus.OutOfDate or TcbStatus.OutOfDateConfigurationNeeded
        ? null : PolicyChange.Accepting($"{path}.acceptedStatuses", [status]);

    private static string Expected(DcapPlatform platform, TcbPolicy policy)
    {
        var statuses = policy.AcceptedStatuses.Count == 0 ? "no status" : string.Join(" or ", policy.AcceptedStatuses);
        return GraceEnd(platform, policy) is { } end ? $"{statuses}, or {platform.Status} before {end:u}" : statuses;
    }

    private static string Remedy(TcbStatus status, string path)
    {
        const string Patch = "Have the machine's firmware and microcode updated";
        return status switch
        {
            TcbStatus.OutOfDate => $"{Patch}, or give it time in {path}.gracePeriod.",
            TcbStatus.OutOfDateConfigurationNeeded =>
                $"{Patch} and configured, or give it time in {path}.gracePeriod, together with ConfigurationNeeded in {path}.acceptedStatuses.",
            TcbStatus.ConfigurationNeeded => $"Have the machine configured as the advisories ask, or accept the status in {path}.acceptedStatuses.",
            TcbStatus.TDRelaunchAdvised or TcbStatus.TDRelaunchAdvisedConfigurationNeeded =>
                $"Have the TD launched again, or accept the status in {path}.acceptedStatuses.",
            _ => $"If the service's software carries the mitigations that the advisories ask for, accept the status in {path}.acceptedStatuses.",
        };
    }

    private static AppraisalReason ReasonOf(TcbStatus status) => status switch
    {
        TcbStatus.SWHardeningNeeded => AppraisalReason.DcapTcbSWHardeningNeeded,
        TcbStatus.ConfigurationNeeded => AppraisalReason.DcapTcbConfigurationNeeded,
        TcbStatus.ConfigurationAndSWHardeningNeeded => AppraisalReason.DcapTcbConfigurationAndSWHardeningNeeded,
        TcbStatus.OutOfDate => AppraisalReason.DcapTcbOutOfDate,
        TcbStatus.OutOfDateConfigurationNeeded => AppraisalReason.DcapTcbOutOfDateConfigurationNeeded,
        TcbStatus.TDRelaunchAdvised => AppraisalReason.DcapTcbRelaunchAdvised,
        TcbStatus.TDRelaunchAdvisedConfigurationNeeded => AppraisalReason.DcapTcbRelaunchAdvisedConfigurationNeeded,
        _ => AppraisalReason.DcapTcbStatusRefused,
    };
}
