using NSec.Cryptography;
using PlatformChaCha20Poly1305 = System.Security.Cryptography.ChaCha20Poly1305;

namespace Httpa.Client.Crypto;

/// <summary>ChaCha20-Poly1305 (RFC 8439). The platform's, where there is one, is three times as fast from 4 KiB up.</summary>
internal sealed class ChaCha20Poly1305Key(ReadOnlySpan<byte> key) : SplitAeadKey<PlatformChaCha20Poly1305>(
    AeadAlgorithm.ChaCha20Poly1305, key, PlatformChaCha20Poly1305.IsSupported ? static k => new PlatformChaCha20Poly1305(k) : null, PlatformFrom)
{
    private const int PlatformFrom = 4 * 1024;

    protected override void Encrypt(
        PlatformChaCha20Poly1305 aead, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> plaintext, Span<byte> destination) =>
        aead.Encrypt(nonce, plaintext, destination[..^TagLength], destination[^TagLength..], aad);

    protected override void Decrypt(
        PlatformChaCha20Poly1305 aead, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext) =>
        aead.Decrypt(nonce, ciphertext[..^TagLength], ciphertext[^TagLength..], plaintext, aad);
}
