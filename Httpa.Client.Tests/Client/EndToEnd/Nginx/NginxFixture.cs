using Httpa.TestServer;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.EndToEnd.Nginx;

/// <summary>Services behind an nginx that ends TLS for them.</summary>
[Parallelizable(ParallelScope.All)]
[CancelAfter(60_000)]
internal abstract class NginxFixture
{
    /// <summary>A private word: it stands in fields and bodies of both directions.</summary>
    protected const string Marker = "PLAINTEXT-MARKER";

    private readonly List<IAsyncDisposable> _servers = [];
    private readonly List<HttpClient> _clients = [];

    /// <summary>nginx's port is chosen first: the services must know the origin that clients dial.</summary>
    protected int Port { get; } = LoopbackPort.Free();

    protected NginxServer Nginx { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        var services = new Dictionary<string, int>();
        foreach (var (address, options) in Services())
        {
            var server = await HttpaTestServer.StartAsync(options);
            _servers.Add(server);
            services.Add(address, server.BaseAddress.Port);
            Started(address, server);
        }

        Nginx = await NginxServer.StartAsync(Port, Block, services);
        _servers.Add(Nginx);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        foreach (var client in _clients) client.Dispose();
        foreach (var server in _servers) await server.DisposeAsync();
    }

    /// <summary>The configuration of docs/deployment.md that is run.</summary>
    protected abstract string Block { get; }

    /// <summary>The services that the page has, by their addresses there.</summary>
    protected abstract IEnumerable<(string Address, HttpaTestServerOptions Options)> Services();

    protected abstract void Started(string address, HttpaTestServer server);

    /// <summary>The origin behind nginx, added to those that a service has.</summary>
    protected HttpaServerOptions Behind(HttpaServerOptions options) => options with { Origins = [.. options.Origins, $"https://localhost:{Port}"] };

    /// <summary>A new client of nginx with connections and sessions of its own.</summary>
    protected HttpClient Client(HttpaOptions options, string version = "1.1")
    {
        var client = new HttpClient(new HttpaHandler(options, Nginx.CreateTransport()))
        {
            BaseAddress = Nginx.BaseAddress,
            DefaultRequestVersion = new Version(version),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        lock (_clients) _clients.Add(client);
        return client;
    }
}
