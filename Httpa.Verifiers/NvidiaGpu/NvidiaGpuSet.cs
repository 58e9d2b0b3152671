namespace Httpa.Verifiers.NvidiaGpu;

/// <summary>Holds all NVIDIA devices of one piece of composite evidence against a policy: how many they are, and which are linked.</summary>
internal static class NvidiaGpuSet
{
    private static readonly ReferenceRule Gpus = new(AppraisalReason.CompositeDeviceCountRefused, "number of NVIDIA GPUs", "nvidiaGpu.count");
    private static readonly ReferenceRule Switches = new(AppraisalReason.CompositeDeviceCountRefused, "number of NVLink switches", "nvidiaGpu.switchCount");

    /// <summary>Runs every rule on the set.</summary>
    /// <param name="devices">The results on the NVIDIA devices.</param>
    /// <param name="policy">What is accepted.</param>
    /// <param name="findings">Takes the objections.</param>
    internal static void Appraise(IReadOnlyList<AuthenticationResult> devices, NvidiaGpuPolicy policy, ICollection<Finding> findings)
    {
        // Of what kind a device is, only its certificates tell; without them it is refused already.
        if (devices.Any(d => !d.IsGenuine)) return;
        var claims = devices.Select(d => d.Claims).OfType<NvidiaGpuClaims>().ToList();
        var switches = claims.Where(c => c.IsSwitch).ToList();
        Gpus.Require(policy.Count, (uint)(devices.Count - switches.Count), findings);
        Switches.RequireOrZero(policy.SwitchCount, (uint)switches.Count, findings);
        if (policy.AllowProtectedPcie) AppraiseLinks(claims.Except(switches), switches, findings);
    }

    /// <summary>In protected PCIe mode data crosses the switches unencrypted: each that a GPU is linked to must be one of those attested here.</summary>
    private static void AppraiseLinks(IEnumerable<NvidiaGpuClaims> gpus, List<NvidiaGpuClaims> switches, ICollection<Finding> findings)
    {
        var attested = switches.Select(s => s.SwitchIdentity).OfType<Measurement>().ToHashSet();
        foreach (var pdi in gpus.Where(g => g.IsProtectedPcie == true).SelectMany(g => g.SwitchesOfGpu).Distinct().Where(pdi => !attested.Contains(pdi)))
            findings.Add(new Finding(AppraisalReason.NvidiaGpuSwitchNotAttested, FindingKind.Refused, $"NVLink switch {pdi}", "attested beside the GPUs that are linked to it", "not attested",
                "Let the service send the evidence of all switches that its GPUs are linked to."));
    }
}
