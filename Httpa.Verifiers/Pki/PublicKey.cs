using System.Security.Cryptography;

namespace Httpa.Verifiers.Pki;

/// <summary>A public key, imported once and kept: importing costs more than verifying.</summary>
/// <remarks>Lives as long as the memory that holds it, in several threads at once; so it is left to the finalizer of the key inside.</remarks>
internal sealed class PublicKey
{
    private readonly AsymmetricAlgorithm _key;
    private readonly VerificationCount _count;
    private readonly Lock _gate = new();

    private PublicKey(KeyKind kind, AsymmetricAlgorithm key, VerificationCount count) => (Kind, _key, _count) = (kind, key, count);

    /// <summary>The kind of key.</summary>
    public KeyKind Kind { get; }

    /// <summary>Imports a key.</summary>
    /// <param name="info">The key as it was written down.</param>
    /// <param name="count">Is told.</param>
    /// <returns>Null when a point is not on its curve, or an RSA key is impossible.</returns>
    public static PublicKey? TryImport(in PublicKeyInfo info, VerificationCount count)
    {
        count.AddImport();
        try
        {
            return Import(info) is { } key ? new PublicKey(info.Kind, key, count) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Verifies a signature.</summary>
    /// <param name="algorithm">How it was made; one that does not go with the kind of this key verifies nothing.</param>
    /// <param name="data">What was signed.</param>
    /// <param name="signature">ECDSA: r and s, big-endian and of the length of the curve's coordinates. RSA: the number, as long as the modulus.</param>
    public bool Verify(SignatureAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        _count.AddVerification();
        Span<byte> buffer = stackalloc byte[SHA512.HashSizeInBytes];
        try
        {
            return algorithm switch
            {
                SignatureAlgorithm.EcdsaP256Sha256 => VerifyEcdsa(KeyKind.P256, Sha256(data, buffer), signature),
                SignatureAlgorithm.EcdsaP384Sha384 => VerifyEcdsa(KeyKind.P384, Sha384(data, buffer), signature),
                SignatureAlgorithm.EcdsaP521Sha512 => VerifyEcdsa(KeyKind.P521, Sha512(data, buffer), signature),
                SignatureAlgorithm.RsaPkcs1Sha256 => VerifyRsa(Sha256(data, buffer), signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
                SignatureAlgorithm.RsaPkcs1Sha384 => VerifyRsa(Sha384(data, buffer), signature, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
                SignatureAlgorithm.RsaPkcs1Sha512 => VerifyRsa(Sha512(data, buffer), signature, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
                SignatureAlgorithm.RsaPssSha256 => VerifyRsa(Sha256(data, buffer), signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
                SignatureAlgorithm.RsaPssSha384 => VerifyRsa(Sha384(data, buffer), signature, HashAlgorithmName.SHA384, RSASignaturePadding.Pss),
                SignatureAlgorithm.RsaPssSha512 => VerifyRsa(Sha512(data, buffer), signature, HashAlgorithmName.SHA512, RSASignaturePadding.Pss),
                _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "Not a signature algorithm."),
            };
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static AsymmetricAlgorithm? Import(in PublicKeyInfo info)
    {
        if (info.Kind == KeyKind.Rsa)
        {
            var rsa = RSA.Create();
            rsa.ImportRSAPublicKey(info.Bytes.Span, out _);
            return rsa;
        }

        if (OpenSslPoint.IsAvailable) return OpenSslPoint.TryImport(info.Kind, info.Bytes.Span);
        var half = info.Bytes.Length / 2;
        var q = new ECPoint { X = info.Bytes[..half].ToArray(), Y = info.Bytes[half..].ToArray() };
        return ECDsa.Create(new ECParameters { Curve = CurveOf(info.Kind), Q = q });
    }

    private static ECCurve CurveOf(KeyKind kind) => kind switch
    {
        KeyKind.P256 => ECCurve.NamedCurves.nistP256,
        KeyKind.P384 => ECCurve.NamedCurves.nistP384,
        KeyKind.P521 => ECCurve.NamedCurves.nistP521,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a curve."),
    };

    private static ReadOnlySpan<byte> Sha256(ReadOnlySpan<byte> data, Span<byte> buffer) => buffer[..SHA256.HashData(data, buffer)];

    private static ReadOnlySpan<byte> Sha384(ReadOnlySpan<byte> data, Span<byte> buffer) => buffer[..SHA384.HashData(data, buffer)];

    private static ReadOnlySpan<byte> Sha512(ReadOnlySpan<byte> data, Span<byte> buffer) => buffer[..SHA512.HashData(data, buffer)];

    // .NET does not promise that one key may be used by two threads at once, hence the gates.
    private bool VerifyEcdsa(KeyKind kind, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        if (Kind != kind || signature.Length != 2 * PublicKeyInfo.CoordinateLength(kind)) return false;
        lock (_gate) return ((ECDsa)_key).VerifyHash(hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private bool VerifyRsa(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature, HashAlgorithmName name, RSASignaturePadding padding)
    {
        if (Kind != KeyKind.Rsa) return false;
        lock (_gate) return ((RSA)_key).VerifyHash(hash, signature, name, padding);
    }
}

/// <summary>Counts the expensive operations, so that a test can say how many a verification takes.</summary>
internal sealed class VerificationCount
{
    private int _verifications;
    private int _imports;

    /// <summary>How many signatures were verified.</summary>
    public int Verifications => Volatile.Read(ref _verifications);

    /// <summary>How many public keys were imported.</summary>
    public int Imports => Volatile.Read(ref _imports);

    /// <summary>One more signature.</summary>
    public void AddVerification() => Interlocked.Increment(ref _verifications);

    /// <summary>One more key.</summary>
    public void AddImport() => Interlocked.Increment(ref _imports);
}
