using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Digests;

namespace Httpa.Client.Crypto;

/// <summary>SHA3-256 and SHAKE256 (FIPS 202): the platform's where it has them, else BouncyCastle's.</summary>
internal static class Sha3
{
    public static void Hash256(ReadOnlySpan<byte> data, Span<byte> hash)
    {
        if (SHA3_256.IsSupported)
        {
            SHA3_256.HashData(data, hash);
            return;
        }

        var digest = new Sha3Digest(256);
        digest.BlockUpdate(data);
        digest.DoFinal(hash);
    }

    public static void Shake256Xof(ReadOnlySpan<byte> data, Span<byte> output)
    {
        if (Shake256.IsSupported)
        {
            Shake256.HashData(data, output);
            return;
        }

        var digest = new ShakeDigest(256);
        digest.BlockUpdate(data);
        digest.OutputFinal(output);
    }
}
