using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Arm;

/// <summary>Finds the keys that a policy names for a device.</summary>
internal static class ArmKeys
{
    /// <summary>The keys of a device. A key that names an implementation counts for that one alone.</summary>
    public static T[] Of<T>(IReadOnlyList<T> keys, Measurement instanceId, Measurement implementationId) where T : IArmKey =>
        [.. keys.Where(key => key.InstanceId == instanceId && (key.ImplementationId ?? implementationId) == implementationId)];

    /// <summary>Among keys that all made the same proof, the first that is valid at a time; the first of all when none is. Null when there are none.</summary>
    public static T? FirstValid<T>(IReadOnlyList<T> keys, DateTimeOffset time) where T : class, IArmKey =>
        keys.FirstOrDefault(key => (key.NotBefore ?? time) <= time && time <= (key.NotAfter ?? time)) ?? (keys.Count == 0 ? null : keys[0]);

    /// <summary>When a key counts.</summary>
    public static ValidityWindow Window(IArmKey key) => new(
        $"attestation key of the device {key.InstanceId}", key.NotBefore ?? DateTimeOffset.MinValue, key.NotAfter ?? DateTimeOffset.MaxValue,
        AppraisalReason.ArmKeyNotYetValid, AppraisalReason.ArmKeyExpired);

    /// <summary>The finding about a device that no key is named for.</summary>
    /// <param name="instanceId">The device.</param>
    /// <param name="implementationId">What it says it is.</param>
    /// <param name="path">The policy's member that the key must stand in.</param>
    public static Finding Unknown(Measurement instanceId, Measurement implementationId, string path) => new(
        AppraisalReason.ArmKeyUnknown, FindingKind.NotProven, "attestation key", $"a key in {path} for this device",
        $"none for the instance id {instanceId} of the implementation {implementationId}",
        $"If the device is one of yours, name its key in {path}, as its maker or operator announced it. Never take a key from the service itself.");
}
