using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.NvidiaGpu;

/// <summary>What a verifier remembers between calls: facts about bytes, not trust, time or revocation.</summary>
internal sealed class NvidiaGpuMemory
{
    /// <summary>Starts empty.</summary>
    public NvidiaGpuMemory() => Certificates = new VerifiedCertificates(Count);

    /// <summary>Counts signatures and keys.</summary>
    public VerificationCount Count { get; } = new();

    /// <summary>Verifies certificates.</summary>
    public VerifiedCertificates Certificates { get; }

    /// <summary>Devices, by the PEM text of their chains.</summary>
    public BoundedMemory<NvidiaDevice> Devices { get; } = new(256);

    /// <summary>Manifests, by their bytes.</summary>
    public BoundedMemory<Rim> Rims { get; } = new(64);

    /// <summary>The certificates whose keys signed OCSP responses, by the responses' bytes.</summary>
    public BoundedMemory<Certificate> Responders { get; } = new(512);
}
