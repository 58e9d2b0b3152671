using Httpa.Client.Crypto;
using Httpa.Client.Sessions;
using Httpa.Client.Tests.Hostile;
using Httpa.Verifiers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.DependencyInjection;

/// <summary>Clients out of a service provider, over the fake service.</summary>
internal abstract class FactoryFixture : ClientFixture
{
    private readonly List<ServiceProvider> _providers = [];

    protected LogCapture Logs { get; } = new();

    [TearDown]
    public async Task Dispose_providers()
    {
        foreach (var provider in _providers) await provider.DisposeAsync();
    }

    /// <summary>A provider with the fake service's verifier and clock.</summary>
    protected ServiceProvider Provide(Action<IServiceCollection> register)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(Logs);
        services.AddSingleton(new EvidenceVerifiers(Verifier));
        services.AddSingleton<TimeProvider>(Clock);
        services.AddHttpa(o => o.CipherSuites = [CipherSuite.X25519Aes256Gcm]);
        register(services);
        var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        _providers.Add(provider);
        return provider;
    }

    /// <summary>A named client whose connections are the fake service.</summary>
    protected IHttpClientBuilder Bank(IServiceCollection services) =>
        services.AddHttpClient("bank", c => c.BaseAddress = new Uri("https://api.bank.example/")).ConfigurePrimaryHttpMessageHandler(() => Service);

    protected static HttpClient Create(IServiceProvider provider, string name = "bank") => provider.GetRequiredService<IHttpClientFactory>().CreateClient(name);

    protected static SessionStore StoreOf(IServiceProvider provider) => provider.GetRequiredService<SessionStore>();

    protected static AttestationPolicy Named(string name) => FakeVerifier.Policy with { Name = name };
}
