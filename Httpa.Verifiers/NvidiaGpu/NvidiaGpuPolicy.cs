namespace Httpa.Verifiers.NvidiaGpu;

/// <summary>
/// Which NVIDIA GPUs must stand beside the lead. <see cref="Count"/>, <see cref="Chip"/>, <see cref="DriverVersion"/> and <see cref="VbiosVersion"/> must each be
/// stated: one that is null refuses everything. What the firmware measures must be known too: by NVIDIA's manifests (the default), or by <see cref="Measurements"/>.
/// </summary>
public sealed record NvidiaGpuPolicy
{
    /// <summary>How many GPUs there must be, each of them accepted: 0 to 16. Without it a GPU that was left out would not be missed. Null refuses.</summary>
    public ReferenceValue<uint>? Count { get; init; }

    /// <summary>How many NVLink switches there must be. Null: none.</summary>
    public ReferenceValue<uint>? SwitchCount { get; init; }

    /// <summary>The chips, such as <c>GH100</c> (Hopper), <c>GB100</c> (Blackwell) and <c>LS10</c> (switches). Null refuses.</summary>
    public ReferenceValue<string>? Chip { get; init; }

    /// <summary>The driver's versions, such as <c>550.90.07</c>; not asked of switches, which have none. Null refuses.</summary>
    public ReferenceValue<string>? DriverVersion { get; init; }

    /// <summary>The VBIOS's versions, such as <c>96.00.9F.00.01</c>, with capital letters; of switches their firmware's. Null refuses.</summary>
    public ReferenceValue<string>? VbiosVersion { get; init; }

    /// <summary>
    /// Demands NVIDIA's manifests: of the VBIOS, and for a GPU of the driver too. They are compared wherever they are given; this refuses devices without them.
    /// Turned off, <see cref="Measurements"/> must say which firmware is accepted.
    /// </summary>
    public bool RequireRims { get; init; } = true;

    /// <summary>
    /// Demands current OCSP responses about every certificate that NVIDIA issued and that was relied on. They are heeded wherever they are given; this refuses evidence
    /// without them.
    /// </summary>
    public bool RequireOcsp { get; init; } = true;

    /// <summary>
    /// Accepted measurements. An index that no value is accepted at, or that the device did not measure, refuses it; indexes that do not stand here are not compared.
    /// </summary>
    public IReadOnlyList<NvidiaGpuMeasurement> Measurements { get; init => field = [.. value]; } = [];

    /// <summary>The devices, by SHA-256 of the SubjectPublicKeyInfo of the key that was made with each: 32 bytes (<see cref="NvidiaDeviceClaims.DeviceKey"/>). Null: any that NVIDIA made.</summary>
    public ReferenceValue<Measurement>? DeviceKey { get; init; }

    /// <summary>The firmware that the attestation key was certified for, by its hash: 48 bytes. Null: any.</summary>
    public ReferenceValue<Measurement>? FirmwareId { get; init; }

    /// <summary>
    /// Accepts GPUs in protected PCIe mode. What they send each other over NVLink is not encrypted then, so every switch that a GPU names must be there and accepted too.
    /// </summary>
    public bool AllowProtectedPcie { get; init; }

    /// <summary>Accepts certificates that NVIDIA revoked until further notice (certificateHold), as it does with drivers that have known holes.</summary>
    public bool DangerousAllowCertificateHold { get; init; }

    /// <summary>
    /// Further roots that are trusted like NVIDIA's, by the SHA-256 of their SubjectPublicKeyInfo: 32 bytes. Whoever holds such a root's key can
    /// make evidence that says anything; for simulated devices only.
    /// </summary>
    public IReadOnlyList<Measurement> DangerousTrustedRoots { get; init => field = [.. value]; } = [];
}

/// <summary>What a device may have measured at one index.</summary>
/// <param name="Index">The index, from 0 as in NVIDIA's manifests: one less than the number of the block in the report.</param>
/// <param name="Value">The accepted values: 48 bytes each.</param>
public sealed record NvidiaGpuMeasurement(uint Index, ReferenceValue<Measurement> Value);
