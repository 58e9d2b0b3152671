using System.Net;
using Httpa.TestServer;
using Httpa.Verifiers;
using Microsoft.AspNetCore.Builder;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.EndToEnd;

/// <summary>A plain HttpClient against a service on Kestrel with TLS, over a simulated platform; what a TLS-ending proxy would see is recorded.</summary>
[Parallelizable(ParallelScope.All)]
[CancelAfter(60_000)]
internal abstract class ServedFixture
{
    protected const string Marker = "PLAINTEXT-MARKER";

    private readonly List<IDisposable> _owned = [];

    protected HttpaTestServer Server { get; private set; } = null!;

    protected WireRecorder Wire { get; } = new();

    [OneTimeSetUp]
    public async Task Start() => Server = await HttpaTestServer.StartAsync(Options());

    [OneTimeTearDown]
    public async Task Stop()
    {
        foreach (var owned in _owned) owned.Dispose();
        await Server.DisposeAsync();
        Assert.That(Wire.Text, Does.Not.Contain(Marker));
    }

    protected virtual HttpaTestServerOptions Options() => new() { Map = Map };

    protected virtual void Map(WebApplication app)
    {
    }

    /// <summary>A new client with a handler, connections and sessions of its own.</summary>
    protected HttpClient Client(Version? version = null, HttpaOptions? options = null, Func<HttpMessageHandler, HttpMessageHandler>? wrap = null)
    {
        var transport = (SocketsHttpHandler)Server.CreateTransport();
        transport.PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(Wire.Record(context.PlaintextStream));
        HttpMessageHandler handler = new HttpaHandler(options ?? new HttpaOptions { Policy = Server.Policy }, transport);
        var client = new HttpClient(wrap is null ? handler : wrap(handler))
        {
            BaseAddress = Server.BaseAddress,
            DefaultRequestVersion = version ?? HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        lock (_owned) _owned.Add(client);
        return client;
    }
}
