using System.Security.Cryptography;
using Httpa.Client.Crypto;
using NSec.Cryptography;

namespace Httpa.Benchmarks.Records;

/// <summary>AES-256-GCM and nothing around it.</summary>
internal interface IBareAead : IDisposable
{
    /// <summary>Who made it.</summary>
    string Name { get; }

    /// <summary>Writes ciphertext || tag.</summary>
    void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> plaintext, Span<byte> destination);

    /// <summary>Opens ciphertext || tag.</summary>
    bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext);
}

/// <summary>libsodium's, through NSec. Not on every processor.</summary>
internal sealed class LibsodiumAead(byte[] key) : IBareAead
{
    private readonly Key _key = Key.Import(AeadAlgorithm.Aes256Gcm, key, KeyBlobFormat.RawSymmetricKey);

    public string Name => "libsodium";

    public void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> plaintext, Span<byte> destination) =>
        AeadAlgorithm.Aes256Gcm.Encrypt(_key, nonce, aad, plaintext, destination);

    public bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext) =>
        AeadAlgorithm.Aes256Gcm.Decrypt(_key, nonce, aad, ciphertext, plaintext);

    public void Dispose() => _key.Dispose();
}

/// <summary>The platform's, one kept instance.</summary>
internal sealed class PlatformAead(byte[] key) : IBareAead
{
    private readonly AesGcm _aes = new(key, AeadKey.TagLength);

    public string Name => ".NET";

    public void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> plaintext, Span<byte> destination) =>
        _aes.Encrypt(nonce, plaintext, destination[..plaintext.Length], destination[plaintext.Length..], aad);

    public bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext)
    {
        _aes.Decrypt(nonce, ciphertext[..plaintext.Length], ciphertext[plaintext.Length..], plaintext, aad);
        return true;
    }

    public void Dispose() => _aes.Dispose();
}
