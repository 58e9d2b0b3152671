using System.Buffers.Binary;

namespace Httpa.Verifiers.Encoding;

/// <summary>How long a number may be written.</summary>
internal enum CborNumbers
{
    /// <summary>In the fewest bytes.</summary>
    Shortest,

    /// <summary>
    /// In more bytes than it needs too, for formats whose makers may do so (RFC 9783, section 5.1.1). One key can then stand in a map in two forms: whoever reads a map must
    /// look for that.
    /// </summary>
    AnyLength,
}

/// <summary>How maps and arrays say how long they are.</summary>
internal enum CborLengths
{
    /// <summary>By a count at the beginning.</summary>
    Definite,

    /// <summary>By a count, or by a mark at the end, as AWS writes the map of its attestation documents since 2025.</summary>
    DefiniteOrMarked,
}

/// <summary>
/// The form of CBOR that is accepted (RFC 8949, section 4.2.1, but keys in any order): one item and nothing behind it, and unless its format says otherwise every
/// number in its shortest form and definite lengths. Strings have definite lengths always. No floating-point numbers, and no simple values but false, true and null: no
/// evidence has a use for them.
/// </summary>
/// <remarks>System.Formats.Cbor has a mode for this, but that one demands sorted keys, which vendors do not send.</remarks>
internal ref struct CborForm
{
    private const int MaxDepth = 16;
    private const int ByteStrings = 2;
    private const int TextStrings = 3;
    private const int Arrays = 4;
    private const int Maps = 5;
    private const int Tags = 6;
    private const int SimpleValues = 7;
    private const ulong False = 20;
    private const ulong Null = 22;
    private const byte IndefiniteArray = 0x9f;
    private const byte IndefiniteMap = 0xbf;
    private const byte Break = 0xff;

    private readonly CborNumbers _numbers;
    private readonly CborLengths _lengths;
    private ReadOnlySpan<byte> _rest;

    private CborForm(ReadOnlySpan<byte> bytes, CborNumbers numbers, CborLengths lengths)
    {
        _rest = bytes;
        (_numbers, _lengths) = (numbers, lengths);
    }

    /// <summary>True when the bytes are one item of this form, at most 16 levels deep.</summary>
    /// <param name="bytes">The bytes. What stands inside byte strings is not looked at.</param>
    /// <param name="numbers">How long numbers may be.</param>
    /// <param name="lengths">How maps and arrays may say their length.</param>
    public static bool IsStrict(ReadOnlySpan<byte> bytes, CborNumbers numbers, CborLengths lengths)
    {
        var form = new CborForm(bytes, numbers, lengths);
        return form.TrySkip(1) && form._rest.IsEmpty;
    }

    private bool TrySkip(int depth)
    {
        if (depth > MaxDepth) return false;
        if (_lengths == CborLengths.DefiniteOrMarked && _rest is [IndefiniteArray or IndefiniteMap, ..]) return TrySkipToMark(depth);
        if (!TryReadHead(out var major, out var argument)) return false;
        switch (major)
        {
            case ByteStrings or TextStrings:
                if (argument > (ulong)_rest.Length) return false;
                _rest = _rest[(int)argument..];
                return true;
            case Arrays or Maps:
                // Every item takes a byte at least, so that a count is never larger than what is left.
                return argument <= (ulong)_rest.Length && TrySkipAll((major == Maps ? 2 : 1) * (long)argument, depth);
            case Tags:
                return TrySkip(depth + 1);
            case SimpleValues:
                return argument is >= False and <= Null;
            default:
                return true; // integers
        }
    }

    private bool TrySkipAll(long count, int depth)
    {
        for (var i = 0L; i < count; i++)
            if (!TrySkip(depth + 1)) return false;
        return true;
    }

    private bool TrySkipToMark(int depth)
    {
        var itemsAtOnce = _rest[0] == IndefiniteMap ? 2 : 1;
        _rest = _rest[1..];
        while (_rest is not [Break, ..])
            if (!TrySkipAll(itemsAtOnce, depth)) return false;
        _rest = _rest[1..];
        return true;
    }

    /// <summary>Reads the first byte of an item and its argument (RFC 8949, section 3).</summary>
    private bool TryReadHead(out int major, out ulong argument)
    {
        (major, argument) = (0, 0);
        if (_rest.IsEmpty) return false;
        var length = (_rest[0] & 0x1f) switch { < 24 => 0, 24 => 1, 25 => 2, 26 => 4, 27 => 8, _ => int.MaxValue };
        if (length > _rest.Length - 1) return false;
        major = _rest[0] >> 5;
        var following = _rest.Slice(1, length);
        (argument, var shorter) = length switch
        {
            0 => ((ulong)(_rest[0] & 0x1f), 0UL),
            1 => (following[0], 24UL),
            2 => (BinaryPrimitives.ReadUInt16BigEndian(following), 1UL << 8),
            4 => (BinaryPrimitives.ReadUInt32BigEndian(following), 1UL << 16),
            _ => (BinaryPrimitives.ReadUInt64BigEndian(following), 1UL << 32),
        };
        _rest = _rest[(1 + length)..];

        // What follows the first byte of a simple value is another value or a fraction, never a shorter form.
        return major == SimpleValues ? length == 0 : argument >= shorter || _numbers == CborNumbers.AnyLength;
    }
}
