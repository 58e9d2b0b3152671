using Httpa.Verifiers;

namespace Httpa.Client;

/// <summary>Proves a service's TEE before anything is sent, then seals every request into it.</summary>
public sealed class HttpaHandler : DelegatingHandler
{
    /// <summary>A handler over its own connections.</summary>
    /// <param name="policy">Which services are accepted.</param>
    public HttpaHandler(AttestationPolicy policy) : this(new HttpaOptions { Policy = policy })
    {
    }

    /// <summary>A handler over its own connections, or over the one given.</summary>
    /// <param name="options">How to speak HTTPA.</param>
    /// <param name="innerHandler">Sends the messages; null for a socket handler with safe settings.</param>
    public HttpaHandler(HttpaOptions options, HttpMessageHandler? innerHandler = null) => throw new NotImplementedException();
}
