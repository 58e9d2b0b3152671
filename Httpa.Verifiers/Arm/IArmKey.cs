namespace Httpa.Verifiers.Arm;

/// <summary>What the keys of a policy have in common, whether devices sign with them or share them with their verifiers.</summary>
internal interface IArmKey
{
    /// <summary>The device: 33 bytes.</summary>
    Measurement InstanceId { get; }

    /// <summary>The implementation: 32 bytes; null for any.</summary>
    Measurement? ImplementationId { get; }

    /// <summary>The first moment; null for none.</summary>
    DateTimeOffset? NotBefore { get; }

    /// <summary>The last moment; null for none.</summary>
    DateTimeOffset? NotAfter { get; }
}
