namespace Httpa.Verifiers.Dcap;

/// <summary>Which states of an Intel platform are accepted. The default accepts platforms that are up to date, and nothing else.</summary>
public sealed record TcbPolicy
{
    /// <summary>
    /// The statuses that are accepted without limit of time; <see cref="TcbStatus.UpToDate"/> alone by default.
    /// <see cref="TcbStatus.Revoked"/> is never accepted, and naming it is an error.
    /// </summary>
    public IReadOnlyList<TcbStatus> AcceptedStatuses { get; init => field = [.. value]; } = [TcbStatus.UpToDate];

    /// <summary>
    /// The advisories (<c>INTEL-SA-00615</c>) that may be open when an accepted status is not <see cref="TcbStatus.UpToDate"/>: whoever accepts
    /// such a status has read these and carries the mitigations. Null accepts none. An up-to-date platform has done all that Intel asks;
    /// advisories on it inform and are not judged.
    /// </summary>
    public ReferenceValue<string>? AcceptedAdvisories { get; init; }

    /// <summary>
    /// How long after its TCB date a platform that is out of date is still accepted; zero by default. Counted from
    /// <see cref="DcapPlatform.GraceStart"/>; an acceptance ends with it. <see cref="TcbStatus.OutOfDateConfigurationNeeded"/> is accepted in
    /// this time only if <see cref="TcbStatus.ConfigurationNeeded"/> is accepted.
    /// </summary>
    public TimeSpan GracePeriod { get; init; }

    /// <summary>
    /// The smallest accepted TCB evaluation data number, of the TCB info and of the QE identity: it refuses endorsements that were made
    /// before a TCB recovery. Null takes the floor that this library knows for the time asked for (<see cref="TcbRecovery.MinimumAt"/>); zero sets no floor.
    /// </summary>
    public long? MinimumTcbEvaluationDataNumber { get; init; }

    /// <summary>Whether TCB info and QE identity must carry the same evaluation number; true by default.</summary>
    public bool RequireSameEvaluationNumber { get; init; } = true;
}
