using System.Collections.Concurrent;
using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using Httpa.Client.Sessions;
using Httpa.TestServer;
using Httpa.Verifiers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Http.Resilience;
using NUnit.Framework;
using OpenAI;
using OpenAI.Chat;
using Polly;
using Polly.Retry;
using Refit;

namespace Httpa.Client.Tests.Examples;

/// <summary>What docs/dependency-injection.md shows, against the test server.</summary>
[CancelAfter(60_000)]
public sealed class DependencyInjectionExamples
{
    private HttpaTestServer _server = null!;

    [OneTimeSetUp]
    public async Task Start() => _server = await HttpaTestServer.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task A_typed_client()
    {
        var (services, policy, uri) = (new ServiceCollection(), _server.Policy, _server.BaseAddress);
        #region TypedClient
        services.AddHttpClient<InferenceClient>(c => c.BaseAddress = uri)
            .AddHttpa(policy);
        #endregion
        await using var provider = Provide(services);
        Assert.That(await provider.GetRequiredService<InferenceClient>().GreetAsync(), Is.EqualTo("Hello from inside the enclave."));
    }

    [Test]
    public async Task A_client_from_settings()
    {
        var (services, uri) = (new ServiceCollection(), _server.BaseAddress);
        var json = $$"""{ "Httpa": { "Policies": { "Production": {{Encoding.UTF8.GetString(_server.Policy.ToJson())}} }, "Clients": { "Bank": { "PolicyName": "production", "PadTo": 256 } } } }""";
        var configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();
        #region ClientFromSettings
        services.AddHttpaPolicy("production", configuration.GetSection("Httpa:Policies:Production"));
        services.AddHttpClient("bank", c => c.BaseAddress = uri)
            .AddHttpa(configuration.GetSection("Httpa:Clients:Bank"));
        #endregion
        await using var provider = Provide(services);
        Assert.That(await provider.GetRequiredService<IHttpClientFactory>().CreateClient("bank").GetStringAsync("/hello"), Is.Not.Empty);
    }

    [Test]
    public async Task Several_services()
    {
        var (services, bankPolicy, modelPolicy) = (new ServiceCollection(), _server.Policy, _server.Policy);
        #region SeveralServices
        services.AddHttpClient("services").AddHttpa(options =>
        {
            options.Origins.Add(new() { Origin = "https://*.bank.example", Policy = bankPolicy });
            options.Origins.Add(new() { Origin = "https://models.example", Policy = modelPolicy });
            options.DangerousPassThroughOrigins.Add("https://status.example"); // neither attested nor sealed
        });
        #endregion
        await using var provider = Provide(services);
        Assert.That(() => provider.GetRequiredService<IHttpClientFactory>().CreateClient("services").GetAsync(_server.BaseAddress),
            Throws.InstanceOf<HttpaConfigurationException>().With.Property("Reason").EqualTo(ProtocolReason.OriginNotListed));
    }

    [Test]
    public async Task Connections()
    {
        var (services, policy, uri) = (new ServiceCollection(), _server.Policy, _server.BaseAddress);
        #region Connections
        services.AddHttpClient("bank", c => c.BaseAddress = uri)
            .UseSocketsHttpHandler((sockets, _) => sockets.ConnectTimeout = TimeSpan.FromSeconds(5))
            .AddHttpa(policy);
        #endregion
        await using var provider = Provide(services);
        Assert.That(await provider.GetRequiredService<IHttpClientFactory>().CreateClient("bank").GetStringAsync("/hello"), Is.Not.Empty);
    }

