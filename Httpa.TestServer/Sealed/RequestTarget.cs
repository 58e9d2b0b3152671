using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace Httpa.TestServer.Sealed;

/// <summary>The target exactly as on the wire, which the seal is bound to, and the path and query that it says.</summary>
/// <remarks>Read again from the wire because what ran before may have rewritten path, query or path base by an unauthenticated field.</remarks>
internal sealed record RequestTarget(string Raw, PathString Path, QueryString Query)
{
    /// <summary>False for a target that is neither origin-form nor <c>*</c>, or that has dot segments.</summary>
    public static bool TryParse(string raw, [NotNullWhen(true)] out RequestTarget? target)
    {
        target = null;
        if (raw == "*")
        {
            target = new(raw, PathString.Empty, QueryString.Empty);
            return true;
        }

        if (!raw.StartsWith('/')) return false;
        var end = raw.IndexOf('?', StringComparison.Ordinal);
        var path = PathString.FromUriComponent(end < 0 ? raw : raw[..end]);
        if (HasDotSegment(path.Value)) return false;
        target = new(raw, path, end < 0 ? QueryString.Empty : new QueryString(raw[end..]));
        return true;
    }

    private static bool HasDotSegment(ReadOnlySpan<char> path)
    {
        foreach (var range in path.Split('/'))
        {
            if (path[range] is "." or "..") return true;
        }

        return false;
    }
}
