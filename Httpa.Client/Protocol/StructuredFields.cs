using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Httpa.Client.Protocol;

/// <summary>
/// The Structured Fields (RFC 9651) that HTTPA/1 uses: bare items and lists of tokens, without parameters. Spaces around a value are taken off, as
/// section 4.2 of the RFC says; everything else is strict, and writing gives the canonical form.
/// </summary>
internal static class StructuredFields
{
    /// <summary>Dates up to the year 9999.</summary>
    private const long MaxSeconds = 253_402_300_799;

    public static string FormatTokens(IEnumerable<string> tokens) => string.Join(", ", tokens);
    public static string FormatDate(DateTimeOffset date) => string.Create(CultureInfo.InvariantCulture, $"@{date.ToUnixTimeSeconds()}");
    public static string FormatBoolean(bool value) => value ? "?1" : "?0";
    public static string FormatInteger(ulong value) => value.ToString(CultureInfo.InvariantCulture);
    public static string FormatString(string text) => $"\"{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    public static string FormatBytes(ReadOnlySpan<byte> value) => $":{Convert.ToBase64String(value)}:";

    public static bool TryParseToken([NotNullWhen(true)] string? value, out string token)
    {
        token = Trim(value);
        return IsToken(token);
    }

    /// <summary>A list of one or more tokens; false for a parameter, another type, an empty member or one that stands twice.</summary>
    public static bool TryParseTokens([NotNullWhen(true)] string? value, [NotNullWhen(true)] out IReadOnlyList<string>? tokens)
    {
        tokens = null;
        var members = Trim(value).Split(',');
        var seen = new HashSet<string>(members.Length, StringComparer.Ordinal);
        for (var i = 0; i < members.Length; i++)
        {
            members[i] = members[i].Trim(' ', '\t');
            if (!IsToken(members[i]) || !seen.Add(members[i])) return false;
        }

        tokens = members;
        return true;
    }

    /// <summary>A date not before 1970.</summary>
    public static bool TryParseDate([NotNullWhen(true)] string? value, out DateTimeOffset date)
    {
        date = default;
        var text = Trim(value);
        if (!text.StartsWith('@') || !TryParseDigits(text.AsSpan(1), out var seconds) || seconds > MaxSeconds) return false;
        date = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return true;
    }

    /// <summary>An integer that is not negative.</summary>
    public static bool TryParseInteger([NotNullWhen(true)] string? value, out long number) => TryParseDigits(Trim(value), out number);

    public static bool TryParseBoolean([NotNullWhen(true)] string? value, out bool flag)
    {
        var text = Trim(value);
        flag = text == "?1";
        return flag || text == "?0";
    }

    public static bool TryParseString([NotNullWhen(true)] string? value, [NotNullWhen(true)] out string? text)
    {
        text = null;
        var quoted = Trim(value);
        if (quoted.Length < 2 || quoted[0] != '"') return false;
        var result = new StringBuilder(quoted.Length);
        for (var i = 1; i < quoted.Length; i++)
        {
            var c = quoted[i];
            if (c == '"')
            {
                if (i != quoted.Length - 1) return false;
                text = result.ToString();
                return true;
            }

            if (c == '\\')
            {
                if (++i == quoted.Length || quoted[i] is not ('"' or '\\')) return false;
                c = quoted[i];
            }

            if (c is < ' ' or > '~') return false;
            result.Append(c);
        }

        return false;
    }

    /// <summary>A byte sequence within the lengths given: base64 with its padding, and nothing in the bits that are left over.</summary>
    public static bool TryParseBytes([NotNullWhen(true)] string? value, int minLength, int maxLength, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        var text = Trim(value);
        if (text.Length < 2 || text[0] != ':' || text[^1] != ':') return false;
        var base64 = text.AsSpan(1, text.Length - 2);
        if (base64.Length % 4 != 0) return false;
        var length = base64.Length / 4 * 3 - (base64.EndsWith("==") ? 2 : base64.EndsWith("=") ? 1 : 0);
        if (length < minLength || length > maxLength) return false;
        var decoded = new byte[length];
        if (!Convert.TryFromBase64Chars(base64, decoded, out var written) || written != length) return false;

        // The framework passes over white space and left-over bits: only the one canonical text is taken.
        var canonical = base64.Length <= 256 ? stackalloc char[256] : new char[base64.Length];
        if (!Convert.TryToBase64Chars(decoded, canonical, out written) || !base64.SequenceEqual(canonical[..written])) return false;
        bytes = decoded;
        return true;
    }

    private static string Trim(string? value) => value?.Trim(' ') ?? "";

    private static bool TryParseDigits(ReadOnlySpan<char> text, out long number)
    {
        number = 0;
        return text.Length is >= 1 and <= 15 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static bool IsToken(string text)
    {
        if (text.Length == 0 || !(char.IsAsciiLetter(text[0]) || text[0] == '*')) return false;
        foreach (var c in text)
        {
            if (!HttpToken.IsTokenCharacter(c) && c is not (':' or '/')) return false;
        }

        return true;
    }
}
