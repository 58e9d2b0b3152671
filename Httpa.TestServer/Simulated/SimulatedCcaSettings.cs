using System.Security.Cryptography;
using System.Text;
using Httpa.Verifiers;
using Httpa.Verifiers.Arm;

namespace Httpa.TestServer.Simulated;

/// <summary>What a simulated CCA realm and its platform are. Immutable; the defaults are a realm on a secured platform. Change single things with a <c>with</c> expression.</summary>
public sealed record SimulatedCcaSettings
{
    /// <summary>The profile that platform tokens follow.</summary>
    public string PlatformProfile { get; init; } = "tag:arm.com,2023:cca_platform#1.0.0";

    /// <summary>The profile that realm tokens follow; null for the oldest, which has no name.</summary>
    public string? RealmProfile { get; init; } = "tag:arm.com,2024:realm#2.0.0";

    /// <summary>RIM, what the realm was built from: 32, 48 or 64 bytes.</summary>
    public Measurement InitialMeasurement { get; init; } = Phrase("Httpa simulated realm");

    /// <summary>REM 0 to 3, extended by software in the realm: 32, 48 or 64 bytes each.</summary>
    public IReadOnlyList<Measurement> ExtensibleMeasurements { get; init => field = [.. value]; } =
        [Phrase("Httpa simulated kernel"), Phrase("Httpa simulated application"), new(new byte[32]), new(new byte[32])];

    /// <summary>RPV, the personalization value: 64 bytes.</summary>
    public Measurement PersonalizationValue { get; init; } = new(new byte[64]);

    /// <summary>True when the realm's memory is encrypted under a key of its own.</summary>
    public bool HasPrivateMemoryEncryption { get; init; } = true;

    /// <summary>True when firmware may be replaced while the realm runs; null when the token does not say.</summary>
    public bool? AllowsLiveFirmwareActivation { get; init; }

    /// <summary>The hash over the evidence of assigned devices; null when there are none.</summary>
    public Measurement? DevicesTokenHash { get; init; }

    /// <summary>The platform's security lifecycle: 0x3000 to 0x30ff is secured.</summary>
    public ushort SecurityLifecycle { get; init; } = 0x3003;

    /// <summary>What the platform is: 32 bytes.</summary>
    public Measurement ImplementationId { get; init; } = Phrase("Httpa simulated CCA implementation");

    /// <summary>How the platform is configured.</summary>
    public Measurement PlatformConfig { get; init; } = new(new byte[] { 0xcf, 0xcf, 0xcf, 0xcf });

    /// <summary>Where a verifier could be found; null for none.</summary>
    public string? VerificationService { get; init; }

    /// <summary>The platform's firmware.</summary>
    public IReadOnlyList<SoftwareComponent> SoftwareComponents { get; init => field = [.. value]; } =
    [
        new() { MeasurementType = "RSE_BL2", MeasurementValue = Phrase("Httpa simulated loader"), SignerId = Phrase("Httpa simulated signer"), MeasurementDescription = "sha-256" },
        new() { MeasurementType = "RMM", MeasurementValue = Phrase("Httpa simulated monitor"), SignerId = Phrase("Httpa simulated signer"), MeasurementDescription = "sha-256" },
    ];

    /// <summary>When the policy's time for the platform's key begins; null for the moment it is made.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>How long the policy lets the platform's key count.</summary>
    public TimeSpan KeyLifetime { get; init; } = TimeSpan.FromDays(30);

    /// <summary>32 bytes that stand for something.</summary>
    internal static Measurement Phrase(string text) => new(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
