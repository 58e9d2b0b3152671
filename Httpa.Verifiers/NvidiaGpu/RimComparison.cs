using System.Globalization;

namespace Httpa.Verifiers.NvidiaGpu;

/// <summary>Holds what a device measured against NVIDIA's manifests of its driver and VBIOS.</summary>
internal static class RimComparison
{
    /// <summary>What is measured of the video decoder; not compared when that is off.</summary>
    private const int VideoDecoder = 35;

    /// <summary>Runs every rule.</summary>
    /// <param name="claims">What the device says, and the manifests that were given; genuine.</param>
    /// <param name="policy">Says whether manifests are demanded.</param>
    /// <param name="findings">Takes the objections.</param>
    internal static void Appraise(NvidiaGpuClaims claims, NvidiaGpuPolicy policy, ICollection<Finding> findings)
    {
        // A switch has no driver, and a manifest of one says nothing about it.
        var driver = claims.IsSwitch ? null : claims.DriverRim;
        if (policy.RequireRims && (claims.VbiosRim is null || (driver is null && !claims.IsSwitch)))
            findings.Add(new(AppraisalReason.NvidiaGpuRimRequired, FindingKind.NotProven, "manifests",
                claims.IsSwitch ? "vbios_rim, the manifest of the switch's firmware" : "driver_rim and vbios_rim, the manifests of driver and VBIOS", "missing, or one is",
                "Let the service send them, or set nvidiaGpu.requireRims to false and name measurements."));
        AppraiseVersion(driver, claims.DriverVersion, "driver", findings);
        AppraiseVersion(claims.VbiosRim, claims.VbiosVersion, "VBIOS", findings);
        foreach (var index in (driver?.Measurements.Keys ?? []).Intersect(claims.VbiosRim?.Measurements.Keys ?? []).Order())
            findings.Add(new(AppraisalReason.NvidiaGpuRimIndexConflict, FindingKind.Refused, "manifests", $"measurement {Number(index)} in one of them", "it in both", "Report it to NVIDIA."));
        AppraiseMeasurements(driver, claims, findings);
        AppraiseMeasurements(claims.VbiosRim, claims, findings);
    }

    private static void AppraiseVersion(Rim? rim, string? reported, string component, ICollection<Finding> findings)
    {
        if (rim is not null && !string.Equals(rim.Version, reported, StringComparison.OrdinalIgnoreCase))
            findings.Add(new(AppraisalReason.NvidiaGpuRimVersionMismatch, FindingKind.Refused, $"manifest of the {component}", $"of version {reported ?? "that the report does not tell"}", $"of version {rim.Version}",
                "Let the service send the manifest of the version that is installed."));
    }

    private static void AppraiseMeasurements(Rim? rim, NvidiaGpuClaims claims, ICollection<Finding> findings)
    {
        foreach (var (index, accepted) in rim?.Measurements.OrderBy(m => m.Key) ?? Enumerable.Empty<KeyValuePair<int, IReadOnlyList<Measurement>>>())
        {
            if (index == VideoDecoder && claims.IsVideoDecoderOff) continue;
            var isMeasured = claims.Measurements.TryGetValue(index, out var actual);
            if (isMeasured && accepted.Contains(actual)) continue;
            findings.Add(new(AppraisalReason.NvidiaGpuMeasurementMismatch, FindingKind.Refused, $"measurement {Number(index)}",
                $"one of {string.Join(", ", accepted)}, as NVIDIA's manifest says", isMeasured ? $"{actual}" : "not reported",
                "The firmware is not NVIDIA's release, or runs in another mode, such as CC DevTools: do not use the device."));
        }
    }

    private static string Number(int index) => index.ToString(CultureInfo.InvariantCulture);
}
