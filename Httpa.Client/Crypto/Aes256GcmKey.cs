using System.Security.Cryptography;
using NSec.Cryptography;

namespace Httpa.Client.Crypto;

/// <summary>AES-256-GCM (NIST SP 800-38D): libsodium's where the CPU has AES instructions, since it costs a third for small records; else the platform's.</summary>
internal sealed class Aes256GcmKey : AeadKey
{
    private readonly Key? _key;
    private readonly PlatformAeads<AesGcm>? _platform;

    public Aes256GcmKey(ReadOnlySpan<byte> key, bool usePlatform = false)
    {
        if (Aes256Gcm.IsSupported && !usePlatform) _key = Key.Import(AeadAlgorithm.Aes256Gcm, key, KeyBlobFormat.RawSymmetricKey);
        else _platform = new PlatformAeads<AesGcm>(key, static k => new AesGcm(k, TagLength));
    }

    public override void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        if (_key is not null)
        {
            AeadAlgorithm.Aes256Gcm.Encrypt(_key, nonce, aad, plaintext, destination[..(plaintext.Length + TagLength)]);
            return;
        }

        var aead = _platform!.Take();
        aead.Encrypt(nonce, plaintext, destination[..plaintext.Length], destination.Slice(plaintext.Length, TagLength), aad);
        _platform.Return(aead);
    }

    public override bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext)
    {
        if (ciphertext.Length < TagLength) return false;
        var length = ciphertext.Length - TagLength;
        var output = plaintext[..length];
        if (_key is not null)
        {
            if (AeadAlgorithm.Aes256Gcm.Decrypt(_key, nonce, aad, ciphertext, output)) return true;
            output.Clear();
            return false;
        }

        var aead = _platform!.Take();
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
        _key?.Dispose();
        _platform?.Dispose();
    }
}
