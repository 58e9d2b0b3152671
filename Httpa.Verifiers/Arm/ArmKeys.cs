using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Arm;

/// <summary>The keys that a policy names for devices, and what they are asked for.</summary>
/// <typeparam name="T">The kind of key.</typeparam>
/// <param name="keys">The keys.</param>
/// <param name="path">The policy's member that they stand in.</param>
/// <param name="proof">What such a key makes, for messages: <c>signature of the PSA token</c>.</param>
internal sealed class ArmKeys<T>(IReadOnlyList<T> keys, string path, string proof)
    where T : class, IArmKey
{
    /// <summary>Finds the key of a device that made the proof. One that is valid comes before one that is not.</summary>
    /// <param name="device">The device. A key that names an implementation counts for that one alone.</param>
    /// <param name="hasMade">Tells whether a key made the proof.</param>
    /// <param name="time">The time to judge at.</param>
    /// <param name="findings">Takes the objection when there is no such key.</param>
    public T? Find(ArmDevice device, Func<T, bool> hasMade, DateTimeOffset time, ICollection<Finding> findings)
    {
        var own = keys.Where(key => key.InstanceId == device.InstanceId && (key.ImplementationId ?? device.ImplementationId) == device.ImplementationId).ToList();
        var makers = own.Where(hasMade).ToList();
        if (own.Count == 0) findings.Add(Unknown(device));
        else if (makers.Count == 0) findings.Add(Unproven(device));
        return makers.Find(key => (key.NotBefore ?? time) <= time && time <= (key.NotAfter ?? time)) ?? makers.FirstOrDefault();
    }

    private Finding Unknown(ArmDevice device) => new(
        AppraisalReason.ArmKeyUnknown, FindingKind.NotProven, "attestation key", $"a key in {path} for this device",
        $"none for the instance id {device.InstanceId} of the implementation {device.ImplementationId}",
        $"If the device is one of yours, name its key in {path}, as its maker or operator announced it. Never take a key from the service itself.");

    private Finding Unproven(ArmDevice device) => new(
        AppraisalReason.ArmSignatureInvalid, FindingKind.NotGenuine, proof, $"made by a key of the device {device.InstanceId} in {path}, in the way that goes with the key",
        "made by none of them", "The token was changed or forged, or another key is named for the device. Compare the key with its maker's.");
}

/// <summary>The time of keys.</summary>
internal static class ArmKeys
{
    /// <summary>When a key counts.</summary>
    public static ValidityWindow Window(IArmKey key) => new(
        $"attestation key of the device {key.InstanceId}", key.NotBefore ?? DateTimeOffset.MinValue, key.NotAfter ?? DateTimeOffset.MaxValue,
        AppraisalReason.ArmKeyNotYetValid, AppraisalReason.ArmKeyExpired);
}
