using System.Security.Cryptography;

namespace Httpa.Client.Crypto;

/// <summary>HKDF (RFC 5869) and HMAC (RFC 2104) over SHA-384, as the key schedule of HTTPA/1 uses them.</summary>
internal static class Sha384Kdf
{
    /// <summary>Writes the pseudorandom key, 48 bytes.</summary>
    public static void Extract(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> ikm, Span<byte> prk) => HKDF.Extract(HashAlgorithmName.SHA384, ikm, salt, prk);

    /// <summary>Fills <paramref name="output"/>.</summary>
    public static void Expand(ReadOnlySpan<byte> prk, ReadOnlySpan<byte> info, Span<byte> output) =>
        HKDF.Expand(HashAlgorithmName.SHA384, prk, output, info);

    /// <summary>HMAC, 48 bytes.</summary>
    public static byte[] Mac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data) => HMACSHA384.HashData(key, data);
}
