using System.Globalization;
using Httpa.Verifiers.Arm;

namespace Httpa.Verifiers.Cca;

/// <summary>What a CCA token says: of the platform, and of the realm that runs on it.</summary>
public sealed record CcaClaims : IEvidenceClaims
{
    /// <summary>The platform.</summary>
    public required CcaPlatformClaims Platform { get; init; }

    /// <summary>The realm.</summary>
    public required CcaRealmClaims Realm { get; init; }

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, string>> Describe() =>
        Platform.Describe().Select(claim => KeyValuePair.Create($"platform.{claim.Key}", claim.Value))
            .Concat(Realm.Describe().Select(claim => KeyValuePair.Create($"realm.{claim.Key}", claim.Value)));
}

/// <summary>What the platform token says (draft-ffm-rats-cca-token; DEN0137, section A7.2.3.3).</summary>
public sealed record CcaPlatformClaims
{
    /// <summary>The profile that the token follows.</summary>
    public required string Profile { get; init; }

    /// <summary>The challenge: the hash of the realm's key, which ties the two tokens together; 32, 48 or 64 bytes.</summary>
    public required Measurement Challenge { get; init; }

    /// <summary>What the platform is: 32 bytes, the same for all platforms of a kind.</summary>
    public required Measurement ImplementationId { get; init; }

    /// <summary>Which platform it is: 33 bytes, the first of which is 0x01.</summary>
    public required Measurement InstanceId { get; init; }

    /// <summary>How the platform is configured, in a form of the implementation's choice.</summary>
    public required Measurement Config { get; init; }

    /// <summary>The security lifecycle: the state in the upper byte, something of the implementation's choice in the lower.</summary>
    public required ushort SecurityLifecycle { get; init; }

    /// <summary>The algorithm of the measurements that name none, such as <c>sha-256</c>.</summary>
    public required string HashAlgorithm { get; init; }

    /// <summary>The firmware that was measured, the realm management monitor (RMM) among it.</summary>
    public required IReadOnlyList<SoftwareComponent> SoftwareComponents { get; init; }

    /// <summary>Where a verifier could be found, as a hint; null when the token has none.</summary>
    public string? VerificationService { get; init; }

    internal IEnumerable<KeyValuePair<string, string>> Describe()
    {
        yield return new("profile", Profile);
        yield return new("nonce", Challenge.ToString());
        yield return new("implementationId", ImplementationId.ToString());
        yield return new("instanceId", InstanceId.ToString());
        yield return new("platformConfig", Config.ToString());
        yield return new("securityLifecycle", SecurityLifecycle.ToString(CultureInfo.InvariantCulture));
        yield return new("securityLifecycleState", ArmLifecycle.StateOf(SecurityLifecycle));
        yield return new("platformHashAlgId", HashAlgorithm);
        foreach (var claim in Arm.SoftwareComponents.Describe(SoftwareComponents)) yield return claim;
        if (VerificationService is { } service) yield return new("verificationServiceIndicator", service);
    }
}

/// <summary>What the realm token says (draft-ffm-rats-cca-token; DEN0137, section A7.2.3.1).</summary>
public sealed record CcaRealmClaims
{
    /// <summary>The profile that the token follows; null when it names none.</summary>
    public string? Profile { get; init; }

    /// <summary>The challenge: 64 bytes of the realm's choosing.</summary>
    public required Measurement Challenge { get; init; }

    /// <summary>Which realm it is: 33 bytes, drawn at random; null in tokens before <c>tag:arm.com,2024:realm#2.0.0</c>.</summary>
    public Measurement? InstanceId { get; init; }

    /// <summary>RPV, the personalization value that the host gave the realm: 64 bytes.</summary>
    public required Measurement PersonalizationValue { get; init; }

    /// <summary>RIM, the measurement of what the realm was built from: 32, 48 or 64 bytes.</summary>
    public required Measurement InitialMeasurement { get; init; }

    /// <summary>REM 0 to 3, extended by software in the realm: 32, 48 or 64 bytes each.</summary>
    public required IReadOnlyList<Measurement> ExtensibleMeasurements { get; init; }

    /// <summary>The algorithm of the measurements, such as <c>sha-256</c>.</summary>
    public required string HashAlgorithm { get; init; }

    /// <summary>RAK, the key that signs the realm token, in the bytes that it came in.</summary>
    public required Measurement PublicKey { get; init; }

    /// <summary>The algorithm by which the platform token's challenge is the hash of <see cref="PublicKey"/>.</summary>
    public required string PublicKeyHashAlgorithm { get; init; }

    /// <summary>True when the realm's memory is encrypted under a key of its own (MEC); null in tokens before <c>tag:arm.com,2024:realm#2.0.0</c>.</summary>
    public bool? HasPrivateMemoryEncryption { get; init; }

    /// <summary>True when firmware may be replaced while the realm runs (LFA); null when the token does not say.</summary>
    public bool? AllowsLiveFirmwareActivation { get; init; }

    /// <summary>The hash over the evidence of the devices that are assigned to the realm: 32, 48 or 64 bytes; null when none are.</summary>
    public Measurement? DevicesTokenHash { get; init; }

    internal IEnumerable<KeyValuePair<string, string>> Describe()
    {
        if (Profile is { } profile) yield return new("profile", profile);
        yield return new("nonce", Challenge.ToString());
        if (InstanceId is { } id) yield return new("instanceId", id.ToString());
        yield return new("realmPersonalizationValue", PersonalizationValue.ToString());
        yield return new("realmInitialMeasurement", InitialMeasurement.ToString());
        for (var i = 0; i < ExtensibleMeasurements.Count; i++)
            yield return new(string.Create(CultureInfo.InvariantCulture, $"realmExtensibleMeasurements[{i}]"), ExtensibleMeasurements[i].ToString());
        yield return new("realmHashAlgId", HashAlgorithm);
        yield return new("realmPublicKey", PublicKey.ToString());
        yield return new("realmPublicKeyHashAlgId", PublicKeyHashAlgorithm);
        if (HasPrivateMemoryEncryption is { } isPrivate) yield return new("realmMecPolicy", isPrivate ? "private" : "shared");
        if (AllowsLiveFirmwareActivation is { } allows) yield return new("realmLfaPolicy", allows ? "allow" : "disallow");
        if (DevicesTokenHash is { } devices) yield return new("realmDevicesTokenHash", devices.ToString());
    }
}
