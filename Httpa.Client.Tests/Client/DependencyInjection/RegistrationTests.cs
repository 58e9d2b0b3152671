using System.Net;
using Httpa.Client.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.DependencyInjection;

/// <summary>How clients are registered, and what their chains of handlers are then.</summary>
internal sealed class RegistrationTests : FactoryFixture
{
    [Test]
    public async Task A_named_client_seals_what_it_sends()
    {
        var provider = Provide(s => Bank(s).AddHttpa(Named("bank")));
        using var response = await Create(provider).PostAsync("v1", new StringContent(Marker));
        Assert.That(response.GetAttestation()!.PolicyName, Is.EqualTo("bank"));
        AssertNothingPrivateOnTheWire();
    }

    [Test]
    public async Task A_typed_client_seals_what_it_sends()
    {
        var provider = Provide(s => s.AddHttpClient<TypedClient>().ConfigurePrimaryHttpMessageHandler(() => Service).AddHttpa(Named("typed")));
        using var scope = provider.CreateScope();
        Assert.That(await scope.ServiceProvider.GetRequiredService<TypedClient>().PolicyAsync(), Is.EqualTo("typed"));
    }

    [Test]
    public async Task A_keyed_client_seals_what_it_sends()
    {
        var provider = Provide(s => Bank(s).AddHttpa(Named("bank")).AddAsKeyed());
        using var scope = provider.CreateScope();
        using var response = await scope.ServiceProvider.GetRequiredKeyedService<HttpClient>("bank").GetAsync("v1");
        Assert.That(response.GetAttestation()!.PolicyName, Is.EqualTo("bank"));
    }

    [Test]
    public async Task A_policy_can_be_registered_by_name_before_or_after_the_client([Values] bool before)
    {
        var provider = Provide(s =>
        {
            if (before) s.AddHttpaPolicy("production", Named("production policy"));
            Bank(s).AddHttpa("production");
            if (!before) s.AddHttpaPolicy("production", Named("production policy"));
        });
        using var response = await Create(provider).GetAsync("v1");
        Assert.That(response.GetAttestation()!.PolicyName, Is.EqualTo("production policy"));
    }

    [Test]
    public async Task A_synchronous_request_is_sealed_too()
    {
        var provider = Provide(s => Bank(s).AddHttpa(Named("bank")));
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1") { Content = new StringContent(Marker) };
        using var response = Create(provider).Send(request);
        Assert.That(response.GetAttestation(), Is.Not.Null);
        AssertNothingPrivateOnTheWire();
        await Task.CompletedTask;
    }

    [Test]
    public async Task Handlers_see_plain_requests_wherever_they_were_added([Values] bool before)
    {
        var seen = new Seeing();
        var provider = Provide(s =>
        {
            var bank = Bank(s);
            if (before) bank.AddHttpMessageHandler(() => seen);
            bank.AddHttpa(Named("bank"));
            if (!before) bank.AddHttpMessageHandler(() => seen);
        });
        using var response = await Create(provider).PostAsync("v1", new StringContent(Marker));
        Assert.That(seen.Body, Is.EqualTo(Marker));
        AssertNothingPrivateOnTheWire();
    }

    [Test]
    public async Task The_factorys_own_log_of_the_connection_sees_nothing_private()
    {
        var provider = Provide(s => Bank(s).AddHttpa(Named("bank")));
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1") { Headers = { { "X-Private", Marker } } };
        using var response = await Create(provider).SendAsync(request);
        Assert.That(Logs.Lines, Has.Some.Contains("Attest-Sequence").And.None.Contains(Marker));
    }

    [Test]
    public async Task Clients_do_not_share_sessions_and_clients_of_one_name_do()
    {
        var provider = Provide(s =>
        {
            Bank(s).AddHttpa(Named("bank"));
            s.AddHttpClient("other").ConfigurePrimaryHttpMessageHandler(() => Service).AddHttpa(Named("other"));
        });
        foreach (var name in new[] { "bank", "bank", "other", "other" }) await Create(provider, name).GetAsync(new Uri("https://api.bank.example/"));
        Assert.That((Service.Count("ATTEST"), StoreOf(provider).Count), Is.EqualTo((2, 2)));
    }

    [Test]
    public async Task Sessions_outlive_the_handlers_of_the_factory()
    {
        var provider = Provide(s => Bank(s).AddHttpa(Named("bank")));
        foreach (var _ in Enumerable.Range(0, 3))
        {
            // The factory builds each new chain so.
            var options = provider.GetRequiredService<IOptionsMonitor<HttpClientFactoryOptions>>().Get("bank");
            var builder = provider.GetRequiredService<HttpMessageHandlerBuilder>();
            builder.Name = "bank";
            Action<HttpMessageHandlerBuilder> build = b => options.HttpMessageHandlerBuilderActions.ToList().ForEach(action => action(b));
            foreach (var filter in provider.GetServices<IHttpMessageHandlerBuilderFilter>().Reverse()) build = filter.Configure(build);
            build(builder);
            using var client = new HttpClient(builder.Build());
            using var response = await client.GetAsync(Url);
        }

        Assert.That((Service.Count("ATTEST"), Service.Count("SEALED")), Is.EqualTo((1, 3)));
    }

    [Test]
    public void A_client_without_a_policy_is_refused_by_name()
    {
        var failure = Assert.Catch<OptionsValidationException>(() => Create(Provide(s => Bank(s).AddHttpa(_ => { }))));
        Assert.That(failure!.Message, Does.Contain("'bank':Policy"));
    }

    [Test]
    public void A_name_that_no_policy_has_is_refused() =>
        Assert.That(() => Create(Provide(s => Bank(s).AddHttpa("prduction"))), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("'prduction'"));

    [Test]
    public void The_defaults_of_all_clients_cannot_speak_HTTPA() =>
        Assert.That(() => Provide(s => s.ConfigureHttpClientDefaults(b => b.AddHttpa(Named("all")))), Throws.ArgumentException);

    [Test]
    public async Task Other_clients_are_left_alone()
    {
        Service.Before = _ => new HttpResponseMessage(HttpStatusCode.OK);
        var provider = Provide(s =>
        {
            Bank(s).AddHttpa(Named("bank"));
            s.AddHttpClient("plain").ConfigurePrimaryHttpMessageHandler(() => Service);
        });
        using var response = await Create(provider, "plain").GetAsync(new Uri("http://plain.example/"));
        Assert.That(response.GetAttestation(), Is.Null);
    }

    [Test]
    public async Task Options_of_all_clients_are_set_in_one_place()
    {
        var provider = Provide(s =>
        {
            s.AddHttpa(o => o.SkipPreflight = true);
            Bank(s).AddHttpa(Named("bank"));
        });
        await Create(provider).GetAsync("v1");
        Assert.That(Service.Count("OPTIONS"), Is.Zero);
    }

    [Test]
    public async Task A_store_of_ones_own_is_used()
    {
        var store = new SessionStore(1);
        var provider = Provide(s =>
        {
            Bank(s).AddHttpa(Named("bank"));
            s.AddSingleton(store);
        });
        await Create(provider).GetAsync("v1");
        Assert.That(store.Count, Is.EqualTo(1));
    }

    private sealed class TypedClient(HttpClient client)
    {
        public async Task<string> PolicyAsync()
        {
            using var response = await client.GetAsync(Url);
            return response.GetAttestation()!.PolicyName;
        }
    }

    private sealed class Seeing : DelegatingHandler
    {
        public string? Body { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Body = await request.Content!.ReadAsStringAsync(cancellationToken);
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
