using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Jwt;

/// <summary>How a token may be signed: the asymmetric algorithms of RFC 7518, section 3.1. There is no <c>none</c> and no HMAC.</summary>
public enum JwtAlgorithm
{
    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256.</summary>
    RS256 = 1,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-384.</summary>
    RS384 = 2,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-512.</summary>
    RS512 = 3,

    /// <summary>RSASSA-PSS with SHA-256.</summary>
    PS256 = 4,

    /// <summary>RSASSA-PSS with SHA-384.</summary>
    PS384 = 5,

    /// <summary>RSASSA-PSS with SHA-512.</summary>
    PS512 = 6,

    /// <summary>ECDSA on P-256 with SHA-256.</summary>
    ES256 = 7,

    /// <summary>ECDSA on P-384 with SHA-384.</summary>
    ES384 = 8,

    /// <summary>ECDSA on P-521 with SHA-512.</summary>
    ES512 = 9,
}

/// <summary>What goes with an algorithm.</summary>
internal static class JwtAlgorithms
{
    /// <summary>Reads the name of an algorithm; null when it is none of ours.</summary>
    public static JwtAlgorithm? Find(string name) => Enum.GetValues<JwtAlgorithm>().Cast<JwtAlgorithm?>().FirstOrDefault(a => a.ToString() == name);

    /// <summary>The signature algorithm.</summary>
    public static SignatureAlgorithm Signature(this JwtAlgorithm algorithm) => algorithm switch
    {
        JwtAlgorithm.RS256 => SignatureAlgorithm.RsaPkcs1Sha256,
        JwtAlgorithm.RS384 => SignatureAlgorithm.RsaPkcs1Sha384,
        JwtAlgorithm.RS512 => SignatureAlgorithm.RsaPkcs1Sha512,
        JwtAlgorithm.PS256 => SignatureAlgorithm.RsaPssSha256,
        JwtAlgorithm.PS384 => SignatureAlgorithm.RsaPssSha384,
        JwtAlgorithm.PS512 => SignatureAlgorithm.RsaPssSha512,
        JwtAlgorithm.ES256 => SignatureAlgorithm.EcdsaP256Sha256,
        JwtAlgorithm.ES384 => SignatureAlgorithm.EcdsaP384Sha384,
        JwtAlgorithm.ES512 => SignatureAlgorithm.EcdsaP521Sha512,
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "Not an algorithm."),
    };

    /// <summary>The only algorithm that a key is used with when nothing names another: by its curve, and RS256 for RSA.</summary>
    public static JwtAlgorithm UsualFor(KeyKind kind) => kind switch
    {
        KeyKind.P256 => JwtAlgorithm.ES256,
        KeyKind.P384 => JwtAlgorithm.ES384,
        KeyKind.P521 => JwtAlgorithm.ES512,
        _ => JwtAlgorithm.RS256,
    };

    /// <summary>True when a key of this kind can make such signatures.</summary>
    public static bool GoesWith(this JwtAlgorithm algorithm, KeyKind kind) =>
        kind == KeyKind.Rsa ? algorithm <= JwtAlgorithm.PS512 : algorithm == UsualFor(kind);
}
