using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using Httpa.Client.Sessions;
using Httpa.TestServer;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.EndToEnd;

/// <summary>Clients of the factory against services on Kestrel.</summary>
internal sealed class FactoryTests : ServedFixture
{
    private HttpaTestServer _other = null!;

    [OneTimeSetUp]
    public async Task Start_another() =>
        _other = await HttpaTestServer.StartAsync(new HttpaTestServerOptions { Platform = new SimulatedSgxSettings { MrEnclave = Measurement.Parse(new string('7', 64)) } });

    [OneTimeTearDown]
    public async Task Stop_the_other() => await _other.DisposeAsync();

    [Test]
    public async Task Sessions_outlive_handlers_that_the_factory_replaces()
    {
        await using var provider = Provide(s => Client(s).SetHandlerLifetime(TimeSpan.FromSeconds(1)).AddHttpa(Server.Policy));
        var handlers = provider.GetRequiredService<IHttpMessageHandlerFactory>();
        var first = handlers.CreateHandler("service");
        var before = await AttestationAsync(provider);
        using (var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50)))
        {
            for (var i = 0; i < 600 && handlers.CreateHandler("service") == first; i++) await tick.WaitForNextTickAsync();
        }

        Assert.That(handlers.CreateHandler("service"), Is.Not.SameAs(first), "the factory replaced the handler");
        Assert.That(await AttestationAsync(provider), Is.SameAs(before), "the session's verdict");
    }

    [Test]
    public async Task One_client_accepts_different_services_at_different_origins()
    {
        await using var provider = Provide(s => Client(s).AddHttpa(options =>
        {
            options.Origins.Add(new() { Origin = Origin(Server), Policy = Server.Policy with { Name = "first" } });
            options.Origins.Add(new() { Origin = Origin(_other), Policy = _other.Policy with { Name = "second" } });
        }));
        Assert.Multiple(async () =>
        {
            Assert.That(await PolicyAsync(provider, Server), Is.EqualTo("first"));
            Assert.That(await PolicyAsync(provider, _other), Is.EqualTo("second"));
        });
    }

    [Test]
    public async Task The_policy_of_one_origin_accepts_nothing_at_another()
    {
        await using var provider = Provide(s => Client(s).AddHttpa(options =>
        {
            options.Origins.Add(new() { Origin = Origin(Server), Policy = Server.Policy });
            options.Origins.Add(new() { Origin = Origin(_other), Policy = Server.Policy });
        }));
        Assert.That(async () => await PolicyAsync(provider, _other), Throws.InstanceOf<AttestationException>());
    }

    [Test]
    public async Task An_origin_that_is_let_pass_gets_requests_unsealed_and_one_that_is_not_gets_none()
    {
        await using var provider = Provide(s => Client(s).AddHttpa(options =>
        {
            options.Origins.Add(new() { Origin = Origin(Server), Policy = Server.Policy });
            options.DangerousPassThroughOrigins.Add(Origin(_other));
        }));
        using var passed = await Create(provider).GetAsync(new Uri(_other.BaseAddress, "/hello"));
        Assert.That((passed.IsSuccessStatusCode, passed.GetAttestation()), Is.EqualTo((false, (object?)null)), "the other service takes sealed requests only");
        Assert.That(async () => await Create(provider).GetAsync(new Uri("https://localhost:1/")),
            Throws.InstanceOf<HttpaConfigurationException>().With.Property("Reason").EqualTo(ProtocolReason.OriginNotListed));
        Assert.That(async () => await Create(provider).PostAsync($"/redirect?to={_other.BaseAddress}", new StringContent(Marker)),
            Throws.InstanceOf<HttpaProtocolException>().With.Property("Reason").EqualTo(ProtocolReason.RedirectCrossOrigin));
    }

    [Test]
    public async Task Cookies_are_the_applications_own()
    {
        await using var provider = Provide(s => Client(s).AddHttpa(Server.Policy));
        using var set = await Create(provider).GetAsync("/cookie");
        using var seen = await Create(provider).GetAsync("/headers");
        Assert.That(set.Headers.GetValues("Set-Cookie").Single(), Does.StartWith("id="));
        Assert.That(await seen.Content.ReadAsStringAsync(), Does.Not.Contain("cookie"));
    }

    [Test]
    public async Task Upgrade_is_refused()
    {
        await using var provider = Provide(s => Client(s).AddHttpa(Server.Policy));
        using var invoker = new HttpMessageInvoker(provider.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler("service"), disposeHandler: false);
        using var socket = new ClientWebSocket();
        var failure = Assert.CatchAsync(() => socket.ConnectAsync(new UriBuilder(Server.BaseAddress) { Scheme = "wss" }.Uri, invoker, CancellationToken.None));
        var refusal = failure as HttpaConfigurationException ?? failure!.InnerException as HttpaConfigurationException;
        Assert.That(refusal?.Reason, Is.EqualTo(ProtocolReason.UpgradeNotSupported));

        using var request = new HttpRequestMessage(HttpMethod.Connect, Server.BaseAddress);
        Assert.That(() => invoker.SendAsync(request, CancellationToken.None), Throws.InstanceOf<HttpaConfigurationException>().With.Property("Reason").EqualTo(ProtocolReason.UpgradeNotSupported));
    }

    [Test]
    public async Task Synchronous_requests_are_sealed()
    {
        await using var provider = Provide(s => Client(s).AddHttpa(Server.Policy));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/echo") { Content = new StringContent(Marker) };
        using var response = Create(provider).Send(request);
        using var reader = new StreamReader(response.Content.ReadAsStream());
        Assert.That((reader.ReadToEnd(), response.GetAttestation()!.IsAccepted), Is.EqualTo((Marker, true)));
    }

    protected override void Map(WebApplication app)
    {
        app.MapGet("/cookie", (HttpContext context) => context.Response.Cookies.Append("id", Marker));
        app.MapPost("/redirect", (HttpContext context) => context.Response.Redirect(context.Request.Query["to"]!, permanent: false, preserveMethod: true));
    }

    private static string Origin(HttpaTestServer server) => server.BaseAddress.GetLeftPart(UriPartial.Authority);

    private static HttpClient Create(IServiceProvider provider) => provider.GetRequiredService<IHttpClientFactory>().CreateClient("service");

    private static ServiceProvider Provide(Action<IServiceCollection> register)
    {
        var services = new ServiceCollection();
        register(services);
        return services.BuildServiceProvider(validateScopes: true);
    }

    /// <summary>A client whose connections trust both servers' certificates and are recorded.</summary>
    private IHttpClientBuilder Client(IServiceCollection services) =>
        services.AddHttpClient("service", c => c.BaseAddress = Server.BaseAddress).UseSocketsHttpHandler((sockets, _) =>
        {
            sockets.UseProxy = false;
            sockets.PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(Wire.Record(context.PlaintextStream));
            sockets.SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, shown, _, _) => IsOneOf(shown, Server, _other) };
        });

    private static bool IsOneOf(X509Certificate? shown, params ReadOnlySpan<HttpaTestServer> servers)
    {
        foreach (var server in servers)
            if (server.TlsCertificate.Equals(shown)) return true;
        return false;
    }

    private static async Task<AttestationResult> AttestationAsync(IServiceProvider provider)
    {
        using var response = await Create(provider).GetAsync("/hello");
        return response.GetAttestation()!;
    }

    private static async Task<string> PolicyAsync(IServiceProvider provider, HttpaTestServer server)
    {
        using var response = await Create(provider).GetAsync(new Uri(server.BaseAddress, "/hello"));
        return response.GetAttestation()!.PolicyName;
    }
}
