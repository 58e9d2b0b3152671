using Httpa.Verifiers.NvidiaGpu;

namespace Httpa.Verifiers;

/// <summary>Judges which pieces of evidence stand together (HTTPA/1, section 2): a lead, and behind it the devices that the policy requires, each once.</summary>
internal static class Composition
{
    /// <summary>The largest number of devices.</summary>
    internal const int MaxDevices = 16;

    /// <summary>Looks at which types stand where. Nothing of it needs to be genuine.</summary>
    /// <param name="request">The evidence.</param>
    /// <param name="findings">Takes the objections.</param>
    internal static void AppraiseTypes(AppraisalRequest request, ICollection<Finding> findings)
    {
        if (request.Lead.Evidence.Type.IsDevice) findings.Add(DeviceLeads(request.Lead.Evidence.Type));
        foreach (var device in request.Devices.Where(d => !d.Evidence.Type.IsDevice)) findings.Add(LeadAmongDevices(device.Evidence.Type));
        if (request.Devices.Count > MaxDevices) findings.Add(TooManyDevices(request.Devices.Count));
    }

    /// <summary>Holds the devices against those that the policy requires, and looks for any that was counted twice: one that answers in the place of two leaves one out.</summary>
    /// <param name="devices">The results on the devices.</param>
    /// <param name="policy">What is required.</param>
    /// <param name="findings">Takes the objections.</param>
    internal static void AppraiseDevices(IReadOnlyList<AuthenticationResult> devices, AttestationPolicy policy, ICollection<Finding> findings)
    {
        if (policy.NvidiaGpu is { } gpus) NvidiaGpuSet.Appraise([.. devices.Where(d => d.Type == EvidenceType.NvidiaGpu)], gpus, findings);
        foreach (var twice in devices.Where(d => d.IsGenuine).GroupBy(d => (d.Type, d.DeviceIdentity)).Where(g => g.Count() > 1))
            findings.Add(Repeated(twice.Key.Type, twice.Key.DeviceIdentity, twice.Count()));
    }

    private static Finding DeviceLeads(EvidenceType type) => new(
        AppraisalReason.CompositeDeviceLeads, FindingKind.NotGenuine, "lead", "the evidence of the TEE that holds the private key", $"that of a device ('{type}')",
        "A device vouches for no key: let the service send its TEE's evidence first.");

    private static Finding LeadAmongDevices(EvidenceType type) => new(
        AppraisalReason.CompositeLeadAmongDevices, FindingKind.NotGenuine, "item behind the lead", "the evidence of a device", $"of type '{type}'",
        "Let the service send one TEE's evidence, and behind it only devices'.");

    private static Finding TooManyDevices(int count) => new(
        AppraisalReason.CompositeTooManyDevices, FindingKind.NotGenuine, "number of devices", $"at most {MaxDevices}", $"{count}",
        "Let the service send the evidence of the devices that it works on.");

    private static Finding Repeated(EvidenceType type, Measurement identity, int count) => new(
        AppraisalReason.CompositeDeviceRepeated, FindingKind.NotGenuine, $"{type} device {identity}", "there once", $"there {count} times",
        "Do not use the service: its code counts a device twice, or its host shows it one device as two.");
}
