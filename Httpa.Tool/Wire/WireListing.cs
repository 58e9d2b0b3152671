using System.Text;

namespace Httpa.Tool.Wire;

/// <summary>Writes exchanges out in full, so that a mismatch between two implementations can be found from the listing alone.</summary>
internal static class WireListing
{
    private const int MaxBody = 4096;

    /// <summary>Writes every exchange with all fields, then what the client derived from them.</summary>
    public static async Task WriteAsync(TextWriter output, IReadOnlyList<WireExchange> exchanges, IReadOnlyList<string> derived)
    {
        var text = new StringBuilder();
        foreach (var exchange in exchanges)
        {
            text.Append('\n').Append("> ").Append(exchange.Method).Append(' ').Append(exchange.Uri).Append('\n');
            Append(text, '>', exchange.Fields, exchange.Body);
            text.Append("< ").Append((int)exchange.Status).Append('\n');
            Append(text, '<', exchange.AnswerFields, exchange.AnswerBody);
        }

        foreach (var line in derived) text.Append("\n= ").Append(line.Replace(", ", "\n    ", StringComparison.Ordinal)).Append('\n');
        await output.WriteAsync(Terminal.Plain(text.ToString()));
    }

    private static void Append(StringBuilder text, char mark, IReadOnlyList<KeyValuePair<string, string>> fields, byte[] body)
    {
        foreach (var (name, value) in fields) text.Append(mark).Append(' ').Append(name).Append(": ").Append(value).Append('\n');
        if (body.Length == 0) return;
        var isText = body.All(b => b is >= 0x20 and < 0x7f or (byte)'\n' or (byte)'\r' or (byte)'\t');
        var shown = body.AsSpan(0, Math.Min(body.Length, MaxBody));
        text.Append(mark).Append(' ').Append(isText ? Encoding.ASCII.GetString(shown) : Convert.ToHexStringLower(shown))
            .Append(shown.Length < body.Length ? $" ... {body.Length} bytes\n" : "\n");
    }
}
