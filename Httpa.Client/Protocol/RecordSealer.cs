using System.Buffers.Binary;
using Httpa.Client.Crypto;

namespace Httpa.Client.Protocol;

/// <summary>
/// Seals the records of one message, in order (HTTPA/1, section 4). Made once for a number, never started again; after the final record, a refusal or an
/// error it is closed. One thread at a time.
/// </summary>
internal sealed class RecordSealer
{
    public const int HeaderLength = RecordHeader.Length;

    /// <summary>The most plaintext of a record in bytes, padding included.</summary>
    public const int MaxPlaintext = 65_536;

    /// <summary>2^48 - 1, the last number of a session.</summary>
    public const ulong MaxSequence = (1UL << 48) - 1;

    private const int PaddingCountLength = 2;

    private readonly DirectionKey _key;
    private readonly ulong _sequence;
    private readonly ReadOnlyMemory<byte> _context;
    private ulong _index;
    private bool _closed;

    /// <param name="key">The direction's key.</param>
    /// <param name="sequence">n, below 2^48.</param>
    /// <param name="context">ctx, which does not change from now on.</param>
    /// <param name="padTo">Pads every record's plaintext to a multiple of this many bytes (at most 65,536); 0 for none.</param>
    public RecordSealer(DirectionKey key, ulong sequence, ReadOnlyMemory<byte> context, int padTo = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sequence, MaxSequence);
        _key = key;
        _sequence = sequence;
        _context = context;
        PadTo = padTo;
    }

    /// <summary>The multiple of bytes that the next records' plaintext is padded to; 0 for no padding.</summary>
    public int PadTo
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxPlaintext);
            field = value;
        }
    }

    /// <summary>The most content that the next record takes.</summary>
    public int MaxContent => PadTo == 0 ? MaxPlaintext : MaxPlaintext - PaddingCountLength;

    /// <summary>True after a final record.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>The bytes that <see cref="TrySeal"/> writes for content of this length.</summary>
    public int SealedLength(int contentLength) => HeaderLength + PlaintextLength(contentLength) + AeadKey.TagLength;

    /// <summary>
    /// Writes one whole record (u32 h || ciphertext). The content may already stand in <paramref name="destination"/> behind the header's 4 bytes (it is
    /// sealed in place then); it must not overlap it otherwise.
    /// </summary>
    /// <returns>False when the block budget would be passed: nothing was sealed and the session must end.</returns>
    /// <exception cref="InvalidOperationException">The sealer is closed.</exception>
    public bool TrySeal(ReadOnlySpan<byte> content, bool final, Span<byte> destination, out int written)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, MaxContent, nameof(content));
        if (_closed) throw new InvalidOperationException("This message's sealer is closed: a number is sealed once.");
        var plaintextLength = PlaintextLength(content.Length);
        var header = new RecordHeader(final, PadTo != 0, plaintextLength + AeadKey.TagLength);
        var record = destination[..(HeaderLength + header.CiphertextLength)];
        _closed = true; // until the record is sealed: an exception leaves it so
        written = 0;

        header.Write(record);
        var plaintext = content;
        if (header.Padded)
        {
            var padded = record.Slice(HeaderLength, plaintextLength);
            Pad(content, padded);
            plaintext = padded;
        }

        var aad = RecordAad.Of(_index, record[..HeaderLength], _context.Span, stackalloc byte[RecordAad.UsualLength]);
        if (!_key.TrySeal(new RecordNumber(_sequence, _index, final), aad, plaintext, record[HeaderLength..])) return false;
        _index++;
        _closed = IsComplete = final;
        written = record.Length;
        return true;
    }

    /// <summary>Seals a head on its own, as the one final record of a message without a body (Attest-Seal). Null when the block budget would be passed.</summary>
    public byte[]? SealWhole(ReadOnlySpan<byte> head)
    {
        var record = new byte[SealedLength(head.Length)];
        return TrySeal(head, final: true, record, out _) ? record : null;
    }

    /// <summary>The outer Content-Length of a message with full, unpadded records; the profile's formula (bodyLength > 0).</summary>
    public static long MessageLength(int headLength, long bodyLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bodyLength);
        const int overhead = HeaderLength + AeadKey.TagLength;
        return checked(overhead + headLength + bodyLength + overhead * ((bodyLength - 1) / MaxPlaintext + 1));
    }

    private int PlaintextLength(int contentLength)
    {
        if (PadTo == 0) return contentLength;
        var least = contentLength + PaddingCountLength;
        return Math.Min(MaxPlaintext, (least + PadTo - 1) / PadTo * PadTo);
    }

    /// <summary>content || p zero bytes || u16 p.</summary>
    private static void Pad(ReadOnlySpan<byte> content, Span<byte> padded)
    {
        content.CopyTo(padded);
        var zeros = padded.Length - content.Length - PaddingCountLength;
        padded.Slice(content.Length, zeros).Clear();
        BinaryPrimitives.WriteUInt16BigEndian(padded[^PaddingCountLength..], (ushort)zeros);
    }
}
