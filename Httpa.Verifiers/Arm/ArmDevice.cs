namespace Httpa.Verifiers.Arm;

/// <summary>A device as its token names it.</summary>
/// <param name="InstanceId">Which one: 33 bytes.</param>
/// <param name="ImplementationId">Of which kind: 32 bytes.</param>
internal readonly record struct ArmDevice(Measurement InstanceId, Measurement ImplementationId);
