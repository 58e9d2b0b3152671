using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Httpa.Client.Protocol;

/// <summary>Base64url (RFC 4648, section 5) without padding, white space or left-over bits: one text for each value.</summary>
internal static class StrictBase64Url
{
    public static bool TryDecode(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) return false;
        }

        if (text.Length % 4 == 1) return false;
        var decoded = new byte[text.Length * 3L / 4];
        // Not TryDecodeFromChars: that one throws on bad text.
        if (Base64Url.DecodeFromChars(text, decoded, out _, out var written) != OperationStatus.Done || written != decoded.Length) return false;

        // The bits that the last character has too many must be zero: only then does it encode back to itself.
        if (text.Length % 4 != 0 && Base64Url.EncodeToString(decoded.AsSpan(decoded.Length / 3 * 3))[^1] != text[^1]) return false;
        bytes = decoded;
        return true;
    }
}
