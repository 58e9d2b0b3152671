using Httpa.Verifiers;
using Httpa.Verifiers.NvidiaGpu;

namespace Httpa.Tool.Pinning;

/// <summary>The NVIDIA devices that were seen beside the lead. Their firmware is left to NVIDIA's manifests where the service sent these, and pinned where it did not.</summary>
internal static class PinnedNvidiaGpu
{
    public static NvidiaGpuPolicy Of(IReadOnlyList<NvidiaGpuClaims> devices, Pin pin)
    {
        var gpus = devices.Where(d => !d.IsSwitch).ToList();
        var hasRims = devices.All(d => d.VbiosRimVersion is not null) && gpus.TrueForAll(d => d.DriverRimVersion is not null);
        return new NvidiaGpuPolicy
        {
            Count = pin.Value((uint)gpus.Count),
            SwitchCount = gpus.Count == devices.Count ? null : pin.Value((uint)(devices.Count - gpus.Count)),
            Chip = pin.Values(devices.Select(d => d.Device?.Chip).OfType<string>()),
            DriverVersion = gpus.Count == 0 ? ReferenceValue.Unchecked<string>("switches have no driver") : pin.Values(gpus.Select(d => d.DriverVersion).OfType<string>()),
            VbiosVersion = pin.Values(devices.Select(d => d.VbiosVersion).OfType<string>()),
            RequireRims = hasRims,
            RequireOcsp = devices.All(d => d.Revocation == NvidiaRevocation.Good),
            Measurements = hasRims ? [] : Measurements(devices, pin),
            DeviceKey = pin.Values(devices.Select(d => d.Device?.DeviceKey).OfType<Measurement>()),
            DangerousTrustedRoots = pin.Trust.NvidiaGpu?.DangerousTrustedRoots ?? [],
        };
    }

    /// <summary>What all devices measured; an index that one of them lacks would refuse that one.</summary>
    private static IReadOnlyList<NvidiaGpuMeasurement> Measurements(IReadOnlyList<NvidiaGpuClaims> devices, Pin pin) =>
    [
        .. devices[0].Measurements.Keys.Where(index => devices.All(d => d.Measurements.ContainsKey(index))).Order()
            .Select(index => new NvidiaGpuMeasurement((uint)index, pin.Values(devices.Select(d => d.Measurements[index])))),
    ];
}
