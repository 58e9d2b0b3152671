using System.Buffers.Binary;
using System.Security.Cryptography;
using Httpa.Client.Crypto;

namespace Httpa.Client.Protocol;

/// <summary>
/// One direction's AEAD key, its iv and its budgets: 2^34 AES blocks, and 2^32 records that did not open (HTTPA/1, section 4). Safe for concurrent use.
/// Nonces are made in here and never cross the API.
/// </summary>
internal sealed class DirectionKey : IDisposable
{
    /// <summary>The blocks that a session may seal in one direction.</summary>
    public const long DefaultBlockLimit = 1L << 34;

    private const long FailureLimit = 1L << 32;
    private const int BlockLength = 16;

    private readonly AeadKey _key;
    private readonly byte[] _iv;
    private readonly long _blockLimit;
    private long _blocks;
    private long _failures;
    private volatile bool _refused;

    /// <summary>Takes over <paramref name="key"/>.</summary>
    public DirectionKey(AeadKey key, ReadOnlySpan<byte> iv)
        : this(key, iv, DefaultBlockLimit)
    {
    }

    /// <summary>The same with another block limit, for tests.</summary>
    internal DirectionKey(AeadKey key, ReadOnlySpan<byte> iv, long blockLimit)
    {
        if (iv.Length != AeadKey.NonceLength) throw new ArgumentException("An iv has 12 bytes.", nameof(iv));
        _key = key;
        _iv = iv.ToArray();
        _blockLimit = blockLimit;
    }

    /// <summary>True when a budget is used up, or a record was refused because it would have passed it: the session must end.</summary>
    public bool IsExhausted => _refused || Interlocked.Read(ref _blocks) >= _blockLimit || Interlocked.Read(ref _failures) >= FailureLimit;

    /// <summary>Seals one record's plaintext. False when the block budget would be passed: nothing was sealed.</summary>
    internal bool TrySeal(RecordNumber number, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        if (!TryTakeBlocks(plaintext.Length, aad.Length)) return false;
        Span<byte> nonce = stackalloc byte[AeadKey.NonceLength];
        WriteNonce(number, nonce);
        _key.Seal(nonce, aad, plaintext, destination);
        return true;
    }

    /// <summary>Opens one record's ciphertext. False when it does not open, or when no honest peer would have sealed it (the block budget is passed).</summary>
    internal bool TryOpen(RecordNumber number, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext)
    {
        Span<byte> nonce = stackalloc byte[AeadKey.NonceLength];
        WriteNonce(number, nonce);
        var length = ciphertext.Length - AeadKey.TagLength;
        if (!_key.TryOpen(nonce, aad, ciphertext, plaintext))
        {
            Interlocked.Increment(ref _failures);
            return false;
        }

        if (TryTakeBlocks(length, aad.Length)) return true;
        plaintext[..length].Clear();
        return false;
    }

    public void Dispose()
    {
        _key.Dispose();
        CryptographicOperations.ZeroMemory(_iv);
    }

    /// <summary>nonce = iv XOR ( u48(n) || u8(final) || u40(i) ).</summary>
    internal void WriteNonce(RecordNumber number, Span<byte> nonce)
    {
        Span<byte> counter = stackalloc byte[AeadKey.NonceLength + 3]; // the last three bytes are written as zero and not used
        BinaryPrimitives.WriteUInt64BigEndian(counter, number.Sequence << 16 | (number.Final ? 1UL << 8 : 0));
        BinaryPrimitives.WriteUInt64BigEndian(counter[7..], number.Index << 24);
        for (var i = 0; i < AeadKey.NonceLength; i++) nonce[i] = (byte)(_iv[i] ^ counter[i]);
    }

    private bool TryTakeBlocks(int plaintextLength, int aadLength)
    {
        long blocks = (plaintextLength + BlockLength - 1) / BlockLength + (aadLength + BlockLength - 1) / BlockLength + 2;
        var used = Interlocked.Read(ref _blocks);
        while (true)
        {
            if (used > _blockLimit - blocks)
            {
                _refused = true;
                return false;
            }

            var seen = Interlocked.CompareExchange(ref _blocks, used + blocks, used);
            if (seen == used) return true;
            used = seen;
        }
    }
}

/// <summary>Where a record stands: its message's number n (below 2^48), its index i (below 2^40), and whether it is the message's last.</summary>
internal readonly record struct RecordNumber(ulong Sequence, ulong Index, bool Final);
