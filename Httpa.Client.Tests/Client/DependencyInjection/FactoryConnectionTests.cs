using System.Net;
using Httpa.Client.DependencyInjection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.DependencyInjection;

/// <summary>What the factory puts above the connections, and which connections are refused when the program starts.</summary>
internal sealed class FactoryConnectionTests : FactoryFixture
{
    private static IEnumerable<TestCaseData> Unsafe()
    {
        yield return Case("AllowAutoRedirect", h => h.AllowAutoRedirect = true);
        yield return Case("UseCookies", h => h.UseCookies = true);
        yield return Case("AutomaticDecompression", h => h.AutomaticDecompression = DecompressionMethods.All);
        yield return Case("ActivityHeadersPropagator", h => h.ActivityHeadersPropagator = System.Diagnostics.DistributedContextPropagator.CreateDefaultPropagator());
        yield return Case("Credentials", h => h.Credentials = new NetworkCredential("user", "password"));

        static TestCaseData Case(string setting, Action<SocketsHttpHandler> change) => new TestCaseData(setting, change).SetArgDisplayNames(setting);
    }

    [Test]
    public void Connections_are_safe_and_right_below_the_guard()
    {
        var chain = Chain(Provide(s => s.AddHttpClient("bank").AddHttpa(Named("bank"))));
        Assert.That(chain[^1], Is.InstanceOf<SocketsHttpHandler>());
        Assert.That(chain[^2], Is.InstanceOf<LeakGuardHandler>());
        Assert.That(chain.Count(h => h is HttpaHandler), Is.EqualTo(1));
        Assert.That(() => PrimaryHandler.RefuseUnsafe(chain[^1]), Throws.Nothing);
    }

    [Test]
    public void Asking_twice_for_HTTPA_makes_one_handler()
    {
        var chain = Chain(Provide(s => s.AddHttpClient("bank").AddHttpa(Named("bank")).AddHttpa(o => o.PadTo = 16)));
        Assert.That(chain.Count(h => h is HttpaHandler or LeakGuardHandler), Is.EqualTo(2));
    }

    [Test]
    public void Connections_can_be_adjusted_before_and_after([Values] bool before)
    {
        var chain = Chain(Provide(s =>
        {
            var bank = s.AddHttpClient("bank");
            if (!before) bank.AddHttpa(Named("bank"));
            bank.UseSocketsHttpHandler((sockets, _) => sockets.MaxConnectionsPerServer = 7);
            if (before) bank.AddHttpa(Named("bank"));
        }));
        var primary = (SocketsHttpHandler)chain[^1];
        Assert.That((primary.MaxConnectionsPerServer, primary.AllowAutoRedirect, primary.UseCookies), Is.EqualTo((7, false, false)));
    }

    [TestCaseSource(nameof(Unsafe))]
    public void A_setting_that_carries_data_past_the_seal_stops_the_host(string setting, Action<SocketsHttpHandler> change)
    {
        var provider = Provide(s => s.AddHttpClient("bank").AddHttpa(Named("bank")).UseSocketsHttpHandler((sockets, _) => change(sockets)));
        var failure = Assert.CatchAsync<HttpaConfigurationException>(() => StartAsync(provider));
        Assert.That(failure!.Reason, Is.EqualTo(ProtocolReason.InnerHandlerUnsafe));
        Assert.That(failure.Message, Does.Contain(setting).And.Contain("'bank'"));
    }

