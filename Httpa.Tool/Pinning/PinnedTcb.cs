using Httpa.Verifiers.Dcap;

namespace Httpa.Tool.Pinning;

/// <summary>The state of the Intel platform that was seen. Firmware with known holes is not pinned: the policy refuses it until the machine is patched.</summary>
internal static class PinnedTcb
{
    public static TcbPolicy Of(DcapPlatform? platform, Pin pin)
    {
        if (platform is null) return new TcbPolicy();
        var isPinned = platform.Status is not (TcbStatus.UpToDate or TcbStatus.OutOfDate or TcbStatus.OutOfDateConfigurationNeeded or TcbStatus.Revoked);
        return new TcbPolicy
        {
            AcceptedStatuses = isPinned ? [TcbStatus.UpToDate, platform.Status] : [TcbStatus.UpToDate],
            AcceptedAdvisories = isPinned && platform.AdvisoryIds.Count > 0 ? pin.Values(platform.AdvisoryIds) : null,
            MinimumTcbEvaluationDataNumber = Math.Min(platform.TcbEvaluationDataNumber, platform.QeEvaluationDataNumber),
            RequireSameEvaluationNumber = platform.TcbEvaluationDataNumber == platform.QeEvaluationDataNumber,
        };
    }
}
