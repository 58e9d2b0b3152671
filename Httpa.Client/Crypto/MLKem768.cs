using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Kems;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;

namespace Httpa.Client.Crypto;

/// <summary>An ML-KEM-768 decapsulation key (FIPS 203), by BouncyCastle.</summary>
/// <remarks>
/// Our own seed is erased. BouncyCastle gives no way to erase its expanded copy: disposing drops the only reference to it, and the copy ends with the
/// next garbage collection.
/// </remarks>
internal sealed class MLKem768 : IDisposable
{
    /// <summary>d || z (FIPS 203, algorithm 16).</summary>
    public const int SeedLength = 64;

    /// <summary>m (FIPS 203, algorithm 17).</summary>
    public const int EncapsulationSeedLength = 32;

    public const int PublicKeyLength = 1184;
    public const int CiphertextLength = 1088;

    private const int Modulus = 3329;
    private const int CoefficientBytes = 1152; // 3 polynomials of 256 coefficients, 12 bits each; 32 bytes of rho follow

    private MLKemPrivateKeyParameters? _key;

    public MLKem768(ReadOnlySpan<byte> seed)
    {
        var copy = seed.ToArray();
        _key = MLKemPrivateKeyParameters.FromSeed(MLKemParameters.ml_kem_768, copy);
        CryptographicOperations.ZeroMemory(copy);
        PublicKey = _key.GetPublicKeyEncoded();
    }

    public byte[] PublicKey { get; }

    /// <summary>Encapsulates with the given m. False when the key fails the checks of FIPS 203, section 7.2 (length and modulus).</summary>
    public static bool TryEncapsulate(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> m, Span<byte> ciphertext, Span<byte> sharedSecret)
    {
        if (publicKey.Length != PublicKeyLength || !IsReduced(publicKey[..CoefficientBytes])) return false;
        var key = MLKemPublicKeyParameters.FromEncoding(MLKemParameters.ml_kem_768, publicKey.ToArray());
        var encapsulator = new MLKemEncapsulator(MLKemParameters.ml_kem_768);
        using var random = new GivenBytes(m);
        encapsulator.Init(new ParametersWithRandom(key, random));
        encapsulator.Encapsulate(ciphertext[..CiphertextLength], sharedSecret[..32]);
        return true;
    }

    /// <summary>Decapsulates; a ciphertext that is not ours gives a pseudorandom secret (implicit rejection), never a failure.</summary>
    public void Decapsulate(ReadOnlySpan<byte> ciphertext, Span<byte> sharedSecret)
    {
        ObjectDisposedException.ThrowIf(_key is null, this);
        var decapsulator = new MLKemDecapsulator(MLKemParameters.ml_kem_768);
        decapsulator.Init(_key);
        decapsulator.Decapsulate(ciphertext, sharedSecret[..32]);
    }

    public void Dispose() => _key = null;

    /// <summary>The modulus check: ByteEncode12(ByteDecode12(key)) is the key exactly when every coefficient is below q.</summary>
    private static bool IsReduced(ReadOnlySpan<byte> coefficients)
    {
        for (var i = 0; i < coefficients.Length; i += 3)
        {
            var low = coefficients[i] | (coefficients[i + 1] & 0x0f) << 8;
            var high = coefficients[i + 1] >> 4 | coefficients[i + 2] << 4;
            if (low >= Modulus || high >= Modulus) return false;
        }

        return true;
    }

    /// <summary>Gives the bytes it was made with, once: how BouncyCastle takes m.</summary>
    private sealed class GivenBytes(ReadOnlySpan<byte> bytes) : SecureRandom(null), IDisposable
    {
        private readonly byte[] _bytes = bytes.ToArray();
        private int _given;

        public override void NextBytes(byte[] buf) => NextBytes(buf.AsSpan());
        public override void NextBytes(byte[] buf, int off, int len) => NextBytes(buf.AsSpan(off, len));

        public override void NextBytes(Span<byte> buffer)
        {
            // More than was given would repeat or invent randomness.
            if (buffer.Length > _bytes.Length - _given) throw new InvalidOperationException("ML-KEM asked for more randomness than it is defined to use.");
            _bytes.AsSpan(_given, buffer.Length).CopyTo(buffer);
            _given += buffer.Length;
        }

        public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);
    }
}
