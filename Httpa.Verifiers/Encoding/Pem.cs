using System.Buffers;
using System.Buffers.Text;

namespace Httpa.Verifiers.Encoding;

/// <summary>
/// Reads certificates from PEM text in the strict form of RFC 7468, section 3: lines of one length, only the last one shorter, and no other text. The
/// length is 64 there, and 76 in the older RFC 2045. One zero byte may end the text, because Intel's quoting library writes a C string.
/// </summary>
internal static class Pem
{
    private const int MaxLineLength = 76;
    private const int MaxCertificateLength = 8192;

    private static ReadOnlySpan<byte> Begin => "-----BEGIN CERTIFICATE-----"u8;

    private static ReadOnlySpan<byte> End => "-----END CERTIFICATE-----"u8;

    /// <summary>Reads all certificates.</summary>
    /// <param name="text">The text, ASCII.</param>
    /// <param name="maximum">The largest number of certificates.</param>
    /// <returns>The DER bytes of each, in the order of the text; null when the text is malformed, empty or has too many.</returns>
    public static IReadOnlyList<byte[]>? TryReadCertificates(ReadOnlySpan<byte> text, int maximum)
    {
        var certificates = new List<byte[]>();
        if (text.EndsWith((byte)0)) text = text[..^1];
        while (!text.IsEmpty)
        {
            if (certificates.Count == maximum || !TryReadOne(ref text, out var der)) return null;
            certificates.Add(der);
        }

        return certificates.Count == 0 ? null : certificates;
    }

    private static bool TryReadOne(ref ReadOnlySpan<byte> text, out byte[] der)
    {
        der = [];
        if (!ReadLine(ref text).SequenceEqual(Begin)) return false;

        Span<byte> buffer = stackalloc byte[MaxCertificateLength];
        var length = 0;
        var lineLength = 0;
        for (var ended = false; ;)
        {
            var line = ReadLine(ref text);
            if (line.SequenceEqual(End)) break;
            if (lineLength == 0) lineLength = line.Length;
            // Only the last line may be short, or padded: so nothing can stand behind it.
            if (ended || line.Length > lineLength || !TryDecodeLine(line, buffer[length..], out var written)) return false;
            ended = line.Length < lineLength || line[^1] == (byte)'=';
            length += written;
        }

        der = buffer[..length].ToArray();
        return length > 0;
    }

    private static bool TryDecodeLine(ReadOnlySpan<byte> line, Span<byte> destination, out int written)
    {
        written = 0;
        if (line.Length is 0 or > MaxLineLength || destination.Length < MaxLineLength) return false;
        if (Base64.DecodeFromUtf8(line, destination, out var consumed, out written) != OperationStatus.Done || consumed != line.Length) return false;

        // Encoding again tells apart what decodes to the same bytes: white space, and bits that the last character does not use.
        Span<byte> again = stackalloc byte[MaxLineLength];
        return Base64.EncodeToUtf8(destination[..written], again, out _, out var length) == OperationStatus.Done
            && again[..length].SequenceEqual(line);
    }

    /// <summary>Takes a line; its end is a line feed, with or without a carriage return, or the end of the text.</summary>
    private static ReadOnlySpan<byte> ReadLine(ref ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'\n');
        var line = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[(end + 1)..];
        return end >= 0 && line.EndsWith((byte)'\r') ? line[..^1] : line;
    }
}
