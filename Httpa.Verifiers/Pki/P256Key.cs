using System.Security.Cryptography;

namespace Httpa.Verifiers.Pki;

/// <summary>A public key on P-256, imported once and kept: importing costs more than verifying.</summary>
/// <remarks>Lives as long as the memory that holds it, in several threads at once; so it is left to the finalizer of the key inside.</remarks>
internal sealed class P256Key
{
    /// <summary>The length of a public key (x and y) and of a signature (r and s) in bytes.</summary>
    public const int Length = 64;

    private readonly ECDsa _key;
    private readonly VerificationCount _count;
    private readonly Lock _gate = new();

    private P256Key(ECDsa key, VerificationCount count) => (_key, _count) = (key, count);

    /// <summary>Imports a key.</summary>
    /// <param name="point">x and y, 32 bytes each, big-endian.</param>
    /// <param name="count">Is told.</param>
    /// <returns>Null when the point is not on the curve.</returns>
    public static P256Key? TryImport(ReadOnlySpan<byte> point, VerificationCount count)
    {
        count.AddImport();
        try
        {
            if (OpenSslPoint.IsAvailable) return OpenSslPoint.TryImport(point) is { } key ? new P256Key(key, count) : null;
            var q = new ECPoint { X = point[..32].ToArray(), Y = point[32..].ToArray() };
            return new P256Key(ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = q }), count);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Verifies an ECDSA signature with SHA-256.</summary>
    /// <param name="data">What was signed.</param>
    /// <param name="signature">r and s, 32 bytes each, big-endian.</param>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        _count.AddVerification();
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(data, hash);
        try
        {
            // .NET does not promise that one key may be used by two threads at once.
            lock (_gate) return _key.VerifyHash(hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            return false;
        }
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
