using System.Security.Cryptography;
using NSec.Cryptography;

namespace Httpa.Client.Crypto;

/// <summary>AES-256-GCM (NIST SP 800-38D). libsodium has it only where the CPU has AES instructions; the platform's gains from 32 KiB up.</summary>
internal sealed class Aes256GcmKey(ReadOnlySpan<byte> key, bool usePlatform = false)
    : SplitAeadKey<AesGcm>(AeadAlgorithm.Aes256Gcm, key, static k => new AesGcm(k, TagLength), usePlatform || !Aes256Gcm.IsSupported ? 0 : PlatformFrom)
{
    private const int PlatformFrom = 32 * 1024;

    protected override void Encrypt(AesGcm aead, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> plaintext, Span<byte> destination) =>
        aead.Encrypt(nonce, plaintext, destination[..^TagLength], destination[^TagLength..], aad);

    protected override void Decrypt(AesGcm aead, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext) =>
        aead.Decrypt(nonce, ciphertext[..^TagLength], ciphertext[^TagLength..], plaintext, aad);
}
