using System.Buffers.Binary;
using System.Security.Cryptography;
using Httpa.Client.Crypto;

namespace Httpa.Client.OpenHttpa;

/// <summary>
/// One direction's AES-256-GCM key, its iv and its counter, which begins at 1 and never comes twice (openhttpa-rs crypto/aead.rs). Nonces are made in here and
/// never cross the API. Not for concurrent use: a session serves one message at a time.
/// </summary>
internal sealed class CounterKey : IDisposable
{
    private const int BlockLength = 16;
    private const int CounterOffset = 4;

    /// <summary>What one key may seal (2^34 blocks), less what one message can have: no array is longer than 2^31 bytes.</summary>
    private const long BlockLimit = (1L << 34) - (1L << 28);

    private readonly AeadKey _key;
    private readonly byte[] _iv;
    private long _blocks;

    /// <summary>Takes over <paramref name="key"/>.</summary>
    public CounterKey(AeadKey key, ReadOnlySpan<byte> iv)
    {
        if (iv.Length != AeadKey.NonceLength) throw new ArgumentException("An iv has 12 bytes.", nameof(iv));
        _key = key;
        _iv = iv.ToArray();
    }

    /// <summary>The counter of the last message that was sealed or opened; 0 before the first.</summary>
    public ulong Last { get; private set; }

    /// <summary>True when the key has done as much as it may: the session must end.</summary>
    public bool IsExhausted => _blocks >= BlockLimit;

    /// <summary>Seals under the next counter and returns that. Writes plaintext length + 16 bytes.</summary>
    /// <exception cref="InvalidOperationException">The key is exhausted.</exception>
    public ulong SealNext(ReadOnlySpan<byte> aad, ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        if (IsExhausted) throw new InvalidOperationException("The session's key is used up.");
        Last++; // whatever happens below: a number that was begun is gone
        Count(plaintext.Length, aad.Length);
        Span<byte> nonce = stackalloc byte[AeadKey.NonceLength];
        WriteNonce(Last, nonce);
        _key.Seal(nonce, aad, plaintext, destination);
        return Last;
    }

    /// <summary>Opens what was sealed under a counter above the last one; that counter is the last one then. False, and nothing has changed, when it does not open.</summary>
    public bool TryOpen(ulong counter, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext)
    {
        if (counter <= Last || IsExhausted || ciphertext.Length < AeadKey.TagLength) return false;
        Count(ciphertext.Length, aad.Length);
        Span<byte> nonce = stackalloc byte[AeadKey.NonceLength];
        WriteNonce(counter, nonce);
        if (!_key.TryOpen(nonce, aad, ciphertext, plaintext)) return false;
        Last = counter;
        return true;
    }

    public void Dispose()
    {
        _key.Dispose();
        CryptographicOperations.ZeroMemory(_iv);
    }

    /// <summary>iv[0..4] || (iv[4..12] XOR u64be(counter)).</summary>
    internal void WriteNonce(ulong counter, Span<byte> nonce)
    {
        _iv.CopyTo(nonce);
        BinaryPrimitives.WriteUInt64BigEndian(nonce[CounterOffset..], BinaryPrimitives.ReadUInt64BigEndian(nonce[CounterOffset..]) ^ counter);
    }

    private void Count(int length, int aadLength) => _blocks += (length + BlockLength - 1) / BlockLength + (aadLength + BlockLength - 1) / BlockLength + 2;
}
