using Httpa.Client.Tests.Client;
using Httpa.Client.Tests.Hostile.Wire;
using Httpa.Client.Tests.TestServer;
using Httpa.TestServer;
using Httpa.Verifiers;
using Httpa.Verifiers.Sgx;
using NUnit.Framework;

namespace Httpa.Client.Tests.Hostile;

/// <summary>
/// A plain HttpClient, a hostile proxy that has ended TLS, and behind it an honest service on Kestrel over a simulated platform. Whatever a test lets the proxy do,
/// nothing private was on the wire.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
[CancelAfter(60_000)]
internal abstract class HostileFixture
{
    /// <summary>Stands in every private part of every message, of either side.</summary>
    protected const string Marker = "PLAINTEXT-MARKER";

    private readonly List<IDisposable> _owned = [];

    /// <summary>The clock of both sides; only tests move it.</summary>
    protected SkewedTimeProvider Clock { get; } = new();

    protected PrivateApplication Application { get; } = new(Marker);

    /// <summary>All that the client logs.</summary>
    protected LogCapture Log { get; } = new();

    protected HttpaTestServer Server { get; private set; } = null!;

    protected HttpProxy Proxy { get; private set; } = null!;

    [SetUp]
    public async Task StartAsync()
    {
        Server = await HttpaTestServer.StartAsync(ServerOptions());
        Proxy = new HttpProxy(Server);
    }

    [TearDown]
    public async Task StopAsync()
    {
        foreach (var owned in _owned) owned.Dispose();
        await Proxy.DisposeAsync();
        await Server.DisposeAsync();
        Assert.Multiple(() =>
        {
            Assert.That(Proxy.Failure, Is.Null);
            Assert.That(Proxy.Capture.Holds(Marker), Is.False, "something private was on the wire");
            Assert.That(Log.Lines, Has.None.Contains(Marker), "something private was logged");
        });
    }

    /// <summary>Accepts the honest service.</summary>
    protected virtual AttestationPolicy Policy => Server.Policy;

    protected virtual HttpaTestServerOptions ServerOptions() => new() { TimeProvider = Clock, Map = Application.Map };

    /// <summary>A client with sessions and connections of its own, whose connections lead to the proxy.</summary>
    protected HttpClient CreateClient(Action<TestOptions>? change = null, TlsPeer? peer = null, Version? version = null) =>
        CreateClient(CreateOptions(change), peer, version);

    protected HttpClient CreateClient(HttpaOptions options, TlsPeer? peer = null, Version? version = null)
    {
        var transport = (SocketsHttpHandler)Server.CreateTransport();
        transport.ActivityHeadersPropagator = null;
        transport.ConnectCallback = (_, token) => (peer ?? Proxy).DialAsync(token);
        var client = new HttpClient(new HttpaHandler(options, transport)) { BaseAddress = Server.BaseAddress, Timeout = Timeout.InfiniteTimeSpan };
        if (version is not null)
        {
            client.DefaultRequestVersion = version;
            client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }

        client.DefaultRequestHeaders.Add("Authorization", $"Bearer {Marker}");
        _owned.Add(client);
        return client;
    }

    protected HttpaOptions CreateOptions(Action<TestOptions>? change = null)
    {
        var options = new TestOptions { Policy = Policy, LoggerFactory = Log };
        change?.Invoke(options);
        return options.Build(new SgxVerifier(), Clock);
    }

    /// <summary>A request with something private in its body and its fields.</summary>
    protected static HttpRequestMessage Post(string target = "/private", int length = 0)
    {
        var body = new StringContent(Marker + new string('.', length));
        body.Headers.Add("X-Private", Marker);
        return new HttpRequestMessage(HttpMethod.Post, target) { Content = body };
    }

    /// <summary>Lets the service go on only when the first part of its answer is with the proxy: what it cuts off later takes nothing back.</summary>
    protected void HoldUntilFirstPartHasArrived()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Application.Pause = arrived.Task;
        var chunks = 0;
        Proxy.OnPart = () =>
        {
            if (++chunks == 2) arrived.SetResult(); // the head leaves before the first part
        };
    }

    /// <summary>Sends and reads to the end.</summary>
    protected static async Task<string> PostAsync(HttpClient client, CancellationToken cancellationToken, string target = "/private")
    {
        using var request = Post(target);
        using var response = await client.SendAsync(request, cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    /// <summary>How a private request of a new client fails.</summary>
    protected Task<T> FailureAsync<T>(CancellationToken cancellationToken, Action<TestOptions>? change = null) where T : Exception =>
        FailureAsync<T>(CreateClient(change), cancellationToken);

    /// <summary>How a private request fails.</summary>
    protected static async Task<T> FailureAsync<T>(HttpClient client, CancellationToken cancellationToken) where T : Exception
    {
        try
        {
            await PostAsync(client, cancellationToken);
        }
        catch (T expected)
        {
            Assert.That(expected.ToString(), Does.Not.Contain(Marker));
            return expected;
        }

        throw new AssertionException($"No {typeof(T).Name} was thrown.");
    }

    /// <summary>The handshake ended here: no request was made.</summary>
    protected void AssertNothingWasSent() =>
        Assert.That((Application.Runs, Proxy.Of(ExchangeKind.Sealed).Count()), Is.EqualTo((0, 0)));
}
