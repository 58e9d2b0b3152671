using System.Globalization;

namespace Httpa.Verifiers.NvidiaGpu;

/// <summary>Holds what a genuine device says against a policy: every rule runs, and each that is not met adds a finding.</summary>
internal static class NvidiaGpuAppraisal
{
    private static readonly ReferenceRule Chip = new(AppraisalReason.NvidiaGpuChipRefused, "chip", "nvidiaGpu.chip");
    private static readonly ReferenceRule Driver = new(AppraisalReason.NvidiaGpuDriverVersionRefused, "DRIVER_VERSION", "nvidiaGpu.driverVersion");
    private static readonly ReferenceRule Vbios = new(AppraisalReason.NvidiaGpuVbiosVersionRefused, "VBIOS_VERSION", "nvidiaGpu.vbiosVersion");
    private static readonly ReferenceRule DeviceKey = new(AppraisalReason.NvidiaGpuDeviceNotListed, "device key", "nvidiaGpu.deviceKey");
    private static readonly ReferenceRule FirmwareId = new(AppraisalReason.NvidiaGpuFirmwareIdRefused, "FWID", "nvidiaGpu.firmwareId");
    private static readonly ReferenceRule ProtectedPcie = new(AppraisalReason.NvidiaGpuProtectedPcieRefused, "mode", "nvidiaGpu.allowProtectedPcie");

    /// <summary>Runs every rule on one device.</summary>
    /// <param name="claims">What the device says; genuine.</param>
    /// <param name="policy">What is accepted.</param>
    /// <param name="findings">Takes the objections.</param>
    internal static void Appraise(NvidiaGpuClaims claims, NvidiaGpuPolicy policy, ICollection<Finding> findings)
    {
        AppraiseDevice(claims.Device, policy, findings);
        if (!claims.IsSwitch) Driver.Require(policy.DriverVersion, claims.DriverVersion ?? "", findings);
        Vbios.Require(policy.VbiosVersion, claims.VbiosVersion ?? "", findings);
        if (claims.IsProtectedPcie == true && !policy.AllowProtectedPcie)
            findings.Add(ProtectedPcie.Refused(
                "confidential computing with encrypted links", "protected PCIe, which sends data over NVLink unencrypted",
                "Have the service run its GPUs in confidential computing mode; or trust the switches, and set nvidiaGpu.allowProtectedPcie."));
        AppraiseRevocation(claims, policy, findings);
        AppraiseMeasurements(claims, policy, findings);
        RimComparison.Appraise(claims, policy, findings);
    }

    private static void AppraiseDevice(NvidiaDeviceClaims? device, NvidiaGpuPolicy policy, ICollection<Finding> findings)
    {
        // Authentication refuses a report without certificates already; an acceptance must not hang on that alone.
        Chip.Require(policy.Chip, device?.Chip ?? "", findings);
        DeviceKey.RequireIfStated(policy.DeviceKey, device?.DeviceKey ?? default, findings);
        FirmwareId.RequireIfStated(policy.FirmwareId, device?.FirmwareId ?? default, findings);
    }

    private static void AppraiseRevocation(NvidiaGpuClaims claims, NvidiaGpuPolicy policy, ICollection<Finding> findings)
    {
        if (claims.Revocation == NvidiaRevocation.OnHold && !policy.DangerousAllowCertificateHold)
            findings.Add(new(AppraisalReason.NvidiaGpuCertificateOnHold, FindingKind.Refused, "certificates", "not revoked", "revoked by NVIDIA until further notice (certificateHold)",
                "Wait for NVIDIA, or have the service use another device, driver or VBIOS."));
        if (claims.Revocation == NvidiaRevocation.NotChecked && policy.RequireOcsp)
            findings.Add(new(AppraisalReason.NvidiaGpuOcspRequired, FindingKind.NotProven, "OCSP responses", "one about every certificate that NVIDIA issued and that was relied on", "missing, or some are",
                "Let the service send ocsp, or set nvidiaGpu.requireOcsp to false."));
    }

    private static void AppraiseMeasurements(NvidiaGpuClaims claims, NvidiaGpuPolicy policy, ICollection<Finding> findings)
    {
        foreach (var (index, accepted) in policy.Measurements)
        {
            var number = index.ToString(CultureInfo.InvariantCulture);
            var rule = new ReferenceRule(AppraisalReason.NvidiaGpuMeasurementMismatch, $"measurement {number}", $"nvidiaGpu.measurements[{number}]")
            {
                Listed = ("nvidiaGpu.measurements", new("index", number, "value")),
            };
            if (index <= int.MaxValue && claims.Measurements.TryGetValue((int)index, out var actual)) rule.RequireIfStated(accepted, actual, findings);
            else findings.Add(rule.Refused(accepted.ToString(), "not reported", "Name only indexes that the device measures."));
        }
    }
}