    [Test]
    public async Task Resilience()
    {
        var (services, policy, uri) = (new ServiceCollection(), _server.Policy, _server.BaseAddress);
        #region Resilience
        services.AddHttpClient("bank", c => c.BaseAddress = uri)
            .AddHttpa(policy)
            .AddStandardResilienceHandler(o => o.Retry.DisableForUnsafeHttpMethods());
        #endregion
        #region HandshakePipeline
        services.AddResiliencePipeline(HttpaOptions.HandshakePipelineKey, pipeline => pipeline.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<HttpaUnavailableException>(),
            MaxRetryAttempts = 3,
        }));
        #endregion
        await using var provider = Provide(services);
        Assert.That(await provider.GetRequiredService<IHttpClientFactory>().CreateClient("bank").GetStringAsync("/hello"), Is.Not.Empty);
    }

    [Test]
    public async Task Ahead_of_requests()
    {
        var (services, policy, nextPolicy, origin) = (new ServiceCollection(), _server.Policy, _server.Policy, _server.BaseAddress.ToString());
        #region WarmUp
        services.AddHttpClient("bank").AddHttpa(options =>
        {
            options.Policy = policy;
            options.WarmUp.Add(origin);          // attested when the host starts, and kept attested
            options.ShadowPolicy = nextPolicy;   // asked too; decides nothing
        });
        services.AddSingleton<ISessionAudit, AuditTrail>(); // is told of each session before it is used
        #endregion
        await using var provider = Provide(services);
        Assert.That(await provider.GetRequiredService<IHttpaWarmup>().AttestAllAsync());
        Assert.That(((AuditTrail)provider.GetRequiredService<ISessionAudit>()).Lines, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task One_request()
    {
        var (policy, stricterPolicy) = (_server.Policy, _server.Policy with { Name = "stricter" });
        using var client = new HttpClient(new HttpaHandler(new HttpaOptions { Policy = policy }, _server.CreateTransport())) { BaseAddress = _server.BaseAddress };
        #region RequestOptions
        using var request = new HttpRequestMessage(HttpMethod.Get, "/hello");
        request.Options.Set(HttpaRequestOptions.AlsoRequire, stricterPolicy); // must accept beside the client's policy
        request.Options.Set(HttpaRequestOptions.FreshAttestation, true);      // asks for evidence now, whatever session there is
        using var response = await client.SendAsync(request);
        #endregion
        Assert.That(response.GetAttestation()!.PolicyName, Does.EndWith("stricter"));
    }

    [Test]
    public async Task OpenAIs_SDK()
    {
        var (services, policy, uri) = (new ServiceCollection(), _server.Policy, _server.BaseAddress);
        #region OpenAI
        services.AddHttpClient("models", c => c.Timeout = Timeout.InfiniteTimeSpan) // the SDK has time limits of its own
            .AddHttpa(policy);
        services.AddSingleton(provider => new ChatClient("private-model", new ApiKeyCredential("key"), new OpenAIClientOptions
        {
            Endpoint = new Uri(uri, "/v1"),
            Transport = new HttpClientPipelineTransport(provider.GetRequiredService<IHttpClientFactory>().CreateClient("models")),
        }));
        #endregion
        await using var provider = Provide(services);
        ChatCompletion answer = await provider.GetRequiredService<ChatClient>().CompleteChatAsync("something private");
        Assert.That(answer.Content[0].Text, Is.EqualTo("something private"));
    }

    [Test]
    public async Task Refits_interfaces()
    {
        var (services, policy, uri) = (new ServiceCollection(), _server.Policy, _server.BaseAddress);
        #region Refit
        services.AddRefitGeneratedClient<IGreetingApi>()
            .ConfigureHttpClient(c => c.BaseAddress = uri)
            .AddHttpa(policy);
        #endregion
        await using var provider = Provide(services);
        Assert.That(await provider.GetRequiredService<IGreetingApi>().HelloAsync(), Is.Not.Empty);
    }

    private ServiceProvider Provide(ServiceCollection services)
    {
        services.ConfigureAll<HttpClientFactoryOptions>(o => o.HttpMessageHandlerBuilderActions.Add(TrustServer));
        return services.BuildServiceProvider(validateScopes: true);
    }

    /// <summary>Lets the clients under test trust the test server's TLS certificate.</summary>
    private void TrustServer(HttpMessageHandlerBuilder builder)
    {
        if (builder.PrimaryHandler is not SocketsHttpHandler sockets) builder.PrimaryHandler = sockets = _server.CreateTransport();
        sockets.SslOptions = _server.CreateTransport().SslOptions;
    }

    #region AuditTrail
    private sealed class AuditTrail : ISessionAudit
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ValueTask EstablishedAsync(EstablishedSession session, CancellationToken cancellationToken)
        {
            Lines.Enqueue($"{session.Attestation.Time:O} {session.Origin} accepted by '{session.Attestation.PolicyName}' until {session.Ends:O}");
            return default;
        }
    }
    #endregion

    private sealed class InferenceClient(HttpClient client)
    {
        public Task<string> GreetAsync() => client.GetStringAsync("/hello");
    }
}

/// <summary>An interface that Refit implements.</summary>
public interface IGreetingApi
{
    /// <summary>Greets.</summary>
    [Get("/hello")]
    Task<string> HelloAsync();
}
