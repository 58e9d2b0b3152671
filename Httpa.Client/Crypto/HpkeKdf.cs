using System.Security.Cryptography;

namespace Httpa.Client.Crypto;

/// <summary>LabeledExtract and LabeledExpand (RFC 9180, section 4).</summary>
internal static class HpkeKdf
{
    private static ReadOnlySpan<byte> Version => "HPKE-v1"u8;

    public static void LabeledExtract(
        HashAlgorithmName hash, ReadOnlySpan<byte> suite, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> label, ReadOnlySpan<byte> ikm, Span<byte> result)
    {
        byte[] input = [.. Version, .. suite, .. label, .. ikm];
        HKDF.Extract(hash, input, salt, result);
        CryptographicOperations.ZeroMemory(input);
    }

    public static void LabeledExpand(
        HashAlgorithmName hash, ReadOnlySpan<byte> suite, ReadOnlySpan<byte> prk, ReadOnlySpan<byte> label, ReadOnlySpan<byte> info, Span<byte> result)
    {
        ReadOnlySpan<byte> input = [(byte)(result.Length >> 8), (byte)result.Length, .. Version, .. suite, .. label, .. info];
        HKDF.Expand(hash, prk, result, input);
    }
}
