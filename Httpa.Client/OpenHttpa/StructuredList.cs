using System.Diagnostics.CodeAnalysis;
using System.Text;
using Httpa.Client.Protocol;

namespace Httpa.Client.OpenHttpa;

/// <summary>A bare item of a Structured Field: exactly one of the three is set; none for a number or a boolean, which OpenHTTPA does not use in lists.</summary>
/// <param name="Token">A token.</param>
/// <param name="Text">A string.</param>
/// <param name="Bytes">A byte sequence.</param>
/// <param name="Format">The value of the parameter <c>format</c>, if it is a token.</param>
internal sealed record StructuredItem(string? Token, string? Text, byte[]? Bytes, string? Format);

/// <summary>A list of items and inner lists (RFC 9651, section 3.1), as the fields of OpenHTTPA have them: a plain member is a list of one item.</summary>
internal ref struct StructuredList
{
    private const int MaxMembers = 64;

    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private StructuredList(ReadOnlySpan<char> text) => _text = text;

    /// <summary>Reads a whole list of one member or more. Parameters other than <c>format</c> are passed over.</summary>
    public static bool TryParse([NotNullWhen(true)] string? value, [NotNullWhen(true)] out List<List<StructuredItem>>? members)
    {
        members = null;
        if (value is null) return false;
        var reader = new StructuredList(value.AsSpan().Trim(' '));
        var read = new List<List<StructuredItem>>();
        do
        {
            if (read.Count == MaxMembers || reader.ReadMember() is not { } member) return false;
            read.Add(member);
            reader.SkipSpace();
            if (reader.IsAtEnd) members = read;
        }
        while (reader.Take(',') && reader.SkipSpace());
        return members is not null;
    }

    /// <summary>A token, or a string where the text is none (what openhttpa-rs writes then).</summary>
    public static string FormatToken(string text) => StructuredFields.TryParseToken(text, out var token) && token == text ? text : StructuredFields.FormatString(text);

    private readonly bool IsAtEnd => _at == _text.Length;

    private readonly char Next => IsAtEnd ? '\0' : _text[_at];

    private List<StructuredItem>? ReadMember()
    {
        if (!Take('(')) return ReadItem() is { } single ? [single] : null;
        var items = new List<StructuredItem>();
        while (true)
        {
            SkipSpace();
            if (Take(')')) return TryReadParameters(out _) ? items : null;
            if (items.Count == MaxMembers || ReadItem() is not { } item || Next is not (' ' or ')')) return null;
            items.Add(item);
        }
    }

    private StructuredItem? ReadItem()
    {
        var start = _at;
        StructuredItem? item = Next switch
        {
            ':' => ReadBytes() is { } bytes ? new(null, null, bytes, null) : null,
            '"' => ReadString() is { } text ? new(null, text, null, null) : null,
            '?' or '-' or '@' or (>= '0' and <= '9') => ReadRun("?@-.0123456789") > 0 ? new(null, null, null, null) : null,
            _ => ReadToken() is { } token ? new(token, null, null, null) : null,
        };
        return item is not null && _at > start && TryReadParameters(out var format) ? item with { Format = format } : null;
    }

    private bool TryReadParameters(out string? format)
    {
        format = null;
        while (Take(';'))
        {
            SkipSpace();
            var start = _at;
            if (ReadRun("abcdefghijklmnopqrstuvwxyz0123456789_-.*") == 0) return false;
            var key = _text[start.._at];
            if (!Take('=')) continue;
            if (ReadBareValue(out var token) is false) return false;
            if (key.SequenceEqual("format")) format = token ?? "";
        }

        return true;
    }

    private bool ReadBareValue(out string? token)
    {
        token = null;
        switch (Next)
        {
            case ':': return ReadBytes() is not null;
            case '"': return ReadString() is not null;
            case '?' or '-' or '@' or (>= '0' and <= '9'): return ReadRun("?@-.0123456789") > 0;
            default: return (token = ReadToken()) is not null;
        }
    }

    private byte[]? ReadBytes()
    {
        var length = _text[(_at + 1)..].IndexOf(':');
        if (length < 0) return null;
        var field = _text.Slice(_at, length + 2).ToString();
        _at += field.Length;
        return StructuredFields.TryParseBytes(field, 0, int.MaxValue, out var bytes) ? bytes : null;
    }

    private string? ReadString()
    {
        var text = new StringBuilder();
        for (_at++; !IsAtEnd && Next is >= ' ' and <= '~'; _at++)
        {
            if (Take('"')) return text.ToString();
            if (Next == '\\' && (++_at == _text.Length || Next is not ('"' or '\\'))) return null;
            text.Append(Next);
        }

        return null;
    }

    private string? ReadToken()
    {
        var start = _at;
        if (!char.IsAsciiLetter(Next) && Next != '*') return null;
        while (HttpToken.IsTokenCharacter(Next) || Next is ':' or '/') _at++;
        return _text[start.._at].ToString();
    }

    private int ReadRun(ReadOnlySpan<char> of)
    {
        var start = _at;
        while (!IsAtEnd && of.Contains(Next)) _at++;
        return _at - start;
    }

    private bool Take(char c)
    {
        if (Next != c || IsAtEnd) return false;
        _at++;
        return true;
    }

    private bool SkipSpace()
    {
        while (Next is ' ' or '\t') _at++;
        return true;
    }
}
