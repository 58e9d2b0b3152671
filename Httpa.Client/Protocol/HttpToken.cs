using System.Buffers;

namespace Httpa.Client.Protocol;

/// <summary>Tokens of HTTP (RFC 9110, section 5.6.2): one or more of the characters tchar.</summary>
internal static class HttpToken
{
    private const string LowerCase = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz";

    private static readonly SearchValues<char> LowerCaseCharacters = SearchValues.Create(LowerCase);
    private static readonly SearchValues<char> Characters = SearchValues.Create(LowerCase + "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>tchar.</summary>
    public static bool IsTokenCharacter(char c) => Characters.Contains(c);

    public static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(Characters);

    public static bool IsLowerCaseToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(LowerCaseCharacters);
}
