using System.Globalization;
using Httpa.Verifiers.Arm;

namespace Httpa.Verifiers.Psa;

/// <summary>What a PSA attestation token says (RFC 9783, section 4).</summary>
public sealed record PsaClaims : IEvidenceClaims
{
    /// <summary>The profile that the token follows; <c>PSA_IOT_PROFILE_1</c> when it names none.</summary>
    public required string Profile { get; init; }

    /// <summary>The nonce: 32, 48 or 64 bytes of the caller's choosing.</summary>
    public required Measurement Nonce { get; init; }

    /// <summary>Who in the device asked for the token: negative for the non-secure side, positive for a partition of the secure one.</summary>
    public required int ClientId { get; init; }

    /// <summary>The security lifecycle: the state in the upper byte, something of the implementation's choice in the lower.</summary>
    public required ushort SecurityLifecycle { get; init; }

    /// <summary>What the device's immutable root of trust is: 32 bytes, the same for all devices of a kind.</summary>
    public required Measurement ImplementationId { get; init; }

    /// <summary>Which device it is: 33 bytes, the first of which is 0x01.</summary>
    public required Measurement InstanceId { get; init; }

    /// <summary>A number drawn when the device started: 8 to 32 bytes; null when the token has none.</summary>
    public Measurement? BootSeed { get; init; }

    /// <summary>The certificate of PSA Certified, such as <c>1234567890123-12345</c>; null when the token has none.</summary>
    public string? CertificationReference { get; init; }

    /// <summary>The software that was measured; empty when the token says that nothing was.</summary>
    public required IReadOnlyList<SoftwareComponent> SoftwareComponents { get; init; }

    /// <summary>Where a verifier could be found, as a hint; null when the token has none.</summary>
    public string? VerificationService { get; init; }

    /// <summary>True when the token is not signed but has an authentication code, which whoever can verify it can also make.</summary>
    public bool IsSymmetric { get; init; }

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, string>> Describe()
    {
        yield return new("profile", Profile);
        yield return new("nonce", Nonce.ToString());
        yield return new("clientId", ClientId.ToString(CultureInfo.InvariantCulture));
        yield return new("securityLifecycle", SecurityLifecycle.ToString(CultureInfo.InvariantCulture));
        yield return new("securityLifecycleState", ArmLifecycle.StateOf(SecurityLifecycle));
        yield return new("implementationId", ImplementationId.ToString());
        yield return new("instanceId", InstanceId.ToString());
        if (BootSeed is { } bootSeed) yield return new("bootSeed", bootSeed.ToString());
        if (CertificationReference is { } certification) yield return new("certificationReference", certification);
        foreach (var claim in Arm.SoftwareComponents.Describe(SoftwareComponents)) yield return claim;
        if (VerificationService is { } service) yield return new("verificationServiceIndicator", service);
        yield return new("proof", IsSymmetric ? "mac" : "signature");
    }
}
