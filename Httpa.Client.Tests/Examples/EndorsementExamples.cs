using Httpa.Client.Endorsing;
using Httpa.Client.Tests.Client.Endorsing;
using Httpa.Client.Tests.TestServer;
using Httpa.TestServer;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace Httpa.Client.Tests.Examples;

/// <summary>The code of docs/endorsements.md.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class EndorsementExamples
{
    [Test]
    public async Task Fetching()
    {
        await using var vendor = await FakeVendor.StartAsync();
        using var platform = new SimulatedSgx();
        vendor.Publish(EvidenceType.Sgx, platform.Settings.Fmspc, platform.Endorsements);
        await using var server = await HttpaTestServer.StartAsync(new HttpaTestServerOptions { Tee = new BareTee(platform) });
        var (policy, pccs, transport) = (platform.CreatePolicy(), vendor.Address, server.CreateTransport());

        #region Fetch
        using var endorsements = new VendorEndorsementSource(new VendorEndorsementOptions
        {
            Intel = IntelService.Pccs(pccs),        // left out: Intel's own service
        });

        var options = new HttpaOptions { Policy = policy, EndorsementSource = endorsements };
        using var client = new HttpClient(new HttpaHandler(options, transport));
        #endregion

        Assert.That((await client.GetAsync(new Uri(server.BaseAddress, "hello"))).IsSuccessStatusCode);
    }

    [Test]
    public void Registering()
    {
        var pccs = new Uri("https://pccs.internal:8081/");
        var services = new ServiceCollection().AddLogging();

        #region Register
        services.AddSingleton<IEndorsementSource>(provider => new VendorEndorsementSource(new VendorEndorsementOptions
        {
            Intel = IntelService.Pccs(pccs),
            SharedCache = provider.GetService<IDistributedCache>(),
            LoggerFactory = provider.GetRequiredService<ILoggerFactory>(),
        }));
        #endregion

        using var provider = services.BuildServiceProvider();
        Assert.That(provider.GetRequiredService<IEndorsementSource>(), Is.InstanceOf<VendorEndorsementSource>());
    }

    [Test]
    public async Task Sharing()
    {
        await using var vendor = await FakeVendor.StartAsync();
        using var platform = new SimulatedSgx();
        vendor.Publish(EvidenceType.Sgx, platform.Settings.Fmspc, platform.Endorsements);
        IDistributedCache redis = new FakeSharedCache();
        var pccs = vendor.Address;
        var fmspc = platform.Settings.Fmspc;

        #region Share
        using var endorsements = new VendorEndorsementSource(new VendorEndorsementOptions
        {
            Intel = IntelService.Pccs(pccs),
            SharedCache = redis,                    // new RedisCache(…) of Microsoft.Extensions.Caching.StackExchangeRedis
        });

        // Before the first request, for the models of platform that this fleet talks to:
        await endorsements.WarmAsync([EndorsedPlatform.Intel(EvidenceType.Sgx, fmspc)]);
        #endregion

        Assert.That(((FakeSharedCache)redis).Entries, Has.Count.EqualTo(4));
    }
}
