using System.Globalization;
using System.Text;

namespace Httpa.Client.OpenHttpa;

/// <summary>What a request's MAC covers of its head (the AHL of openhttpa-rs attest_headers.rs, update_ahl).</summary>
/// <remarks>A sequence of netstrings without a comma behind them: the length in decimal, a colon, the text.</remarks>
internal static class HeaderList
{
    public const int MaxNames = 64;
    public const int MaxNameLength = 256;
    public const int MaxValueLength = 4096;

    private const string Prefix = "attest-";

    /// <summary>Method, path, query and authority, then every Attest-* field but ticket and binder by its name.</summary>
    /// <param name="line">The request's first line and authority.</param>
    /// <param name="fields">All fields of the request, in their order.</param>
    /// <exception cref="ArgumentException">More Attest-* fields, or longer ones, than the reference takes.</exception>
    public static byte[] Encode(RequestLine line, IEnumerable<KeyValuePair<string, string>> fields)
    {
        var list = new StringBuilder();
        Add(list, ":method", line.Method.ToUpperInvariant());
        Add(list, ":path", line.Path);
        Add(list, ":query", line.Query);
        Add(list, ":authority", line.Authority);
        foreach (var (name, value) in Joined(fields)) Add(list, name, value);
        return Encoding.UTF8.GetBytes(list.ToString());
    }

    private static SortedDictionary<string, string> Joined(IEnumerable<KeyValuePair<string, string>> fields)
    {
        var joined = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (anyCase, value) in fields)
        {
            var name = anyCase.ToLowerInvariant();
            if (!name.StartsWith(Prefix, StringComparison.Ordinal) || name is OpenHttpaNames.Ticket or OpenHttpaNames.Binder || !IsVisible(value)) continue;
            joined[name] = joined.TryGetValue(name, out var before) ? $"{before},{value}" : value;
            if (joined.Count > MaxNames || name.Length > MaxNameLength || joined[name].Length > MaxValueLength)
                throw new ArgumentException($"The Attest-* fields are more or longer than OpenHTTPA takes ('{name}').", nameof(fields));
        }

        return joined;
    }

    private static void Add(StringBuilder list, string name, string value) => list
        .Append(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(name)}:{name}")
        .Append(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(value)}:{value}");

    private static bool IsVisible(string value) => value.All(c => c is >= ' ' and <= '~' or '\t');
}

/// <summary>What a request line and the host field say.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path as it stands on the request line.</param>
/// <param name="Query">The query without its question mark; empty when there is none.</param>
/// <param name="Authority">What stands in Host or :authority.</param>
internal sealed record RequestLine(string Method, string Path, string Query, string Authority);
