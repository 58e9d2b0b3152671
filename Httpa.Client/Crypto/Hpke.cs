using System.Security.Cryptography;

namespace Httpa.Client.Crypto;

/// <summary>HPKE base mode (RFC 9180, section 5.1), single shot, empty AAD, with HKDF-SHA384 (0x0002).</summary>
internal static class Hpke
{
    public const ushort HkdfSha384 = 0x0002;

    private const byte BaseMode = 0x00;

    /// <summary>KeySchedule of the base mode: writes key and base nonce.</summary>
    public static void DeriveKey(
        HpkeIds ids, HashAlgorithmName hash, ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> info, Span<byte> key, Span<byte> nonce)
    {
        var length = hash == HashAlgorithmName.SHA384 ? SHA384.HashSizeInBytes : SHA256.HashSizeInBytes;
        ReadOnlySpan<byte> suite = ids.SuiteId;
        Span<byte> context = stackalloc byte[1 + 2 * length];
        context[0] = BaseMode;
        HpkeKdf.LabeledExtract(hash, suite, salt: [], "psk_id_hash"u8, ikm: [], context.Slice(1, length));
        HpkeKdf.LabeledExtract(hash, suite, salt: [], "info_hash"u8, info, context.Slice(1 + length, length));

        Span<byte> secret = stackalloc byte[length];
        HpkeKdf.LabeledExtract(hash, suite, sharedSecret, "secret"u8, ikm: [], secret);
        HpkeKdf.LabeledExpand(hash, suite, secret, "key"u8, context, key);
        HpkeKdf.LabeledExpand(hash, suite, secret, "base_nonce"u8, context, nonce);
        CryptographicOperations.ZeroMemory(secret);
    }
}

/// <summary>The registered numbers of an HPKE suite (RFC 9180, section 7).</summary>
internal readonly record struct HpkeIds(ushort Kem, ushort Kdf, ushort Aead)
{
    /// <summary>"HPKE" || kem || kdf || aead (RFC 9180, section 5.1).</summary>
    public byte[] SuiteId =>
        [.. "HPKE"u8, (byte)(Kem >> 8), (byte)Kem, (byte)(Kdf >> 8), (byte)Kdf, (byte)(Aead >> 8), (byte)Aead];
}
