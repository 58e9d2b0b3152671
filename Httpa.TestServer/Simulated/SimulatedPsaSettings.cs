using System.Security.Cryptography;
using System.Text;
using Httpa.Verifiers;
using Httpa.Verifiers.Arm;

namespace Httpa.TestServer.Simulated;

/// <summary>What a simulated PSA device is. Immutable; the defaults are a secured device. Change single things with a <c>with</c> expression.</summary>
public sealed record SimulatedPsaSettings
{
    /// <summary>The profile that its tokens follow.</summary>
    public string Profile { get; init; } = "tag:psacertified.org,2023:psa#tfm";

    /// <summary>Who in the device asks for tokens: negative for the non-secure side.</summary>
    public int ClientId { get; init; } = -1;

    /// <summary>The security lifecycle: 0x3000 to 0x30ff is secured.</summary>
    public ushort SecurityLifecycle { get; init; } = 0x3000;

    /// <summary>What the device's root of trust is: 32 bytes.</summary>
    public Measurement ImplementationId { get; init; } = Phrase("Httpa simulated implementation");

    /// <summary>The number drawn when the device started: 8 to 32 bytes; null for none.</summary>
    public Measurement? BootSeed { get; init; } = Phrase("Httpa simulated start");

    /// <summary>The certificate of PSA Certified; null for none.</summary>
    public string? CertificationReference { get; init; } = "1234567890123-12345";

    /// <summary>Where a verifier could be found; null for none.</summary>
    public string? VerificationService { get; init; }

    /// <summary>The software that it started with.</summary>
    public IReadOnlyList<SoftwareComponent> SoftwareComponents { get; init => field = [.. value]; } =
    [
        new() { MeasurementType = "PRoT", MeasurementValue = Phrase("Httpa simulated root of trust"), SignerId = Phrase("Httpa simulated signer"), Version = "2.1.0" },
        new() { MeasurementType = "NSPE", MeasurementValue = Phrase("Httpa simulated application"), SignerId = Phrase("Httpa simulated signer"), Version = "1.4.2" },
    ];

    /// <summary>True for a device that shares its key with its verifiers instead of signing.</summary>
    public bool IsSymmetric { get; init; }

    /// <summary>When the policy's time for the key begins; null for the moment it is made.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>How long the policy lets the key count.</summary>
    public TimeSpan KeyLifetime { get; init; } = TimeSpan.FromDays(30);

    /// <summary>32 bytes that stand for something.</summary>
    internal static Measurement Phrase(string text) => new(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
