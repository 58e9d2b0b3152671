namespace Httpa.Verifiers.Arm;

/// <summary>The security lifecycle of a device (RFC 9783, section 4.3.1; DEN0137, section A7.2.3.2.6): the state in the upper byte, something of the implementation's choice in the lower.</summary>
internal static class ArmLifecycle
{
    /// <summary>The state's name.</summary>
    /// <param name="value">The claim.</param>
    public static string StateOf(ushort value) => (value >> 8) switch
    {
        0x00 => "unknown",
        0x10 => "assembly-and-test",
        0x20 => "rot-provisioning",
        0x30 => "secured",
        0x40 => "non-rot-debug",
        0x50 => "recoverable-rot-debug",
        0x60 => "decommissioned",
        _ => "undefined",
    };

    /// <summary>True in the one state in which neither the device's maker nor a debugger can get at its secrets.</summary>
    /// <param name="value">The claim.</param>
    public static bool IsSecured(ushort value) => value >> 8 == 0x30;

    /// <summary>Refuses a device that is not secured, or not as the policy states.</summary>
    /// <param name="reference">What the policy states; null for secured.</param>
    /// <param name="actual">The claim.</param>
    /// <param name="path">The policy's member.</param>
    /// <param name="findings">Takes the objections.</param>
    public static void Appraise(ReferenceValue<ushort>? reference, ushort actual, string path, ICollection<Finding> findings)
    {
        if (reference?.Accepts(actual) ?? IsSecured(actual)) return;
        findings.Add(new(
            AppraisalReason.ArmLifecycleRefused, FindingKind.Refused, "security lifecycle", reference?.ToString() ?? "secured (0x3000 to 0x30ff)", $"0x{actual:x4} ({StateOf(actual)})",
            $"Outside this state somebody may get at the device's secrets. If that is wanted, accept {actual} in {path}."));
    }

    /// <summary>Looks a policy's statement over.</summary>
    public static void Review(ReferenceValue<ushort>? reference, string path, PolicyReview review)
    {
        review.Optional(path, reference);
        if (reference is not null && (reference.IsUnchecked || reference.HasMinimum || reference.Values.Any(v => !IsSecured(v.Value))))
            review.Warn(path, "accepts devices that are not secured: a debugger may get at their secrets.");
    }
}
