using System.Security.Cryptography;
using System.Text;
using Httpa.Verifiers;

namespace Httpa.TestServer.Simulated;

/// <summary>What a simulated NVIDIA device is. The default is a Hopper in confidential computing mode.</summary>
public sealed record SimulatedNvidiaGpuSettings
{
    /// <summary>The chip; one that begins with <c>LS</c> is a switch, which has no driver.</summary>
    public string Chip { get; init; } = "GH100";

    /// <summary>The driver's version.</summary>
    public string DriverVersion { get; init; } = "550.90.07";

    /// <summary>The VBIOS's version: five numbers of two hexadecimal digits.</summary>
    public string VbiosVersion { get; init; } = "96.00.9F.00.01";

    /// <summary>The hash of the firmware that the attestation key is certified for: 48 bytes.</summary>
    public Measurement FirmwareId { get; init; } = Phrase("Httpa simulated GPU firmware");

    /// <summary>The measurements, from index 0: 48 bytes each.</summary>
    public IReadOnlyList<Measurement> Measurements { get; init => field = [.. value]; } =
        [.. Enumerable.Range(0, 12).Select(i => Phrase($"Httpa simulated GPU measurement {i}"))];

    /// <summary>Protected PCIe instead of confidential computing mode.</summary>
    public bool IsProtectedPcie { get; init; }

    /// <summary>The identities of the switches that the GPU is linked to, or of the switch itself: 8 bytes each.</summary>
    public IReadOnlyList<Measurement> SwitchIdentities { get; init => field = [.. value]; } = [];

    /// <summary>How long OCSP responses are good for.</summary>
    public TimeSpan OcspLifetime { get; init; } = TimeSpan.FromDays(1);

    /// <summary>True for a switch.</summary>
    internal bool IsSwitch => Chip.StartsWith("LS", StringComparison.Ordinal);

    /// <summary>A value that is no secret: SHA-384 of a phrase.</summary>
    internal static Measurement Phrase(string phrase) => new(SHA384.HashData(Encoding.UTF8.GetBytes(phrase)));
}