    [Test]
    public void A_primary_handler_of_another_kind_is_looked_at_too([Values] bool before)
    {
        var provider = Provide(s =>
        {
            var bank = s.AddHttpClient("bank");
            if (before) bank.ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler { UseProxy = false });
            bank.AddHttpa(Named("bank"));
            if (!before) bank.ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler { UseProxy = false });
        });
        var failure = Assert.CatchAsync<HttpaConfigurationException>(() => StartAsync(provider));
        Assert.That(failure!.Message, Does.Contain("HttpClientHandler.AllowAutoRedirect"));
    }

    [Test]
    public void A_primary_handler_that_nobody_set_anything_of_is_replaced_by_a_safe_one([Values] bool before)
    {
        var chain = Chain(Provide(s =>
        {
            var bank = s.AddHttpClient("bank");
            if (before) bank.ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler());
            bank.AddHttpa(Named("bank"));
            if (!before) bank.ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler());
        }));
        Assert.That(chain[^1], Is.InstanceOf<SocketsHttpHandler>());
    }

    [Test]
    public void A_handler_that_somebody_set_something_of_is_not_untouched()
    {
        Action<HttpClientHandler>[] changes =
        [
            h => h.AllowAutoRedirect = false, h => h.UseCookies = false, h => h.AutomaticDecompression = DecompressionMethods.All, h => h.UseProxy = false,
            h => h.Proxy = new WebProxy("http://proxy.example"), h => h.DefaultProxyCredentials = new NetworkCredential(), h => h.Credentials = new NetworkCredential(),
            h => h.UseDefaultCredentials = true, h => h.PreAuthenticate = true, h => h.ClientCertificateOptions = ClientCertificateOption.Automatic,
            h => h.ServerCertificateCustomValidationCallback = (_, _, _, _) => false, h => h.CheckCertificateRevocationList = true,
            h => h.SslProtocols = System.Security.Authentication.SslProtocols.Tls13, h => h.MaxConnectionsPerServer = 2, h => h.MaxResponseHeadersLength = 128,
            h => h.CookieContainer.Add(new Uri("https://api.example"), new Cookie("a", "b")), h => h.Properties["a"] = "b",
        ];
        Assert.Multiple(() =>
        {
            for (var i = 0; i < changes.Length; i++)
            {
                using var handler = new HttpClientHandler();
                Assert.That(PrimaryHandler.IsUntouched(handler));
                changes[i](handler);
                Assert.That(PrimaryHandler.IsUntouched(handler), Is.False, $"change {i}");
            }
        });
    }

    [Test]
    public async Task A_filter_that_takes_the_guard_away_sends_nothing()
    {
        var provider = Provide(s =>
        {
            Bank(s).AddHttpa(Named("bank"));
            s.Insert(0, ServiceDescriptor.Singleton<IHttpMessageHandlerBuilderFilter>(new Replacing(() => Service)));
        });
        var failure = await Catch<HttpaConfigurationException>(() => Create(provider).GetAsync("v1"));
        Assert.That((failure.Reason, Service.Messages.Count), Is.EqualTo((ProtocolReason.InnerHandlerUnsafe, 0)));
    }

    [Test]
    public async Task A_filter_that_adds_a_handler_below_cannot_send_anything_unsealed()
    {
        var provider = Provide(s =>
        {
            Bank(s).AddHttpa(Named("bank"));
            s.Insert(0, ServiceDescriptor.Singleton<IHttpMessageHandlerBuilderFilter>(new Leaking()));
        });
        var failure = await Catch<HttpaConfigurationException>(() => Create(provider).GetAsync("v1"));
        Assert.That((failure.Reason, Service.Messages.Count), Is.EqualTo((ProtocolReason.LeakPrevented, 0)));
    }

    private static async Task StartAsync(IServiceProvider provider)
    {
        foreach (var service in provider.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
    }

    private static List<HttpMessageHandler> Chain(IServiceProvider provider)
    {
        var chain = new List<HttpMessageHandler>();
        for (var handler = provider.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler("bank"); handler is not null; handler = (handler as DelegatingHandler)?.InnerHandler)
            chain.Add(handler);
        return chain;
    }

    /// <summary>Replaces the primary handler when everybody else is done.</summary>
    private sealed class Replacing(Func<HttpMessageHandler> primary) : IHttpMessageHandlerBuilderFilter
    {
        public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
        {
            next(builder);
            builder.PrimaryHandler = primary();
        };
    }

    /// <summary>Adds a handler below all others that sends something of its own.</summary>
    private sealed class Leaking : DelegatingHandler, IHttpMessageHandlerBuilderFilter
    {
        public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
        {
            next(builder);
            builder.AdditionalHandlers.Add(this);
        };

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            base.SendAsync(new HttpRequestMessage(HttpMethod.Get, request.RequestUri), cancellationToken);
    }
}
