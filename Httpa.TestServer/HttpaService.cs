using Httpa.TestServer.Sessions;
using Microsoft.Extensions.Logging;

namespace Httpa.TestServer;

/// <summary>What all requests of one service share.</summary>
internal sealed class HttpaService(HttpaServerOptions options, ILogger logger) : IDisposable
{
    public HttpaServerOptions Options { get; } = options;

    public ILogger Logger { get; } = logger;

    public SessionTable Sessions { get; } = new(options);

    /// <summary>The places for evidence in the making.</summary>
    public SemaphoreSlim Quotes { get; } = new(options.MaxConcurrentQuotes, options.MaxConcurrentQuotes);

    public void Dispose() => Sessions.Dispose();
}
