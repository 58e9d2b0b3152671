namespace Httpa.Verifiers.NvidiaGpu;

/// <summary>Looks an NVIDIA GPU policy over.</summary>
internal static class NvidiaGpuPolicyReview
{
    private const int MaxIndex = 254;

    internal static void Review(NvidiaGpuPolicy policy, PolicyReview review)
    {
        ReviewCounts(policy, review);
        review.Required("nvidiaGpu.chip", policy.Chip);
        review.Required("nvidiaGpu.driverVersion", policy.DriverVersion);
        review.Required("nvidiaGpu.vbiosVersion", policy.VbiosVersion);
        ReviewMeasurements(policy, review);
        review.Optional("nvidiaGpu.deviceKey", policy.DeviceKey);
        review.Length("nvidiaGpu.deviceKey", policy.DeviceKey, 32);
        review.Optional("nvidiaGpu.firmwareId", policy.FirmwareId);
        review.Length("nvidiaGpu.firmwareId", policy.FirmwareId, 48);
        foreach (var root in policy.DangerousTrustedRoots) review.Length("nvidiaGpu.dangerousTrustedRoots", root, 32);
        Warn(policy, review);
    }

    private static void ReviewCounts(NvidiaGpuPolicy policy, PolicyReview review)
    {
        review.Required("nvidiaGpu.count", policy.Count);
        review.Optional("nvidiaGpu.switchCount", policy.SwitchCount);
        foreach (var (path, count) in new[] { ("nvidiaGpu.count", policy.Count), ("nvidiaGpu.switchCount", policy.SwitchCount) })
        {
            if (count is not null && !Enumerable.Range(0, Composition.MaxDevices + 1).Any(n => count.Accepts((uint)n)))
                review.Problem(path, $"asks for more than the {Composition.MaxDevices} devices that evidence may have. Lower it.");
        }

        if (policy.Count?.Accepts(0) == true)
            review.Warn("nvidiaGpu.count", $"is {policy.Count}: services without a GPU are accepted too, and ones that leave a GPU out.");
    }

    private static void ReviewMeasurements(NvidiaGpuPolicy policy, PolicyReview review)
    {
        if (policy.Measurements.All(m => m.Value.IsUnchecked) && !policy.RequireRims)
            review.Problem("nvidiaGpu.measurements", "checks nothing and no manifests are demanded, so that any firmware would do. Name measurements, or set nvidiaGpu.requireRims.");
        foreach (var measurement in policy.Measurements)
        {
            var path = $"nvidiaGpu.measurements[{measurement.Index}]";
            if (measurement.Index > MaxIndex) review.Problem(path, $"is an index that no report has. The last one is {MaxIndex}.");
            review.Optional(path, measurement.Value);
            review.Length(path, measurement.Value, 48);
            if (measurement.Value.UncheckedBecause is { } why) review.Warn(path, $"is unchecked ({why}), though it tells firmware apart.");
        }

        foreach (var twice in policy.Measurements.GroupBy(m => m.Index).Where(g => g.Count() > 1))
            review.Problem($"nvidiaGpu.measurements[{twice.Key}]", "stands twice. Name all its values at once.");
    }

    private static void Warn(NvidiaGpuPolicy policy, PolicyReview review)
    {
        foreach (var root in policy.DangerousTrustedRoots)
            review.Warn("nvidiaGpu.dangerousTrustedRoots", $"trusts {root} like NVIDIA: whoever holds its key can make evidence that says anything.");
        if (policy.DangerousAllowCertificateHold)
            review.Warn("nvidiaGpu.dangerousAllowCertificateHold", "is on: devices and firmware are accepted whose certificates NVIDIA revoked until further notice.");
        if (!policy.RequireOcsp)
            review.Warn("nvidiaGpu.requireOcsp", "is off: a service that sends no OCSP responses hides that NVIDIA revoked its devices.");
        if (policy.AllowProtectedPcie)
            review.Warn("nvidiaGpu.allowProtectedPcie", "is on: what GPUs in this mode send each other over NVLink is not encrypted.");
        foreach (var (path, reference) in new[]
                 {
                     ("nvidiaGpu.chip", policy.Chip), ("nvidiaGpu.driverVersion", policy.DriverVersion), ("nvidiaGpu.vbiosVersion", policy.VbiosVersion),
                 })
        {
            if (reference?.UncheckedBecause is { } why) review.Warn(path, $"is unchecked ({why}), though it tells firmware apart.");
        }
    }
}
