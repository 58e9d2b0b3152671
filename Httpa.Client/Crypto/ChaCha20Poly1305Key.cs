using System.Security.Cryptography;
using NSec.Cryptography;
using PlatformChaCha20Poly1305 = System.Security.Cryptography.ChaCha20Poly1305;

namespace Httpa.Client.Crypto;

/// <summary>
/// ChaCha20-Poly1305 (RFC 8439): libsodium's for small records, the platform's (three times as fast there) from 4 KiB up where it has one.
/// </summary>
internal sealed class ChaCha20Poly1305Key : AeadKey
{
    private const int PlatformFrom = 4096;

    private readonly Key _key;
    private readonly PlatformAeads<PlatformChaCha20Poly1305>? _platform;

    public ChaCha20Poly1305Key(ReadOnlySpan<byte> key)
    {
        _key = Key.Import(AeadAlgorithm.ChaCha20Poly1305, key, KeyBlobFormat.RawSymmetricKey);
        if (PlatformChaCha20Poly1305.IsSupported)
            _platform = new PlatformAeads<PlatformChaCha20Poly1305>(key, static k => new PlatformChaCha20Poly1305(k));
    }

    public override void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        if (_platform is null || plaintext.Length < PlatformFrom)
        {
            AeadAlgorithm.ChaCha20Poly1305.Encrypt(_key, nonce, aad, plaintext, destination[..(plaintext.Length + TagLength)]);
            return;
        }

        var aead = _platform.Take();
        aead.Encrypt(nonce, plaintext, destination[..plaintext.Length], destination.Slice(plaintext.Length, TagLength), aad);
        _platform.Return(aead);
    }

    public override bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext)
    {
        if (ciphertext.Length < TagLength) return false;
        var length = ciphertext.Length - TagLength;
        var output = plaintext[..length];
        if (_platform is null || length < PlatformFrom)
        {
            if (AeadAlgorithm.ChaCha20Poly1305.Decrypt(_key, nonce, aad, ciphertext, output)) return true;
            output.Clear();
            return false;
        }

        var aead = _platform.Take();
        try
        {
            aead.Decrypt(nonce, ciphertext[..length], ciphertext[length..], output, aad);
            return true;
        }
        catch (CryptographicException)
        {
            output.Clear();
            return false;
        }
        finally
        {
            _platform.Return(aead);
        }
    }

    public override void Dispose()
    {
        _key.Dispose();
        _platform?.Dispose();
    }
}
