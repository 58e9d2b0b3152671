using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Httpa.Client.Protocol;

/// <summary>Joins what HTTPA/1 hashes: fields with their length in front (LP), big-endian numbers and raw bytes (section 0).</summary>
internal sealed class TranscriptWriter
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ArrayBufferWriter<byte> _bytes = new(512);

    /// <summary>u32(length) || value.</summary>
    public TranscriptWriter Field(ReadOnlySpan<byte> value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.GetSpan(4), (uint)value.Length);
        _bytes.Advance(4);
        return Raw(value);
    }

    /// <summary>LP of the text's UTF-8 bytes.</summary>
    public TranscriptWriter Field(string text) => Field(Utf8.GetBytes(text));

    public TranscriptWriter Raw(ReadOnlySpan<byte> value)
    {
        _bytes.Write(value);
        return this;
    }

    /// <summary>u64 of the seconds since 1970.</summary>
    public TranscriptWriter Seconds(DateTimeOffset time)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_bytes.GetSpan(8), checked((ulong)time.ToUnixTimeSeconds()));
        _bytes.Advance(8);
        return this;
    }

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    /// <summary>H of everything written: SHA-384, 48 bytes.</summary>
    public byte[] Hash() => SHA384.HashData(_bytes.WrittenSpan);

    /// <summary>SHA-512 of everything written, 64 bytes.</summary>
    public byte[] HashSha512() => SHA512.HashData(_bytes.WrittenSpan);
}
