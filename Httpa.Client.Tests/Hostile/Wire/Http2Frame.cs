using System.Buffers.Binary;

namespace Httpa.Client.Tests.Hostile.Wire;

/// <summary>One frame of HTTP/2 (RFC 9113, section 4.1).</summary>
internal sealed record Http2Frame(byte Type, byte Flags, int Stream, byte[] Payload)
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte RstStream = 3;
    public const byte Settings = 4;
    public const byte GoAway = 7;

    private const byte Ack = 1;
    private const ushort HeaderTableSize = 1;
    private const int HeaderLength = 9;
    private const int SettingLength = 6;
    private const uint RefusedStream = 7;

    public bool IsSettings => Type == Settings && (Flags & Ack) == 0;

    public static async Task<Http2Frame?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var header = new byte[HeaderLength];
        if (await stream.ReadAtLeastAsync(header, HeaderLength, throwOnEndOfStream: false, cancellationToken) < HeaderLength) return null;
        var payload = new byte[header[0] << 16 | header[1] << 8 | header[2]];
        await stream.ReadExactlyAsync(payload, cancellationToken);
        return new Http2Frame(header[3], header[4], BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)) & int.MaxValue, payload);
    }

    /// <summary>Settings that keep the other side from compressing header fields by a table, so that header blocks can be dropped.</summary>
    public Http2Frame WithoutHeaderTable()
    {
        var settings = new List<byte>();
        for (var i = 0; i < Payload.Length; i += SettingLength)
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(Payload.AsSpan(i)) != HeaderTableSize) settings.AddRange(Payload.AsSpan(i, SettingLength));
        }

        settings.AddRange([0, (byte)HeaderTableSize, 0, 0, 0, 0]);
        return this with { Payload = [.. settings] };
    }

    /// <summary>"I did not process this stream", which nothing proves.</summary>
    public static Http2Frame Refuse(int stream) => new(RstStream, 0, stream, Number(RefusedStream));

    /// <summary>"I processed streams up to this one and no more", which nothing proves.</summary>
    public static Http2Frame LeaveAfter(int lastStream) => new(GoAway, 0, 0, [.. Number((uint)lastStream), .. Number(0)]);

    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderLength + Payload.Length];
        (bytes[0], bytes[1], bytes[2]) = ((byte)(Payload.Length >> 16), (byte)(Payload.Length >> 8), (byte)Payload.Length);
        (bytes[3], bytes[4]) = (Type, Flags);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(5), Stream);
        Payload.CopyTo(bytes, HeaderLength);
        return bytes;
    }

    private static byte[] Number(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }
}
