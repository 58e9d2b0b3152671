using System.Globalization;
using System.Text;

namespace Httpa.Client.Tests.Hostile.Wire;

/// <summary>How a message's body is framed when it is written.</summary>
internal enum WireFraming
{
    /// <summary>There is no body; a content-length, if any, is another message's.</summary>
    None,

    /// <summary>Content-Length is the body's, whatever it was.</summary>
    Length,

    /// <summary>Chunked.</summary>
    Chunked,
}

/// <summary>One HTTP/1.1 message, of which everything can be changed.</summary>
internal sealed class WireMessage
{
    public required string StartLine { get; set; }

    /// <summary>All fields, save those that frame a body.</summary>
    public List<KeyValuePair<string, string>> Fields { get; init; } = [];

    public byte[] Body { get; set; } = [];

    public WireFraming Framing { get; set; }

    /// <summary>True when the connection ended before the message did.</summary>
    public bool IsCut { get; init; }

    public string Method => StartLine.Split(' ')[0];

    public string Target => StartLine.Split(' ')[1];

    public int Status => int.Parse(StartLine.Split(' ')[1], CultureInfo.InvariantCulture);

    /// <summary>The first value of a field. Setting replaces every one; null removes.</summary>
    public string? this[string name]
    {
        get => Fields.FirstOrDefault(f => IsName(f, name)).Value;
        set
        {
            Fields.RemoveAll(f => IsName(f, name));
            if (value is not null) Add(name, value);
        }
    }

    public void Add(string name, string value) => Fields.Add(new(name, value));

    /// <summary>The bytes of a Byte Sequence field.</summary>
    public byte[] Bytes(string name) => Convert.FromBase64String(this[name]!.Trim(':'));

    public void SetBytes(string name, ReadOnlySpan<byte> value) => this[name] = $":{Convert.ToBase64String(value)}:";

    /// <summary>Flips one bit of a Byte Sequence field; a negative position counts from the end.</summary>
    public void Flip(string name, int position)
    {
        var bytes = Bytes(name);
        bytes[new Index(position < 0 ? -position : position, fromEnd: position < 0)] ^= 1;
        SetBytes(name, bytes);
    }

    public WireMessage Copy() => new() { StartLine = StartLine, Fields = [.. Fields], Body = [.. Body], Framing = Framing, IsCut = IsCut };

    /// <summary>An answer without a body.</summary>
    public static WireMessage Answer(int status, params (string Name, string Value)[] fields) => new()
    {
        StartLine = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Forged"),
        Fields = [.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value))],
        Framing = status is 204 or 304 ? WireFraming.None : WireFraming.Length,
    };

    public byte[] ToBytes()
    {
        var head = new StringBuilder(StartLine).Append("\r\n");
        foreach (var (name, value) in Fields) head.Append(name).Append(": ").Append(value).Append("\r\n");
        if (Framing == WireFraming.Length) head.Append(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}\r\n");
        if (Framing == WireFraming.Chunked) head.Append("Transfer-Encoding: chunked\r\n");
        var start = Encoding.Latin1.GetBytes(head.Append("\r\n").ToString());
        return Framing switch
        {
            WireFraming.None => start,
            WireFraming.Length => [.. start, .. Body],
            _ => [.. start, .. Chunk(Body), .. "0\r\n\r\n"u8],
        };
    }

    public static byte[] Chunk(ReadOnlySpan<byte> bytes) =>
        bytes.IsEmpty ? [] : [.. Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"), .. bytes, .. "\r\n"u8];

    private static bool IsName(KeyValuePair<string, string> field, string name) => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase);
}
