using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Httpa.Client.Crypto;

/// <summary>ML-DSA-65 (FIPS 204) in pure mode with an empty context, by BouncyCastle.</summary>
internal static class MLDsa65
{
    /// <summary>The length of a public key in bytes.</summary>
    public const int PublicKeyLength = 1952;

    /// <summary>The length of a signature in bytes.</summary>
    public const int SignatureLength = 3309;

    /// <summary>True when the signature over the message is the key's. False for anything of a wrong length.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != PublicKeyLength || signature.Length != SignatureLength) return false;
        var verifier = new MLDsaSigner(MLDsaParameters.ml_dsa_65, deterministic: false);
        verifier.Init(forSigning: false, MLDsaPublicKeyParameters.FromEncoding(MLDsaParameters.ml_dsa_65, publicKey.ToArray()));
        verifier.BlockUpdate(message);
        return verifier.VerifySignature(signature.ToArray());
    }
}
