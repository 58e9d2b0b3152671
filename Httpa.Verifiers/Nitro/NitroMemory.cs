using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Nitro;

/// <summary>What a verifier remembers between calls: facts about bytes, not trust or time.</summary>
internal sealed class NitroMemory
{
    /// <summary>Starts empty.</summary>
    public NitroMemory() => Verified = new VerifiedCertificates(Count);

    /// <summary>Counts signatures and keys.</summary>
    public VerificationCount Count { get; } = new();

    /// <summary>Verifies certificates.</summary>
    public VerifiedCertificates Verified { get; }

    /// <summary>Chains, by the certificate of the enclave.</summary>
    public BoundedMemory<NitroChain> Chains { get; } = new(512);
}
