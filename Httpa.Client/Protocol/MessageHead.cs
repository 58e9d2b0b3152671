using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Httpa.Client.Protocol;

/// <summary>The head of a message: u32 age or u16 status, then the application's fields (HTTPA/1, section 4, "Head"). Text is UTF-8, in both directions.</summary>
internal sealed class MessageHead
{
    public const int MaxFields = 256;
    public const int MinStatus = 200;
    public const int MaxStatus = 599;

    private const int AgeLength = 4;
    private const int StatusLength = 2;
    private const int LengthLength = 4;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly FrozenSet<string> ForbiddenNames =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "host", "expect");

    /// <summary>Names that come often: their strings are made once.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> UsualNames = FrozenSet.Create(StringComparer.Ordinal,
        "accept", "accept-encoding", "accept-language", "authorization", "cache-control", "content-disposition", "content-encoding", "content-language", "content-length",
        "content-type", "cookie", "date", "etag", "last-modified", "location", "server", "set-cookie", "user-agent", "vary").GetAlternateLookup<ReadOnlySpan<char>>();

    private MessageHead()
    {
    }

    /// <summary>Names that a head must not have: connection, keep-alive, proxy-*, te, trailer, transfer-encoding, upgrade, host, expect, attest-*, :*. Case does not matter.</summary>
    public static bool IsForbidden(string name) =>
        ForbiddenNames.Contains(name)
        || name.StartsWith("proxy-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("attest-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith(':');

    /// <summary>Encodes a request head. Fields keep their order; names are made lower case; age is in seconds since ATTEST was sent.</summary>
    /// <exception cref="ArgumentException">A field that the profile forbids (which one, why), more than 256 fields, or more than 65,536 bytes.</exception>
    public static byte[] EncodeRequest(uint age, ReadOnlySpan<KeyValuePair<string, string>> fields)
    {
        var head = new byte[AgeLength + FieldsLength(fields)];
        BinaryPrimitives.WriteUInt32BigEndian(head, age);
        WriteFields(fields, head.AsSpan(AgeLength));
        return head;
    }

    /// <summary>Encodes a response head; status is 200 to 599.</summary>
    /// <exception cref="ArgumentException">As for <see cref="EncodeRequest"/>, or a status outside 200 to 599.</exception>
    public static byte[] EncodeResponse(int status, ReadOnlySpan<KeyValuePair<string, string>> fields)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, MinStatus);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, MaxStatus);
        var head = new byte[StatusLength + FieldsLength(fields)];
        BinaryPrimitives.WriteUInt16BigEndian(head, (ushort)status);
        WriteFields(fields, head.AsSpan(StatusLength));
        return head;
    }

    public static bool TryDecodeRequest(
        ReadOnlySpan<byte> head, out uint age, [NotNullWhen(true)] out List<KeyValuePair<string, string>>? fields, out string problem)
    {
        age = 0;
        fields = null;
        problem = "a request head begins with an age of four bytes";
        if (head.Length < AgeLength) return false;
        age = BinaryPrimitives.ReadUInt32BigEndian(head);
        return TryReadFields(head[AgeLength..], out fields, out problem);
    }

    public static bool TryDecodeResponse(
        ReadOnlySpan<byte> head, out int status, [NotNullWhen(true)] out List<KeyValuePair<string, string>>? fields, out string problem)
    {
        status = 0;
        fields = null;
        problem = "a response head begins with a status from 200 to 599 in two bytes";
        if (head.Length < StatusLength || BinaryPrimitives.ReadUInt16BigEndian(head) is < MinStatus or > MaxStatus) return false;
        status = BinaryPrimitives.ReadUInt16BigEndian(head);
        return TryReadFields(head[StatusLength..], out fields, out problem);
    }

    private static int FieldsLength(ReadOnlySpan<KeyValuePair<string, string>> fields)
    {
        if (fields.Length > MaxFields) throw new ArgumentException($"A message has {fields.Length} header fields; {MaxFields} are allowed.", nameof(fields));
        var length = 0L;
        foreach (var (name, value) in fields)
        {
            if (Fault(HttpToken.IsToken(name), name, value) is { } fault) throw new ArgumentException($"The header field '{name}' {fault}.", nameof(fields));
            length += 2 * LengthLength + name.Length + ValueLength(name, value);
        }

        return length <= RecordSealer.MaxPlaintext - AgeLength
            ? (int)length
            : throw new ArgumentException($"The header fields have {length} bytes; {RecordSealer.MaxPlaintext - AgeLength} are allowed.", nameof(fields));
    }

    private static int ValueLength(string name, string value)
    {
        try
        {
            return Utf8.GetByteCount(value);
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException($"The header field '{name}' has a value that is not Unicode text.", nameof(value), e);
        }
    }

    private static void WriteFields(ReadOnlySpan<KeyValuePair<string, string>> fields, Span<byte> destination)
    {
        foreach (var (name, value) in fields)
        {
            Ascii.ToLower(name, destination[LengthLength..], out var length);
            Advance(length, ref destination);
            Advance(Utf8.GetBytes(value, destination[LengthLength..]), ref destination);
        }
    }

    /// <summary>Writes the length in front of what was written behind its place.</summary>
    private static void Advance(int length, ref Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)length);
        destination = destination[(LengthLength + length)..];
    }

    private static bool TryReadFields(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out List<KeyValuePair<string, string>>? fields, out string problem)
    {
        fields = null;
        var read = new List<KeyValuePair<string, string>>();
        while (!bytes.IsEmpty)
        {
            problem = "a header field is cut short or is not UTF-8";
            if (!TryReadBytes(ref bytes, out var nameBytes) || !TryReadBytes(ref bytes, out var valueBytes)) return false;
            var (name, value) = (NameOf(nameBytes), Utf8.GetString(valueBytes));
            problem = $"a head has at most {MaxFields} header fields";
            if (read.Count == MaxFields) return false;
            if (Fault(HttpToken.IsLowerCaseToken(name), name, value) is { } fault)
            {
                problem = $"a header field {fault}";
                return false;
            }

            read.Add(new(name, value));
        }

        fields = read;
        problem = "";
        return true;
    }

    /// <summary>Reads bytes that are UTF-8, with their length in front.</summary>
    private static bool TryReadBytes(ref ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (bytes.Length < LengthLength) return false;
        var length = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        bytes = bytes[LengthLength..];
        if (length > (uint)bytes.Length || !System.Text.Unicode.Utf8.IsValid(bytes[..(int)length])) return false;
        text = bytes[..(int)length];
        bytes = bytes[(int)length..];
        return true;
    }

    private static string NameOf(ReadOnlySpan<byte> bytes)
    {
        const int LongestUsual = 32;
        Span<char> name = stackalloc char[LongestUsual];
        return bytes.Length <= LongestUsual && UsualNames.TryGetValue(name[..Utf8.GetChars(bytes, name)], out var usual) ? usual : Utf8.GetString(bytes);
    }

    /// <summary>What is wrong with a field; null when nothing is.</summary>
    private static string? Fault(bool isToken, string name, string value)
    {
        if (IsForbidden(name)) return "is not allowed inside a sealed message";
        if (!isToken) return "has a name that is not a token in lower case";
        if (value.AsSpan().ContainsAny('\r', '\n', '\0')) return "has a line end or a NUL in its value";
        return value.Length > 0 && (value[0] is ' ' or '\t' || value[^1] is ' ' or '\t') ? "has white space at an end of its value" : null;
    }
}
