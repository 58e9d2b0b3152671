using System.Net;
using Httpa.Client.DependencyInjection;
using Httpa.Client.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.DependencyInjection;

/// <summary>What is attested when the host starts, and kept so.</summary>
internal sealed class WarmupTests : FactoryFixture
{
    private const string Origin = "https://api.bank.example";

    [Test]
    public async Task The_host_attests_before_it_has_started()
    {
        var provider = Warm();
        await StartAsync(provider);
        Assert.That((Service.Count("ATTEST"), Service.Count("SEALED")), Is.EqualTo((1, 0)));
        await Create(provider).GetAsync("v1");
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_service_that_is_down_stops_no_host_and_is_attested_once_it_is_back()
    {
        Service.Before = _ => new HttpResponseMessage(HttpStatusCode.BadGateway);
        await StartAsync(Warm());
        Assert.That(Logs.Lines, Has.Some.StartsWith("Warning 15").And.Some.Contains(Origin));
        Service.Before = _ => null;
        await AdvanceUntilAsync(() => Service.Count("SESSION") == 1);
    }

    [Test]
    public async Task A_session_is_renewed_without_any_request()
    {
        await StartAsync(Warm());
        var began = Clock.GetUtcNow();
        await AdvanceUntilAsync(() => Service.Count("SESSION") == 2);
        Assert.That(Clock.GetUtcNow() - began, Is.GreaterThanOrEqualTo(Service.Lifetime * 0.6));
    }

    [Test]
    public async Task A_session_that_was_dropped_is_made_anew_on_demand()
    {
        var provider = Warm();
        await StartAsync(provider);
        StoreOf(provider).DropAll();
        Assert.That(await provider.GetRequiredService<IHttpaWarmup>().AttestAllAsync());
        Assert.That((Service.Count("ATTEST"), StoreOf(provider).Count), Is.EqualTo((2, 1)));
    }

    [Test]
    public async Task One_origin_can_be_attested_by_name()
    {
        var provider = Provide(s => Bank(s).AddHttpa(Named("bank")));
        await provider.GetRequiredService<IHttpaWarmup>().AttestAsync("bank", new Uri("https://other.example/"));
        Assert.That(StoreOf(provider).TryUse(new SessionKey("https://other.example", provider.GetRequiredService<NamedClients>().Get("bank").Current.Options)), Is.Not.Null);
    }

    [Test]
    public async Task A_client_without_HTTPA_cannot_be_attested()
    {
        var provider = Provide(s => Bank(s).AddHttpa(Named("bank")));
        await Catch<HttpaConfigurationException>(() => provider.GetRequiredService<IHttpaWarmup>().AttestAsync("plain", Url));
    }

    [TestCase("http://api.bank.example")]
    [TestCase("https://*.bank.example")]
    [TestCase("*")]
    [TestCase("https://other.example")]
    public void What_cannot_be_attested_ahead_is_refused_at_the_start(string origin)
    {
        var provider = Provide(s => Bank(s).AddHttpa(o =>
        {
            o.Origins.Add(new() { Origin = Origin, Policy = Named("bank") });
            o.WarmUp.Add(origin);
        }));
        Assert.That(() => provider.GetRequiredService<IStartupValidator>().Validate(), Throws.InstanceOf<OptionsValidationException>());
    }

    private ServiceProvider Warm() => Provide(s => Bank(s).AddHttpa(o =>
    {
        o.Policy = Named("bank");
        o.WarmUp.Add(Origin);
    }));

    private static async Task StartAsync(IServiceProvider provider)
    {
        foreach (var service in provider.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
    }

    /// <summary>Moves the clock minute by minute, and lets what is due happen.</summary>
    private async Task AdvanceUntilAsync(Func<bool> condition)
    {
        for (var minute = 0; minute < 1000 && !condition(); minute++)
        {
            Clock.Advance(TimeSpan.FromMinutes(1));
            for (var i = 0; i < 1000 && !condition(); i++) await Task.Yield();
        }

        Assert.That(condition());
    }
}
