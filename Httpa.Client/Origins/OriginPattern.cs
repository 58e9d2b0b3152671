using System.Diagnostics.CodeAnalysis;

namespace Httpa.Client.Origins;

/// <summary>An origin, or all hosts below one. The most specific pattern that an origin meets is the one that counts.</summary>
/// <param name="Origin">The origin in the form of HTTPA/1, section 0; for a wildcard the one that the hosts stand below; empty for every origin.</param>
/// <param name="IsWildcard">True for the hosts below.</param>
internal readonly record struct OriginPattern(string Origin, bool IsWildcard)
{
    private const string Scheme = "https://";
    private const string Wildcard = Scheme + "*.";

    /// <summary>Every origin that no other pattern names.</summary>
    public static OriginPattern Everything { get; } = new("", IsWildcard: true);

    /// <summary>Reads a pattern: an https origin without path, query or user info, whose first label may be <c>*</c>; or <c>*</c> alone.</summary>
    public static bool TryParse(string? text, out OriginPattern pattern)
    {
        pattern = Everything;
        if (text == "*") return true;
        var isWildcard = text?.StartsWith(Wildcard, StringComparison.OrdinalIgnoreCase) == true;
        var address = isWildcard ? Scheme + text![Wildcard.Length..] : text;
        if (!TryParseOrigin(address, isWildcard, out var origin)) return false;
        pattern = new OriginPattern(origin, isWildcard);
        return true;
    }

    /// <summary>The origin's name in tables: a host with a dot at its end is the same machine as the one without.</summary>
    public static string Normalize(string origin)
    {
        var end = origin.IndexOf(':', Scheme.Length);
        if (origin[Scheme.Length] == '[' || end < 0) end = origin.Length;
        return origin[end - 1] == '.' ? origin.Remove(end - 1, 1) : origin;
    }

    /// <summary>The wildcards that an origin may meet, the most specific first.</summary>
    public static IEnumerable<OriginPattern> WildcardsOf(string origin)
    {
        for (var dot = origin.IndexOf('.', Scheme.Length); dot >= 0; dot = origin.IndexOf('.', dot + 1))
            yield return new OriginPattern(string.Concat(Scheme, origin.AsSpan(dot + 1)), IsWildcard: true);
        yield return Everything;
    }

    public override string ToString() => Origin.Length == 0 ? "*" : IsWildcard ? Wildcard + Origin[Scheme.Length..] : Origin;

    private static bool TryParseOrigin(string? text, bool isWildcard, [NotNullWhen(true)] out string? origin)
    {
        origin = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps || uri.UserInfo.Length > 0 || uri.PathAndQuery != "/" || uri.Fragment.Length > 0
            || text.Contains('?', StringComparison.Ordinal) || text.Contains('#', StringComparison.Ordinal) || (isWildcard && uri.HostNameType != UriHostNameType.Dns))
            return false;
        origin = Normalize(Protocol.Origin.Of(uri));
        return true;
    }
}
