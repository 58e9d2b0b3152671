using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Dcap;

/// <summary>What a verifier remembers between calls: facts about bytes, not trust, time or revocation.</summary>
internal sealed class DcapMemory
{
    /// <summary>Starts empty.</summary>
    public DcapMemory() => Paths = new CertificatePaths(new VerifiedCertificates(Count));

    /// <summary>Counts signatures and keys.</summary>
    public VerificationCount Count { get; } = new();

    /// <summary>Verifies certificate paths.</summary>
    public CertificatePaths Paths { get; }

    /// <summary>PCK chains, by their PEM text.</summary>
    public BoundedMemory<PckChain> Chains { get; } = new(256);

    /// <summary>Quoting enclaves with their attestation keys, by <see cref="DcapQuote.QeStatement"/>.</summary>
    public BoundedMemory<QuotingEnclave> QuotingEnclaves { get; } = new(512);

    /// <summary>Endorsements, by their TCB info.</summary>
    public BoundedMemory<DcapEndorsements> Endorsements { get; } = new(64);
}
