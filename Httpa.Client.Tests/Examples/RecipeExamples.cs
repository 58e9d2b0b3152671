using Httpa.TestServer;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Httpa.Client.Tests.Examples;

/// <summary>What docs/recipes.md shows.</summary>
[CancelAfter(60_000)]
public sealed class RecipeExamples
{
    [Test]
    public async Task Defaults_for_all_clients(CancellationToken cancellationToken)
    {
        await using var server = await HttpaTestServer.StartAsync(cancellationToken: cancellationToken);
        var (services, policy, uri) = (new ServiceCollection(), server.Policy, server.BaseAddress);
        #region ServiceDefaults
        services.ConfigureHttpClientDefaults(http => http.AddStandardResilienceHandler());

        services.AddHttpClient("inference", c => c.BaseAddress = uri)
            .AddHttpa(policy);
        #endregion
        services.AddHttpClient("inference").ConfigurePrimaryHttpMessageHandler(server.CreateTransport);
        await using var provider = services.BuildServiceProvider();
        using var response = await provider.GetRequiredService<IHttpClientFactory>().CreateClient("inference").GetAsync("hello", cancellationToken);
        Assert.That(response.GetAttestation()!.IsAccepted);
    }
}
