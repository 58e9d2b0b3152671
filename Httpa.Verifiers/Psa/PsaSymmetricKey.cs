using Httpa.Verifiers.Arm;

namespace Httpa.Verifiers.Psa;

/// <summary>
/// The symmetric attestation key of one device. Whoever has it can make tokens that say anything: the verifier, everybody who can read its policy, and every other
/// verifier of the device.
/// </summary>
public sealed record PsaSymmetricKey : IArmKey
{
    /// <summary>The device, by its instance id: 33 bytes, the first of which is 0x01.</summary>
    public required Measurement InstanceId { get; init; }

    /// <summary>The implementation that the device must state with this key: 32 bytes. Null: any.</summary>
    public Measurement? ImplementationId { get; init; }

    /// <summary>The key: 32 bytes at least.</summary>
    public required Measurement Secret { get; init; }

    /// <summary>The first moment at which tokens of this key count. Null: no limit; the tokens themselves carry no time.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The last moment at which tokens of this key count; acceptances end with it. Null: no limit.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>The device, and never the secret.</summary>
    public override string ToString() => $"symmetric key of {InstanceId}";
}
