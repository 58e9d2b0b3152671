using Httpa.Verifiers.AzureVtpm;

namespace Httpa.Tool.Pinning;

/// <summary>The Azure confidential VM that was seen: what was booted, and the hardware with its paravisor.</summary>
internal static class PinnedAzureVtpm
{
    public static AzureVtpmPolicy Of(AzureVtpmClaims claims, Pin pin) => new()
    {
        Pcrs = [.. claims.Pcrs?.OrderBy(pcr => pcr.Key).Select(pcr => new AzureVtpmPcr((uint)pcr.Key, pin.Value(pcr.Value))) ?? []],
        PcrDigest = new([.. claims.QuotedPcrs.Select(index => (uint)index)], pin.Value(claims.PcrDigest)),
        Hardware = claims.Hardware is { } hardware ? PinnedPolicy.OfLead(hardware, pin) : new(),
    };
}
