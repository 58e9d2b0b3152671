using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Snp;

/// <summary>What a verifier of reports remembers: which signatures hold, never that something is valid, trusted or not revoked.</summary>
internal sealed class SnpMemory
{
    /// <summary>What AMD issues (AMD 57230): RSASSA-PSS with SHA-384 and a salt of 48 bytes, over RSA keys of CAs and P-384 keys of chips.</summary>
    public static readonly CertificateProfile Profile = new([SignatureAlgorithm.RsaPssSha384], [KeyKind.Rsa, KeyKind.P384])
    {
        AllowsGeneralizedTime = true,
        AllowsTrailingZeroBits = true, // in ASK and ASVK
    };

    /// <summary>Makes an empty memory.</summary>
    public SnpMemory() => Verified = new VerifiedCertificates(Count);

    /// <summary>Counts signatures and keys.</summary>
    public VerificationCount Count { get; } = new();

    /// <summary>Verifies certificates.</summary>
    public VerifiedCertificates Verified { get; }

    /// <summary>Chains, by the certificate of the key.</summary>
    public BoundedMemory<KeyChain> Chains { get; } = new(512);

    /// <summary>Revocation lists, by their bytes.</summary>
    public BoundedMemory<RootRevocationList> Lists { get; } = new(16);
}
