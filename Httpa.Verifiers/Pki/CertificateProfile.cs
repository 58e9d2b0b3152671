namespace Httpa.Verifiers.Pki;

/// <summary>Which certificates and revocation lists a vendor issues; all others are malformed.</summary>
/// <param name="Signatures">The algorithms that they are signed by.</param>
/// <param name="Keys">The kinds of keys that certificates certify.</param>
internal sealed record CertificateProfile(SignatureAlgorithm[] Signatures, KeyKind[] Keys)
{
    /// <summary>Intel's DCAP: ECDSA with SHA-256 on P-256 throughout.</summary>
    public static readonly CertificateProfile Dcap = new([SignatureAlgorithm.EcdsaP256Sha256], [KeyKind.P256]);

    /// <summary>Critical extensions that whoever uses the certificates enforces, beside those that every certificate may have.</summary>
    public string[] Understood { get; init; } = [];

    /// <summary>True to take a GeneralizedTime to 2049 too, against RFC 5280, section 4.1.2.5, because the vendor writes it.</summary>
    public bool AllowsGeneralizedTime { get; init; }

    /// <summary>True to take a KeyUsage with zero bits at its end, against X.690, section 11.2.2, because the vendor writes it.</summary>
    public bool AllowsTrailingZeroBits { get; init; }
}
