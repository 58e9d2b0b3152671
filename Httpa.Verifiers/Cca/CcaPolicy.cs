using Httpa.Verifiers.Arm;

namespace Httpa.Verifiers.Cca;

/// <summary>
/// Which Arm CCA realms are accepted, and on which platforms. <see cref="Keys"/>, <see cref="RealmInitialMeasurement"/> and <see cref="SoftwareComponents"/> must be stated:
/// without one of them every token is refused.
/// </summary>
/// <remarks>Names and lengths as in draft-ffm-rats-cca-token and Arm DEN0137, section A7.2.3. A measurement of a realm has 32, 48 or 64 bytes.</remarks>
public sealed record CcaPolicy
{
    /// <summary>The platforms, each by its attestation key (CPAK). There is no root that vouches for others: a platform that is not listed is refused.</summary>
    public IReadOnlyList<ArmAttestationKey> Keys { get; init => field = [.. value]; } = [];

    /// <summary>RIM: what the realm was built from. Null refuses.</summary>
    public ReferenceValue<Measurement>? RealmInitialMeasurement { get; init; }

    /// <summary>REM 0, extended by software in the realm. Null: must be zero.</summary>
    public ReferenceValue<Measurement>? RealmExtensibleMeasurement0 { get; init; }

    /// <summary>REM 1. Null: must be zero.</summary>
    public ReferenceValue<Measurement>? RealmExtensibleMeasurement1 { get; init; }

    /// <summary>REM 2. Null: must be zero.</summary>
    public ReferenceValue<Measurement>? RealmExtensibleMeasurement2 { get; init; }

    /// <summary>REM 3. Null: must be zero.</summary>
    public ReferenceValue<Measurement>? RealmExtensibleMeasurement3 { get; init; }

    /// <summary>RPV, which the host chooses when it makes the realm: 64 bytes. Null: must be zero.</summary>
    public ReferenceValue<Measurement>? RealmPersonalizationValue { get; init; }

    /// <summary>Which realm it is: 33 bytes, drawn anew for each. Null: any, or none.</summary>
    public ReferenceValue<Measurement>? RealmInstanceId { get; init; }

    /// <summary>The algorithm of the realm's measurements. Null: <c>sha-256</c>, <c>sha-384</c> or <c>sha-512</c>.</summary>
    public ReferenceValue<string>? RealmHashAlgorithm { get; init; }

    /// <summary>The algorithm that ties the realm's key to the platform. Null: <c>sha-256</c>, <c>sha-384</c> or <c>sha-512</c>; no other is ever accepted.</summary>
    public ReferenceValue<string>? RealmPublicKeyHashAlgorithm { get; init; }

    /// <summary>The hash over the evidence of devices that are assigned to the realm: 32, 48 or 64 bytes. Null: there must be none; their evidence is not judged here.</summary>
    public ReferenceValue<Measurement>? RealmDevicesTokenHash { get; init; }

    /// <summary>Refuses realms whose memory is not encrypted under a key of their own, and those that do not say.</summary>
    public bool RequirePrivateMemoryEncryption { get; init; }

    /// <summary>Accepts realms under which firmware may be replaced while they run, so that what was measured is not what runs.</summary>
    public bool AllowLiveFirmwareActivation { get; init; }

    /// <summary>The platform's firmware, the realm management monitor among it. Null refuses.</summary>
    public SoftwareComponentsPolicy? SoftwareComponents { get; init; }

    /// <summary>The platform's security lifecycle. Null: secured (0x3000 to 0x30ff). Values named here take the place of that.</summary>
    public ReferenceValue<ushort>? SecurityLifecycle { get; init; }

    /// <summary>The kind of platform: 32 bytes. Null: any that the key allows.</summary>
    public ReferenceValue<Measurement>? ImplementationId { get; init; }

    /// <summary>How the platform is configured: bytes of the implementation's choice. Null: any.</summary>
    public ReferenceValue<Measurement>? PlatformConfig { get; init; }

    /// <summary>The algorithm of the platform's measurements. Null: <c>sha-256</c>, <c>sha-384</c> or <c>sha-512</c>.</summary>
    public ReferenceValue<string>? PlatformHashAlgorithm { get; init; }

    /// <summary>The hint where a verifier could be found, as text. Null: any, or none.</summary>
    public ReferenceValue<string>? VerificationService { get; init; }
}
