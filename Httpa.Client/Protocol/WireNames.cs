namespace Httpa.Client.Protocol;

/// <summary>The version, the method and the fields of HTTP itself that HTTPA/1 uses; <see cref="FieldName"/> has its own.</summary>
internal static class WireNames
{
    public const string Version = "httpa/1";
    public const string CacheControl = "Cache-Control";
    public const string NoStoreNoTransform = "no-store, no-transform";
    public const string RequestMethod = "Access-Control-Request-Method";
    public const string RequestHeaders = "Access-Control-Request-Headers";
    public const string AllowMethods = "Access-Control-Allow-Methods";
    public const string MaxAge = "Access-Control-Max-Age";

    /// <summary>The method of the handshake's messages.</summary>
    public static HttpMethod Attest { get; } = new("ATTEST");
}
