using Httpa.Verifiers.Arm;

namespace Httpa.Verifiers.Psa;

/// <summary>
/// Which Arm TrustZone devices are accepted, by their PSA attestation tokens. <see cref="Keys"/>, <see cref="ClientId"/> and <see cref="SoftwareComponents"/> must be
/// stated: without one of them every token is refused.
/// </summary>
/// <remarks>Names and lengths as in RFC 9783, section 4.</remarks>
public sealed record PsaPolicy
{
    /// <summary>The devices, each by its attestation key. There is no root that vouches for others: a device that is not listed is refused.</summary>
    public IReadOnlyList<ArmAttestationKey> Keys { get; init => field = [.. value]; } = [];

    /// <summary>
    /// Who in the device may ask for a token: negative for callers of the non-secure side, positive for partitions of the secure one. Null refuses: software of less trust in the same
    /// device can ask for a token over the same nonce.
    /// </summary>
    public ReferenceValue<int>? ClientId { get; init; }

    /// <summary>The software that the device started with. Null refuses.</summary>
    public SoftwareComponentsPolicy? SoftwareComponents { get; init; }

    /// <summary>The security lifecycle. Null: secured (0x3000 to 0x30ff). Values named here take the place of that.</summary>
    public ReferenceValue<ushort>? SecurityLifecycle { get; init; }

    /// <summary>The implementation: 32 bytes. Null: any that the key allows.</summary>
    public ReferenceValue<Measurement>? ImplementationId { get; init; }

    /// <summary>The certificate of PSA Certified, as text. Null: any, or none.</summary>
    public ReferenceValue<string>? CertificationReference { get; init; }

    /// <summary>The number drawn at the start of the device: 8 to 32 bytes. Null: any, or none. A list here ends with the next start.</summary>
    public ReferenceValue<Measurement>? BootSeed { get; init; }

    /// <summary>The hint where a verifier could be found, as text. Null: any, or none.</summary>
    public ReferenceValue<string>? VerificationService { get; init; }

    /// <summary>The profile. Null: <c>tag:psacertified.org,2023:psa#tfm</c>, <c>http://arm.com/psa/2.0.0</c> or <c>PSA_IOT_PROFILE_1</c>.</summary>
    public ReferenceValue<string>? Profile { get; init; }

    /// <summary>Accepts tokens which say that nothing was measured. They do not tell what runs in the device. Only the oldest profile has such tokens.</summary>
    public bool DangerousAllowNoMeasurements { get; init; }

    /// <summary>Devices that share their attestation key with their verifiers. Whoever reads this policy can make tokens of these devices that say anything.</summary>
    public IReadOnlyList<PsaSymmetricKey> DangerousSymmetricKeys { get; init => field = [.. value]; } = [];
}
