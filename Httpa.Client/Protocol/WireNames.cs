namespace Httpa.Client.Protocol;

/// <summary>The names that HTTPA/1 gives to the method and to the fields outside a sealed message.</summary>
internal static class WireNames
{
    public const string Version = "httpa/1";
    public const string Versions = "Attest-Versions";
    public const string SessionId = "Attest-Session-ID";
    public const string Sequence = "Attest-Sequence";
    public const string Seal = "Attest-Seal";
    public const string Error = "Attest-Error";
    public const string CacheControl = "Cache-Control";
    public const string NoStoreNoTransform = "no-store, no-transform";
    public const string RequestMethod = "Access-Control-Request-Method";
    public const string RequestHeaders = "Access-Control-Request-Headers";
    public const string AllowMethods = "Access-Control-Allow-Methods";
    public const string MaxAge = "Access-Control-Max-Age";

    /// <summary>The method of the handshake's messages.</summary>
    public static HttpMethod Attest { get; } = new("ATTEST");
}
