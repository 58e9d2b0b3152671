using System.Buffers.Binary;

namespace Httpa.Verifiers.Encoding;

/// <summary>
/// Reads fixed binary formats front to back. The first read beyond the end makes it fail for good: every later read gives zeros or nothing, so
/// that a parser reads all its fields and asks once, at the end, with <see cref="IsComplete"/>.
/// </summary>
/// <param name="bytes">The bytes to read.</param>
internal ref struct SpanReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;
    private bool _failed;

    /// <summary>True when every byte was read and no read failed.</summary>
    public readonly bool IsComplete => !_failed && _rest.IsEmpty;

    /// <summary>True when a read went beyond the end or found what must not be there.</summary>
    public readonly bool HasFailed => _failed;

    /// <summary>How many bytes were not read yet; 0 after a failure.</summary>
    public readonly int Remaining => _rest.Length;

    /// <summary>Takes the next bytes.</summary>
    /// <param name="length">How many; more than there are is a failure.</param>
    /// <returns>A slice of the input, empty after a failure.</returns>
    public ReadOnlySpan<byte> Read(uint length)
    {
        if (_failed || length > (uint)_rest.Length) return Fail();
        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    /// <summary>Takes all that is left.</summary>
    public ReadOnlySpan<byte> ReadRest() => Read((uint)_rest.Length);

    /// <summary>One byte.</summary>
    public byte ReadByte()
    {
        var taken = Read(1);
        return taken.IsEmpty ? (byte)0 : taken[0];
    }

    /// <summary>Two bytes, little-endian.</summary>
    public ushort ReadUInt16()
    {
        var taken = Read(2);
        return taken.IsEmpty ? (ushort)0 : BinaryPrimitives.ReadUInt16LittleEndian(taken);
    }

    /// <summary>Three bytes, little-endian.</summary>
    public uint ReadUInt24()
    {
        var taken = Read(3);
        return taken.IsEmpty ? 0 : (uint)(taken[0] | (taken[1] << 8) | (taken[2] << 16));
    }

    /// <summary>Four bytes, little-endian.</summary>
    public uint ReadUInt32()
    {
        var taken = Read(4);
        return taken.IsEmpty ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(taken);
    }

    /// <summary>Reserved bytes: anything but zero is a failure.</summary>
    /// <param name="length">How many.</param>
    public void ReadZeros(uint length)
    {
        if (Read(length).ContainsAnyExcept((byte)0)) Fail();
    }

    private ReadOnlySpan<byte> Fail()
    {
        _failed = true;
        _rest = default;
        return default;
    }
}
