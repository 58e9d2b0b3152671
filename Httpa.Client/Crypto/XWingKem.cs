using System.Security.Cryptography;

namespace Httpa.Client.Crypto;

/// <summary>
/// X-Wing, 0x647a: X25519 and ML-KEM-768 joined by SHA3-256 (draft-connolly-cfrg-xwing-kem-06 and later, section 5).
/// A private key is a seed of 32 bytes. Sizes in bytes: public key 1184 + 32, encapsulation 1088 + 32.
/// </summary>
internal sealed class XWingKem : Kem
{
    private const int SeedLength = 32;

    /// <summary>The ASCII art of an X-wing: <c>\.//^\</c>.</summary>
    private static ReadOnlySpan<byte> Label => [0x5c, 0x2e, 0x2f, 0x2f, 0x5e, 0x5c];

    public override ushort Id => 0x647a;
    public override int PublicKeyLength => MLKem768.PublicKeyLength + X25519Key.Length;
    public override int EncapsulationLength => MLKem768.CiphertextLength + X25519Key.Length;
    public override int RandomnessLength => MLKem768.EncapsulationSeedLength + X25519Key.Length;

    public override KemPrivateKey Generate()
    {
        Span<byte> seed = stackalloc byte[SeedLength];
        RandomNumberGenerator.Fill(seed);
        var key = new PrivateKey(seed);
        CryptographicOperations.ZeroMemory(seed);
        return key;
    }

    public override KemPrivateKey Import(ReadOnlySpan<byte> privateKey) => privateKey.Length == SeedLength
        ? new PrivateKey(privateKey)
        : throw new ArgumentException("An X-Wing private key has 32 bytes.", nameof(privateKey));

    public override bool TryEncapsulate(
        ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> randomness, Span<byte> encapsulation, Span<byte> sharedSecret)
    {
        if (publicKey.Length != PublicKeyLength) return false;
        var mlKemKey = publicKey[..MLKem768.PublicKeyLength];
        var x25519Key = publicKey[MLKem768.PublicKeyLength..];
        var mlKemCiphertext = encapsulation[..MLKem768.CiphertextLength];
        var x25519Ciphertext = encapsulation[MLKem768.CiphertextLength..];

        var seed = randomness.IsEmpty ? RandomNumberGenerator.GetBytes(RandomnessLength) : randomness.ToArray();
        Span<byte> secrets = stackalloc byte[2 * SharedSecretLength];
        try
        {
            if (!MLKem768.TryEncapsulate(mlKemKey, seed.AsSpan(0, MLKem768.EncapsulationSeedLength), mlKemCiphertext, secrets[..SharedSecretLength]))
                return false;
            using var ephemeral = new X25519Key(seed.AsSpan(MLKem768.EncapsulationSeedLength));
            ephemeral.PublicKey.Span.CopyTo(x25519Ciphertext);
            if (!ephemeral.TryAgree(x25519Key, secrets[SharedSecretLength..])) return false;
            Combine(secrets, ephemeral.PublicKey.Span, x25519Key, sharedSecret);
            return true;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
            CryptographicOperations.ZeroMemory(secrets);
        }
    }

    /// <summary>SHA3-256(ML-KEM secret || X25519 secret || X25519 ciphertext || X25519 public key || label).</summary>
    private static void Combine(ReadOnlySpan<byte> secrets, ReadOnlySpan<byte> x25519Ciphertext, ReadOnlySpan<byte> x25519PublicKey, Span<byte> sharedSecret)
    {
        Span<byte> input = stackalloc byte[2 * SharedSecretLength + 2 * X25519Key.Length + 6];
        secrets.CopyTo(input);
        x25519Ciphertext.CopyTo(input[64..]);
        x25519PublicKey.CopyTo(input[96..]);
        Label.CopyTo(input[128..]);
        Sha3.Hash256(input, sharedSecret[..SharedSecretLength]);
        CryptographicOperations.ZeroMemory(input);
    }

    private sealed class PrivateKey : KemPrivateKey
    {
        private readonly MLKem768 _mlKem;
        private readonly X25519Key _x25519;

        public PrivateKey(ReadOnlySpan<byte> seed)
        {
            Span<byte> expanded = stackalloc byte[MLKem768.SeedLength + X25519Key.Length];
            Sha3.Shake256Xof(seed, expanded);
            _mlKem = new MLKem768(expanded[..MLKem768.SeedLength]);
            _x25519 = new X25519Key(expanded[MLKem768.SeedLength..]);
            CryptographicOperations.ZeroMemory(expanded);
            PublicKey = (byte[])[.. _mlKem.PublicKey, .. _x25519.PublicKey.Span];
        }

        public override ReadOnlyMemory<byte> PublicKey { get; }

        public override bool TryDecapsulate(ReadOnlySpan<byte> encapsulation, Span<byte> sharedSecret)
        {
            var x25519Ciphertext = encapsulation[MLKem768.CiphertextLength..];
            Span<byte> secrets = stackalloc byte[2 * SharedSecretLength];
            try
            {
                _mlKem.Decapsulate(encapsulation[..MLKem768.CiphertextLength], secrets[..SharedSecretLength]);
                if (!_x25519.TryAgree(x25519Ciphertext, secrets[SharedSecretLength..])) return false;
                Combine(secrets, x25519Ciphertext, _x25519.PublicKey.Span, sharedSecret);
                return true;
            }
            finally
            {
                CryptographicOperations.ZeroMemory(secrets);
            }
        }

        public override void Dispose()
        {
            _mlKem.Dispose();
            _x25519.Dispose();
        }
    }
}
