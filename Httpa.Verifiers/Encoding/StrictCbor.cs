using System.Formats.Cbor;

namespace Httpa.Verifiers.Encoding;

/// <summary>
/// Reads CBOR front to back (RFC 8949), in the form that <see cref="CborForm"/> describes and without a key that stands twice in a map. The first item that is
/// not what the caller asks for makes it fail for good: every later read gives zero, an empty value or a count of 0, so that a parser reads all its items
/// and asks once, at the end, with <see cref="IsComplete"/>.
/// </summary>
internal sealed class StrictCbor
{
    private readonly CborReader _reader;

    /// <summary>Takes the bytes.</summary>
    /// <param name="bytes">One item; what is read are slices of these bytes, so they must not change.</param>
    /// <param name="numbers">How long numbers may be.</param>
    /// <param name="lengths">How maps and arrays may say their length.</param>
    public StrictCbor(ReadOnlyMemory<byte> bytes, CborNumbers numbers = CborNumbers.Shortest, CborLengths lengths = CborLengths.Definite)
    {
        _reader = new CborReader(bytes, CborConformanceMode.Strict);
        HasFailed = !CborForm.IsStrict(bytes.Span, numbers, lengths);
    }

    /// <summary>True when something was not as it must be.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>True when everything was read and nothing failed.</summary>
    public bool IsComplete => Next == CborReaderState.Finished && !HasFailed;

    /// <summary>What comes next; <see cref="CborReaderState.Undefined"/> after a failure.</summary>
    public CborReaderState Next => Read(static reader => reader.PeekState());

    /// <summary>True when the map or the array that was entered last has more, and nothing failed.</summary>
    public bool HasMore => Next is not (CborReaderState.EndMap or CborReaderState.EndArray or CborReaderState.Finished or CborReaderState.Undefined);

    /// <summary>Makes the reader fail for a reason that its user knows.</summary>
    public void Fail() => HasFailed = true;

    /// <summary>Enters a map; its keys and values are read in turn, then <see cref="EndMap"/>.</summary>
    /// <param name="maximum">The largest number of entries.</param>
    /// <returns>The number of entries; 0 where only a mark at the end tells it: then ask <see cref="HasMore"/>.</returns>
    public int ReadMap(int maximum) => AtMost(maximum, Read(static reader => reader.ReadStartMap()) ?? 0);

    /// <summary>Leaves a map; entries that were not read are a failure.</summary>
    public void EndMap() => Read(static reader =>
    {
        reader.ReadEndMap();
        return true;
    });

    /// <summary>Enters an array; its elements are read in turn, then <see cref="EndArray"/>.</summary>
    /// <param name="maximum">The largest number of elements.</param>
    /// <returns>The number of elements; 0 where only a mark at the end tells it.</returns>
    public int ReadArray(int maximum) => AtMost(maximum, Read(static reader => reader.ReadStartArray()) ?? 0);

    /// <summary>Leaves an array; elements that were not read are a failure.</summary>
    public void EndArray() => Read(static reader =>
    {
        reader.ReadEndArray();
        return true;
    });

    /// <summary>The number of a tag, which belongs to the item behind it.</summary>
    public ulong ReadTag() => Read(static reader => (ulong)reader.ReadTag());

    /// <summary>An integer from a minimum to a maximum.</summary>
    public long ReadInteger(long minimum = long.MinValue, long maximum = long.MaxValue)
    {
        var value = Read(static reader => reader.ReadInt64());
        if (!HasFailed && value >= minimum && value <= maximum) return value;
        HasFailed = true;
        return 0;
    }

    /// <summary>A byte string of a length from a minimum to a maximum, in bytes.</summary>
    /// <returns>A slice of the input.</returns>
    public ReadOnlyMemory<byte> ReadBytes(int minimum, int maximum)
    {
        var value = Read(static reader => reader.ReadDefiniteLengthByteString());
        if (!HasFailed && value.Length >= minimum && value.Length <= maximum) return value;
        HasFailed = true;
        return default;
    }

    /// <summary>A text that is not empty.</summary>
    /// <param name="maximum">The greatest length, in bytes of UTF-8.</param>
    public string ReadText(int maximum)
    {
        var value = Read(static reader => reader.ReadDefiniteLengthTextStringBytes());
        if (!HasFailed && value.Length > 0 && value.Length <= maximum) return System.Text.Encoding.UTF8.GetString(value.Span);
        HasFailed = true;
        return "";
    }

    /// <summary>True when null comes next, which is read then.</summary>
    public bool TryReadNull()
    {
        if (Next != CborReaderState.Null) return false;
        return Read(static reader =>
        {
            reader.ReadNull();
            return true;
        });
    }

    /// <summary>The exact bytes of the next item, whatever it is.</summary>
    /// <returns>A slice of the input.</returns>
    public ReadOnlyMemory<byte> ReadRaw() => Read(static reader => reader.ReadEncodedValue());

    private int AtMost(int maximum, int count)
    {
        if (count <= maximum) return count;
        HasFailed = true;
        return 0;
    }

    private T? Read<T>(Func<CborReader, T> read)
    {
        if (HasFailed) return default;
        try
        {
            return read(_reader);
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or OverflowException)
        {
            // InvalidOperationException: an item of another kind, or a map or an array that is not at its end. OverflowException: an integer of more than 63 bits.
            HasFailed = true;
            return default;
        }
    }
}
