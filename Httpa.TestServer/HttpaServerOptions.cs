namespace Httpa.TestServer;

/// <summary>How the service side speaks HTTPA.</summary>
public sealed class HttpaServerOptions
{
    /// <summary>The TEE that vouches for the service's keys.</summary>
    public required ITee Tee { get; init; }

    /// <summary>The origins that are served, such as <c>https://localhost:8443</c>; ATTEST for any other is 421.</summary>
    public required IReadOnlyList<string> Origins { get; init; }
}
