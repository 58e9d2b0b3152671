using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Cose;

/// <summary>
/// The algorithms that are accepted, by their numbers (RFC 9053, tables 1 and 3; RFC 8230, table 1). Each signature algorithm goes with one kind of key and one
/// hash, as RFC 9053 recommends; codes that are cut short are left out.
/// </summary>
internal static class CoseAlgorithms
{
    /// <summary>The signature algorithm of a number; null when it is none that is accepted.</summary>
    public static SignatureAlgorithm? Signature(long number) => number switch
    {
        -7 => SignatureAlgorithm.EcdsaP256Sha256,  // ES256
        -35 => SignatureAlgorithm.EcdsaP384Sha384, // ES384
        -36 => SignatureAlgorithm.EcdsaP521Sha512, // ES512
        -37 => SignatureAlgorithm.RsaPssSha256,    // PS256
        -38 => SignatureAlgorithm.RsaPssSha384,    // PS384
        -39 => SignatureAlgorithm.RsaPssSha512,    // PS512
        _ => null,
    };

    /// <summary>The algorithm of message authentication of a number; null when it is none that is accepted.</summary>
    public static HmacAlgorithm? Mac(long number) => number switch
    {
        5 => HmacAlgorithm.Sha256, // HMAC 256/256
        6 => HmacAlgorithm.Sha384, // HMAC 384/384
        7 => HmacAlgorithm.Sha512, // HMAC 512/512
        _ => null,
    };
}
