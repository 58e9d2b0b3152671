using System.Globalization;

namespace Httpa.Client.Protocol;

/// <summary>An https origin in the form of HTTPA/1, section 0: lower case, A-labels, port unless 443, IPv6 in brackets.</summary>
internal static class Origin
{
    /// <summary>The origin of an absolute https URI.</summary>
    /// <exception cref="ArgumentException">The URI is not an absolute https URI, or has user info or an IPv6 zone.</exception>
    public static string Of(Uri uri)
    {
        Require(uri.IsAbsoluteUri && uri.Scheme == Uri.UriSchemeHttps, "HTTPA needs an absolute https URI.", nameof(uri));
        Require(uri.UserInfo.Length == 0, "A URI with user info has no HTTPA origin: send credentials in a header field, where they are sealed.", nameof(uri));
        var host = uri.IdnHost.ToLowerInvariant();
        Require(host.Length > 0, "The URI names no host.", nameof(uri));
        if (uri.HostNameType == UriHostNameType.IPv6)
        {
            // A zone means something on this machine only: two machines behind it would share an origin.
            Require(!host.Contains('%', StringComparison.Ordinal), "An IPv6 address with a zone is no origin.", nameof(uri));
            host = $"[{host.Trim('[', ']')}]";
        }

        return uri.Port == 443 ? $"https://{host}" : string.Create(CultureInfo.InvariantCulture, $"https://{host}:{uri.Port}");
    }

    /// <summary>The origin-form target on the wire: path and query, as the socket handler writes them.</summary>
    /// <remarks><c>OPTIONS *</c> has the target <c>*</c>, which a <see cref="Uri"/> cannot say and HttpClient cannot send: the client never has it.</remarks>
    /// <exception cref="ArgumentException">The URI holds characters that no request line can carry (its canonicalization was disabled).</exception>
    public static string TargetOf(Uri uri) => OnTheWire(uri.PathAndQuery, nameof(uri));

    /// <summary>The path alone, without the query: the target of OPTIONS and ATTEST.</summary>
    /// <exception cref="ArgumentException">As for <see cref="TargetOf"/>.</exception>
    public static string PathOf(Uri uri) => OnTheWire(uri.AbsolutePath, nameof(uri));

    private static string OnTheWire(string target, string parameter)
    {
        Require(target.StartsWith('/') && !target.AsSpan().ContainsAnyExceptInRange('!', '~'), "The URI's path or query is not escaped.", parameter);
        return target;
    }

    private static void Require(bool condition, string message, string parameter)
    {
        if (!condition) throw new ArgumentException(message, parameter);
    }
}
