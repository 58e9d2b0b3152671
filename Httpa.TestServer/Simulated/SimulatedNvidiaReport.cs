using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Httpa.TestServer.Simulated;

/// <summary>The recipe of a report: an SPDM 1.1 request for measurements and its signed answer. Tests vary it with <c>with</c>.</summary>
internal sealed record SimulatedNvidiaReport
{
    /// <summary>The key that signs.</summary>
    public required ECDsa Key { get; init; }

    /// <summary>Index (from 1) and value of each measurement.</summary>
    public required IReadOnlyList<(byte Index, byte[] Value)> Blocks { get; init; }

    /// <summary>Type and value of each opaque field.</summary>
    public required IReadOnlyList<(ushort Type, byte[] Value)> Opaque { get; init; }

    /// <summary>Version, code, parameters of the request; then the slot.</summary>
    public byte[] Request { get; init; } = [0x11, 0xe0, 0x01, 0xff, 0x00];

    /// <summary>Version, code, parameters of the answer.</summary>
    public byte[] Response { get; init; } = [0x11, 0x60, 0x00, 0x00];

    /// <summary>Which specification the measurements follow.</summary>
    public byte Specification { get; init; } = 1;

    /// <summary>The report under a nonce.</summary>
    /// <param name="nonce">32 bytes.</param>
    public byte[] Encode(ReadOnlySpan<byte> nonce)
    {
        var record = Blocks.SelectMany(b => Block(b.Index, b.Value)).ToArray();
        var opaque = Opaque.SelectMany(o => Field(o.Type, o.Value)).ToArray();
        byte[] signed =
        [
            .. Request.AsSpan(0, 4), .. nonce, Request[4],
            .. Response, (byte)Blocks.Count, .. UInt32(record.Length).AsSpan(0, 3), .. record,
            .. RandomNumberGenerator.GetBytes(32), .. UInt16(opaque.Length), .. opaque,
        ];
        return [.. signed, .. Key.SignData(signed, HashAlgorithmName.SHA384)];
    }

    private byte[] Block(byte index, byte[] value) => [index, Specification, .. UInt16(value.Length + 3), 1, .. UInt16(value.Length), .. value];

    private static byte[] Field(ushort type, byte[] value) => [.. UInt16(type), .. UInt16(value.Length), .. value];

    private static byte[] UInt16(int value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
        return bytes;
    }

    private static byte[] UInt32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
