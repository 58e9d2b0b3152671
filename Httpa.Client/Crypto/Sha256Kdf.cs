using System.Security.Cryptography;

namespace Httpa.Client.Crypto;

/// <summary>HKDF (RFC 5869) over SHA-256.</summary>
internal static class Sha256Kdf
{
    /// <summary>Writes the pseudorandom key, 32 bytes.</summary>
    public static void Extract(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> ikm, Span<byte> prk) => HKDF.Extract(HashAlgorithmName.SHA256, ikm, salt, prk);

    /// <summary>Fills <paramref name="output"/>.</summary>
    public static void Expand(ReadOnlySpan<byte> prk, ReadOnlySpan<byte> info, Span<byte> output) =>
        HKDF.Expand(HashAlgorithmName.SHA256, prk, output, info);
}
