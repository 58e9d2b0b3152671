namespace Httpa.Verifiers.Dcap;

/// <summary>Looks a TCB policy over.</summary>
internal static class TcbPolicyReview
{
    internal static void Review(TcbPolicy policy, string path, PolicyReview review)
    {
        ReviewStatuses(policy, path, review);
        var grace = $"{path}.gracePeriod";
        if (policy.GracePeriod < TimeSpan.Zero) review.Problem(grace, "is negative. Zero means none.");
        if (policy.GracePeriod > TimeSpan.Zero && policy.AcceptedStatuses.Contains(TcbStatus.OutOfDate))
            review.Problem(grace, "has no effect, since OutOfDate is accepted without limit of time. Remove one of the two.");

        var advisories = $"{path}.acceptedAdvisories";
        review.Optional(advisories, policy.AcceptedAdvisories);
        if (policy.AcceptedAdvisories?.Values.Any(v => string.IsNullOrWhiteSpace(v.Value)) == true)
            review.Problem(advisories, "has a blank value. Give ids such as INTEL-SA-00615.");
        if (policy.AcceptedAdvisories is { UncheckedBecause: { } why })
            review.Warn(advisories, $"is unchecked ({why}): open advisories of the platform are not looked at.");

        var minimum = $"{path}.minimumTcbEvaluationDataNumber";
        if (policy.MinimumTcbEvaluationDataNumber < 0) review.Problem(minimum, "is negative. Zero means none.");
        if (policy.MinimumTcbEvaluationDataNumber == 0)
            review.Warn(minimum, "is zero: endorsements from before a TCB recovery are accepted as long as Intel signs them.");
    }

    private static void ReviewStatuses(TcbPolicy policy, string path, PolicyReview review)
    {
        path += ".acceptedStatuses";
        var accepted = policy.AcceptedStatuses;
        if (accepted.Contains(TcbStatus.Revoked)) review.Problem(path, "names Revoked, which is never accepted. Remove it.");
        if (!accepted.Contains(TcbStatus.UpToDate)) review.Problem(path, "lacks UpToDate, the best there is. Add it.");
        if (accepted.Any(s => !Enum.IsDefined(s))) review.Problem(path, "names a status that does not exist. Use Intel's.");
        if (accepted.Distinct().Count() < accepted.Count) review.Problem(path, "names a status twice. Keep one.");
        foreach (var status in accepted)
            if (status is TcbStatus.OutOfDate or TcbStatus.OutOfDateConfigurationNeeded)
                review.Warn(path, $"accepts {status} without limit of time: known holes stay open. gracePeriod gives it an end.");
    }
}
