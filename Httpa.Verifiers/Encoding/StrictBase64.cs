using System.Buffers;
using System.Buffers.Text;

namespace Httpa.Verifiers.Encoding;

/// <summary>
/// Reads base64 and base64url (RFC 4648, sections 4 and 5) of which there is exactly one form for the same bytes: no white space, no unused bits, padding always
/// (base64) or never (base64url, as RFC 7515, section 2, has it).
/// </summary>
internal static class StrictBase64
{
    /// <summary>Reads base64url.</summary>
    /// <param name="text">ASCII.</param>
    /// <returns>Null when it is in another form.</returns>
    public static byte[]? TryReadUrl(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        if (Base64Url.DecodeFromUtf8(text, bytes, out var consumed, out var written) != OperationStatus.Done || consumed != text.Length) return null;
        var decoded = bytes.AsSpan(0, written);
        return IsSame(text, Base64Url.EncodeToUtf8(decoded)) ? decoded.ToArray() : null;
    }

    /// <summary>Reads base64url.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Null when it is in another form.</returns>
    public static byte[]? TryReadUrl(string text) => Ascii(text) is { } ascii ? TryReadUrl(ascii) : null;

    /// <summary>Reads base64 with its padding.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Null when it is in another form.</returns>
    public static byte[]? TryRead(string text)
    {
        if (Ascii(text) is not { } ascii) return null;
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(ascii.Length)];
        if (Base64.DecodeFromUtf8(ascii, bytes, out var consumed, out var written) != OperationStatus.Done || consumed != ascii.Length) return null;
        var again = new byte[Base64.GetMaxEncodedToUtf8Length(written)];
        Base64.EncodeToUtf8(bytes.AsSpan(0, written), again, out _, out var length);
        return IsSame(ascii, again.AsSpan(0, length)) ? bytes[..written] : null;
    }

    private static bool IsSame(ReadOnlySpan<byte> text, ReadOnlySpan<byte> again) => text.SequenceEqual(again);

    private static byte[]? Ascii(string text) => System.Text.Ascii.IsValid(text) ? System.Text.Encoding.ASCII.GetBytes(text) : null;
}
