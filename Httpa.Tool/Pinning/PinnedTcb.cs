using Httpa.Verifiers;
using Httpa.Verifiers.Dcap;

namespace Httpa.Tool.Pinning;

/// <summary>The state of the Intel platform that was seen. Firmware with known holes is not pinned: the policy refuses it until the machine is patched.</summary>
internal static class PinnedTcb
{
    /// <summary>The state of a platform.</summary>
    /// <param name="platform">The platform; null when nothing is known of it.</param>
    /// <param name="pin">The name of each value.</param>
    /// <param name="roots">Roots besides Intel's. A simulated platform numbers its endorsements as it likes; for Intel's, no number below this library's own floor is pinned.</param>
    public static TcbPolicy Of(DcapPlatform? platform, Pin pin, IReadOnlyList<Measurement> roots)
    {
        if (platform is null) return new TcbPolicy();
        var isPinned = platform.Status is not (TcbStatus.UpToDate or TcbStatus.OutOfDate or TcbStatus.OutOfDateConfigurationNeeded or TcbStatus.Revoked);
        var number = Math.Min(platform.TcbEvaluationDataNumber, platform.QeEvaluationDataNumber);
        return new TcbPolicy
        {
            AcceptedStatuses = isPinned ? [TcbStatus.UpToDate, platform.Status] : [TcbStatus.UpToDate],
            AcceptedAdvisories = isPinned && platform.AdvisoryIds.Count > 0 ? pin.Values(platform.AdvisoryIds) : null,
            MinimumTcbEvaluationDataNumber = roots.Count > 0 || number >= TcbRecovery.MinimumAt(TimeProvider.System.GetUtcNow()) ? number : null,
        };
    }
}
