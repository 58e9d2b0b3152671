namespace Httpa.Client.Crypto;

/// <summary>An AEAD key of 32 bytes with 12-byte nonces and 16-byte tags. Safe for concurrent use. Disposing it erases the key.</summary>
/// <remarks>Plaintext and ciphertext may start at the same byte (sealed or opened in place), but must not overlap otherwise. Nothing is allocated a message.</remarks>
internal abstract class AeadKey : IDisposable
{
    public const int KeyLength = 32;
    public const int NonceLength = 12;
    public const int TagLength = 16;

    /// <summary>Writes ciphertext || tag to <paramref name="destination"/> (plaintext length + 16 bytes, or more).</summary>
    public abstract void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> plaintext, Span<byte> destination);

    /// <summary>Opens ciphertext || tag into ciphertext length - 16 bytes. False, and a zeroed output, when it does not open.</summary>
    public abstract bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext);

    public abstract void Dispose();
}
