namespace Httpa.Client.Crypto;

/// <summary>An AEAD key of 32 bytes with 12-byte nonces and 16-byte tags. Safe for concurrent use. Disposing it erases the key.</summary>
internal abstract class AeadKey : IDisposable
{
    public const int KeyLength = 32;
    public const int NonceLength = 12;
    public const int TagLength = 16;

    /// <summary>Writes ciphertext || tag to <paramref name="destination"/> (plaintext length + 16 bytes).</summary>
    public abstract void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> plaintext, Span<byte> destination);

    /// <summary>Opens ciphertext || tag. False, and a zeroed output, when it does not open. Buffers must not overlap.</summary>
    public abstract bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext);

    public abstract void Dispose();
}
