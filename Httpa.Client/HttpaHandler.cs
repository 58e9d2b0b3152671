using Httpa.Client.Origins;
using Httpa.Client.Requests;
using Httpa.Client.Sessions;
using Httpa.Verifiers;

namespace Httpa.Client;

/// <summary>Proves a service's TEE before anything is sent, then seals every request into it.</summary>
/// <remarks>
/// Requests must go to https URIs. The handler itself keeps nothing but immutable settings; sessions live in <see cref="HttpaOptions.SessionStore"/>.
/// Handlers that retry or add credentials belong above it; nothing but the connection belongs below.
/// </remarks>
public sealed class HttpaHandler : DelegatingHandler
{
    private readonly Func<RequestPipeline> _pipeline;
    private readonly WireSend _send;
    private readonly SessionStore? _ownStore;
    private HttpMessageHandler? _guarded;

    /// <summary>A handler over its own connections.</summary>
    /// <param name="policy">Which services are accepted.</param>
    /// <exception cref="HttpaConfigurationException">The policy cannot accept anything.</exception>
    public HttpaHandler(AttestationPolicy policy) : this(new HttpaOptions { Policy = policy })
    {
    }

    /// <summary>A handler over its own connections, or over the one given.</summary>
    /// <param name="options">How to speak HTTPA.</param>
    /// <param name="innerHandler">
    /// Sends the messages: no redirects, cookies, decompression, credentials or trace propagation. Null for a socket handler with safe settings.
    /// </param>
    /// <exception cref="HttpaConfigurationException">An option, the policy, or a setting of the inner handler is not usable; the message names it.</exception>
    public HttpaHandler(HttpaOptions options, HttpMessageHandler? innerHandler = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var store = options.SessionStore ?? (_ownStore = new SessionStore());
        var rules = new OriginRules(options, store.Ledger);
        var pipeline = new RequestPipeline(rules, store);
        if (innerHandler is not null) PrimaryHandler.RefuseUnsafe(innerHandler);
        InnerHandler = new LeakGuardHandler(innerHandler ?? PrimaryHandler.Create(), () => rules);
        (_pipeline, _send) = (() => pipeline, SendInner);
        rules.LogDangers();
    }

    /// <summary>A handler for a chain that somebody else builds and that ends in a <see cref="LeakGuardHandler"/> over the connections.</summary>
    /// <param name="pipeline">What new requests go through.</param>
    internal HttpaHandler(Func<RequestPipeline> pipeline) => (_pipeline, _send) = (pipeline, SendInner);

    /// <summary>Attests a service now, or finds that it is attested, so that the first request does not wait. Sends nothing of the application's.</summary>
    /// <param name="origin">The service's https URI; its path is the one that is asked for evidence.</param>
    /// <param name="cancellationToken">Gives up waiting; the handshake goes on for others.</param>
    /// <returns>The verdict.</returns>
    /// <exception cref="HttpaConfigurationException">No policy is for the origin, or it speaks OpenHTTPA.</exception>
    /// <exception cref="AttestationException">The service's evidence was rejected.</exception>
    /// <exception cref="HttpaProtocolException">The peer is incompatible or misbehaves, or somebody tampered.</exception>
    /// <exception cref="HttpaUnavailableException">Something on the way is down or busy.</exception>
    public Task<AttestationResult> AttestAsync(Uri origin, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(origin);
        return _pipeline().AttestAsync(origin, _send, cancellationToken).AsTask();
    }

    /// <inheritdoc/>
    /// <exception cref="HttpaConfigurationException">The request cannot be sealed.</exception>
    /// <exception cref="AttestationException">The service's evidence was rejected; nothing was sent.</exception>
    /// <exception cref="HttpaProtocolException">The peer is incompatible or misbehaves, or somebody tampered.</exception>
    /// <exception cref="HttpaUnavailableException">Something on the way is down or busy.</exception>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _pipeline().SendAsync(request, _send, async: true, cancellationToken).AsTask();
    }

    /// <inheritdoc/>
    /// <remarks>Makes its own handshake where no session exists. HTTP/2 has no synchronous form: the connection's <see cref="NotSupportedException"/> comes through.</remarks>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Synchronous.Result(_pipeline().SendAsync(request, _send, async: false, cancellationToken));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _ownStore?.DropAll();
        base.Dispose(disposing);
    }

    private ValueTask<HttpResponseMessage> SendInner(HttpRequestMessage message, bool async, CancellationToken cancellationToken)
    {
        if (_guarded != InnerHandler) RefuseUnguarded();
        return async ? new(base.SendAsync(message, cancellationToken)) : new(base.Send(message, cancellationToken));
    }

    private void RefuseUnguarded()
    {
        var below = InnerHandler;
        while (below is DelegatingHandler outer and not LeakGuardHandler) below = outer.InnerHandler;
        if (below is not LeakGuardHandler)
            throw new HttpaConfigurationException(ProtocolReason.InnerHandlerUnsafe,
                "What guards the connection is no longer below HttpaHandler: somebody replaced HttpaHandler.InnerHandler, or the primary handler after AddHttpa had wrapped it. "
                + "Give the inner handler to the constructor, or to ConfigurePrimaryHttpMessageHandler.");
        _guarded = InnerHandler;
    }
}
