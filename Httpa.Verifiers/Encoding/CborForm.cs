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

/// <summary>
/// The form of CBOR that is accepted (RFC 8949, section 4.2.1, but keys in any order): one item and nothing behind it, definite lengths, every number
/// in its shortest form unless its format says otherwise. No floating-point numbers, and no simple values but false, true and null: no evidence has a use for them.
/// </summary>
/// <remarks>System.Formats.Cbor has a mode for this, but that one demands sorted keys, which vendors do not send.</remarks>
internal static class CborForm
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

    /// <summary>True when the bytes are one item of this form, at most 16 levels deep.</summary>
    /// <param name="bytes">The bytes. What stands inside byte strings is not looked at.</param>
    /// <param name="numbers">How long numbers may be.</param>
    public static bool IsStrict(ReadOnlySpan<byte> bytes, CborNumbers numbers)
    {
        var rest = bytes;
        return TrySkip(ref rest, 1, numbers) && rest.IsEmpty;
    }

    private static bool TrySkip(ref ReadOnlySpan<byte> rest, int depth, CborNumbers numbers)
    {
        if (depth > MaxDepth || !TryReadHead(ref rest, out var major, out var argument, out var isShortest)) return false;
        if (numbers == CborNumbers.Shortest && !isShortest) return false;
        switch (major)
        {
            case ByteStrings or TextStrings:
                if (argument > (ulong)rest.Length) return false;
                rest = rest[(int)argument..];
                return true;
            case Arrays or Maps:
                // Every item takes a byte at least, so that a count is never larger than what is left.
                return argument <= (ulong)rest.Length && TrySkipAll(ref rest, (major == Maps ? 2 : 1) * (long)argument, depth, numbers);
            case Tags:
                return TrySkip(ref rest, depth + 1, numbers);
            case SimpleValues:
                return argument is >= False and <= Null;
            default:
                return true; // integers
        }
    }

    private static bool TrySkipAll(ref ReadOnlySpan<byte> rest, long count, int depth, CborNumbers numbers)
    {
        for (var i = 0L; i < count; i++)
            if (!TrySkip(ref rest, depth + 1, numbers)) return false;
        return true;
    }

    /// <summary>Reads the first byte of an item and its argument (RFC 8949, section 3).</summary>
    private static bool TryReadHead(ref ReadOnlySpan<byte> rest, out int major, out ulong argument, out bool isShortest)
    {
        (major, argument, isShortest) = (0, 0, false);
        if (rest.IsEmpty) return false;
        var length = (rest[0] & 0x1f) switch { < 24 => 0, 24 => 1, 25 => 2, 26 => 4, 27 => 8, _ => int.MaxValue };
        if (length > rest.Length - 1) return false;
        major = rest[0] >> 5;
        var following = rest.Slice(1, length);
        (argument, var shorter) = length switch
        {
            0 => ((ulong)(rest[0] & 0x1f), 0UL),
            1 => (following[0], 24UL),
            2 => (BinaryPrimitives.ReadUInt16BigEndian(following), 1UL << 8),
            4 => (BinaryPrimitives.ReadUInt32BigEndian(following), 1UL << 16),
            _ => (BinaryPrimitives.ReadUInt64BigEndian(following), 1UL << 32),
        };
        rest = rest[(1 + length)..];

        // What follows the first byte of a simple value is another value or a fraction, never a shorter form.
        isShortest = argument >= shorter;
        return major != SimpleValues || length == 0;
    }
}
