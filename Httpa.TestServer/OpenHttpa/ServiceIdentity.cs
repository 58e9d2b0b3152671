using System.Security.Cryptography;
using Httpa.Client.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Httpa.TestServer.OpenHttpa;

/// <summary>A service's ML-DSA-65 key (FIPS 204), with which it signs its handshakes. For tests and demos: BouncyCastle gives no way to erase it.</summary>
public sealed class ServiceIdentity
{
    private const int SeedLength = 32;

    private readonly MLDsaPrivateKeyParameters _key;

    private ServiceIdentity(ReadOnlySpan<byte> seed)
    {
        _key = MLDsaPrivateKeyParameters.FromSeed(MLDsaParameters.ml_dsa_65, seed.ToArray());
        PublicKey = _key.GetPublicKeyEncoded();
    }

    /// <summary>What clients pin: 1952 bytes.</summary>
    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>Makes a fresh key.</summary>
    public static ServiceIdentity Create() => new(RandomNumberGenerator.GetBytes(SeedLength));

    /// <summary>Takes a seed (FIPS 204, xi: 32 bytes), for known-answer tests.</summary>
    internal static ServiceIdentity FromSeed(ReadOnlySpan<byte> seed) => new(seed);

    /// <summary>A signature over the transcript's hash: 3309 bytes.</summary>
    internal byte[] Sign(ReadOnlySpan<byte> transcriptHash)
    {
        var signer = new MLDsaSigner(MLDsaParameters.ml_dsa_65, deterministic: false);
        signer.Init(forSigning: true, _key);
        signer.BlockUpdate(transcriptHash);
        var signature = signer.GenerateSignature();
        return signature.Length == MLDsa65.SignatureLength ? signature : throw new CryptographicException("An ML-DSA-65 signature has 3309 bytes.");
    }
}
