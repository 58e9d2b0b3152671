using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Httpa.Client.Crypto;

namespace Httpa.Client.Protocol;

/// <summary>Opens the records of one message, in order (HTTPA/1, section 4). A failure sticks. One thread at a time.</summary>
internal sealed class RecordOpener
{
    private readonly DirectionKey _key;
    private readonly ulong _sequence;
    private readonly ReadOnlyMemory<byte> _context;
    private ulong _index;
    private bool _failed;

    public RecordOpener(DirectionKey key, ulong sequence, ReadOnlyMemory<byte> context)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sequence, RecordSealer.MaxSequence);
        _key = key;
        _sequence = sequence;
        _context = context;
    }

    /// <summary>True after the final record: anything more is trailing data.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Reads a record's header (4 bytes): the length of the ciphertext that follows. False when it is not a valid header: bad seal.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> header, out int ciphertextLength)
    {
        var valid = RecordHeader.TryRead(header, out var read);
        ciphertextLength = read.CiphertextLength;
        return valid;
    }

    /// <summary>
    /// Opens one record. Plaintext needs ciphertext.Length - 16 bytes and may start at the ciphertext's first byte (opened in place); contentLength
    /// excludes padding.
    /// </summary>
    /// <returns>False = bad seal, whatever the cause, and the opener stays failed; the plaintext is zeroed then.</returns>
    public bool TryOpen(ReadOnlySpan<byte> header, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext, out int contentLength)
    {
        contentLength = 0;
        if (_failed || IsComplete || !RecordHeader.TryRead(header, out var h) || h.CiphertextLength != ciphertext.Length) return Fail();
        var length = ciphertext.Length - AeadKey.TagLength;
        var aad = RecordAad.Of(_index, header, _context.Span, stackalloc byte[RecordAad.UsualLength]);
        if (!_key.TryOpen(new RecordNumber(_sequence, _index, h.Final), aad, ciphertext, plaintext)) return Fail();
        contentLength = length;
        if (h.Padded && !TryTakeOffPadding(plaintext[..length], out contentLength))
        {
            plaintext[..length].Clear();
            return Fail();
        }

        _index++;
        IsComplete = h.Final;
        return true;
    }

    /// <summary>Opens a message without a body: exactly one final record, as Attest-Seal carries it.</summary>
    /// <param name="record">The field's bytes.</param>
    /// <param name="head">The head, when the result is true.</param>
    /// <param name="reason">Why not, when the result is false: bad seal, truncated or trailing data.</param>
    public bool TryOpenWhole(ReadOnlySpan<byte> record, [NotNullWhen(true)] out byte[]? head, out ProtocolReason reason)
    {
        head = null;
        reason = ProtocolReason.Truncated;
        if (record.Length < RecordHeader.Length) return Fail();
        reason = ProtocolReason.BadSeal;
        if (!TryReadHeader(record[..RecordHeader.Length], out var length)) return Fail();
        var rest = record[RecordHeader.Length..];
        if (rest.Length < length)
        {
            reason = ProtocolReason.Truncated;
            return Fail();
        }

        var plaintext = new byte[length - AeadKey.TagLength];
        if (!TryOpen(record[..RecordHeader.Length], rest[..length], plaintext, out var contentLength)) return false;
        if (!IsComplete || rest.Length > length)
        {
            reason = IsComplete ? ProtocolReason.TrailingData : ProtocolReason.Truncated;
            return Fail();
        }

        head = plaintext[..contentLength];
        return true;
    }

    /// <summary>Content, p zero bytes, u16 p.</summary>
    private static bool TryTakeOffPadding(ReadOnlySpan<byte> plaintext, out int contentLength)
    {
        contentLength = 0;
        if (plaintext.Length < 2) return false;
        var zeros = BinaryPrimitives.ReadUInt16BigEndian(plaintext[^2..]);
        var length = plaintext.Length - 2 - zeros;
        if (length < 0 || plaintext.Slice(length, zeros).ContainsAnyExcept((byte)0)) return false;
        contentLength = length;
        return true;
    }

    private bool Fail()
    {
        _failed = true;
        return false;
    }
}
