namespace Httpa.Client.Protocol;

/// <summary>An https origin in the form of HTTPA/1, section 0: lower case, A-labels, port unless 443, IPv6 in brackets.</summary>
internal static class Origin
{
    /// <summary>The origin of an absolute https URI.</summary>
    /// <exception cref="ArgumentException">The URI is not an absolute https URI, or has user info.</exception>
    public static string Of(Uri uri) => throw new NotImplementedException();

    /// <summary>The origin-form target on the wire: path and query.</summary>
    public static string TargetOf(Uri uri) => throw new NotImplementedException();
}
