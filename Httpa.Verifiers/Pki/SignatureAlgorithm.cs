namespace Httpa.Verifiers.Pki;

/// <summary>How something was signed. Each names one kind of key, so that a key of another kind never verifies it.</summary>
internal enum SignatureAlgorithm
{
    /// <summary>ECDSA on P-256 with SHA-256; r and s, 32 bytes each.</summary>
    EcdsaP256Sha256,

    /// <summary>ECDSA on P-384 with SHA-384; r and s, 48 bytes each.</summary>
    EcdsaP384Sha384,

    /// <summary>ECDSA on P-521 with SHA-512; r and s, 66 bytes each.</summary>
    EcdsaP521Sha512,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, section 8.2).</summary>
    RsaPkcs1Sha256,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-384.</summary>
    RsaPkcs1Sha384,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-512.</summary>
    RsaPkcs1Sha512,

    /// <summary>RSASSA-PSS with SHA-256, MGF1 of SHA-256 and a salt of 32 bytes (RFC 8017, section 8.1).</summary>
    RsaPssSha256,

    /// <summary>RSASSA-PSS with SHA-384, MGF1 of SHA-384 and a salt of 48 bytes.</summary>
    RsaPssSha384,

    /// <summary>RSASSA-PSS with SHA-512, MGF1 of SHA-512 and a salt of 64 bytes.</summary>
    RsaPssSha512,
}
