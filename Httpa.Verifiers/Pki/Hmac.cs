using System.Security.Cryptography;

namespace Httpa.Verifiers.Pki;

/// <summary>How a message authentication code was made (RFC 2104).</summary>
internal enum HmacAlgorithm
{
    /// <summary>HMAC with SHA-256, all 32 bytes of it.</summary>
    Sha256,

    /// <summary>HMAC with SHA-384, all 48 bytes of it.</summary>
    Sha384,

    /// <summary>HMAC with SHA-512, all 64 bytes of it.</summary>
    Sha512,
}

/// <summary>Verifies message authentication codes.</summary>
internal static class Hmac
{
    /// <summary>True when a key made the code; compared in fixed time and in full length.</summary>
    /// <param name="algorithm">How it was made.</param>
    /// <param name="key">The key; an empty one, which everybody has, made nothing.</param>
    /// <param name="data">What it was made over.</param>
    /// <param name="code">The code.</param>
    public static bool Verify(HmacAlgorithm algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> code)
    {
        Span<byte> buffer = stackalloc byte[HMACSHA512.HashSizeInBytes];
        var length = algorithm switch
        {
            HmacAlgorithm.Sha256 => HMACSHA256.HashData(key, data, buffer),
            HmacAlgorithm.Sha384 => HMACSHA384.HashData(key, data, buffer),
            HmacAlgorithm.Sha512 => HMACSHA512.HashData(key, data, buffer),
            _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "Not an algorithm of message authentication."),
        };
        return CryptographicOperations.FixedTimeEquals(buffer[..length], code) && !key.IsEmpty;
    }
}
