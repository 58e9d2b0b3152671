namespace Httpa.Tool.Wire;

/// <summary>Bytes as a reader of hexadecimal likes them: 8 a line, so that two columns fit a terminal, with the characters that they would be.</summary>
internal static class HexDump
{
    private const int Width = 8;
    private const int MaxLines = 8;

    public static IEnumerable<string> Lines(byte[] bytes)
    {
        foreach (var line in bytes.Chunk(Width).Take(MaxLines))
        {
            var hex = string.Join(' ', line.Select(b => b.ToString("x2", System.Globalization.CultureInfo.InvariantCulture))).PadRight(Width * 3);
            yield return hex + new string([.. line.Select(b => b is >= 0x20 and < 0x7f ? (char)b : '.')]);
        }

        if (bytes.Length > Width * MaxLines) yield return $"... {bytes.Length - Width * MaxLines:N0} more bytes";
    }
}
