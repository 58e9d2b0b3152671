namespace Httpa.Client.Protocol;

/// <summary>Tokens of HTTP (RFC 9110, section 5.6.2).</summary>
internal static class HttpToken
{
    /// <summary>tchar.</summary>
    public static bool IsTokenCharacter(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);
}
