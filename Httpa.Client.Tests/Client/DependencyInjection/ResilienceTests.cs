using System.Net;
using Httpa.Verifiers;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Polly;
using Polly.CircuitBreaker;
using Polly.Registry;
using Polly.Retry;

namespace Httpa.Client.Tests.Client.DependencyInjection;

/// <summary>Resilience of the application's own: above the client, and in the place of the handshake's.</summary>
internal sealed class ResilienceTests : FactoryFixture
{
    private static readonly Finding Objection = new(AppraisalReason.SgxMrEnclaveMismatch, FindingKind.Refused, "MRENCLAVE", "a", "b", "c");

    [Test]
    public async Task The_standard_handler_retries_no_rejection()
    {
        Verifier.Objection = Objection;
        await Catch<AttestationException>(() => Create(Standard()).GetAsync("v1"));
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(1));
    }

    [Test]
    public async Task The_standard_handler_retries_no_peer_that_misbehaves()
    {
        Service.AlterHello = h => h with { Version = "httpa/2" };
        await Catch<HttpaProtocolException>(() => Create(Standard()).GetAsync("v1"));
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(1));
    }

    [Test]
    public async Task The_standard_handler_retries_a_gateway_that_is_down_and_each_attempt_is_sealed_afresh()
    {
        var down = 2;
        Service.Before = r => r.Headers.Contains("Attest-Sequence") && down-- > 0 ? new HttpResponseMessage(HttpStatusCode.BadGateway) : null;
        using var response = await Create(Standard()).PostAsync("v1", new StringContent(Marker));
        var sent = Service.Messages.Where(m => m.Headers.Contains("Attest-Sequence")).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(sent.Select(m => m.Headers.GetValues("Attest-Sequence").Single()).ToList(), Is.Unique.And.Count.EqualTo(3));
            Assert.That(Service.Opened.Single().Text, Is.EqualTo(Marker), "sealed once and not thrice");
            Assert.That(Service.Count("ATTEST"), Is.EqualTo(1));
        });
        AssertNothingPrivateOnTheWire();
    }

    [Test]
    public async Task The_standard_handler_retries_a_handshake_that_met_a_gateway_that_is_down()
    {
        var down = 1;
        Service.Before = r => r.Method.Method == "ATTEST" && down-- > 0 ? new HttpResponseMessage(HttpStatusCode.BadGateway) : null;
        using var response = await Create(Standard()).GetAsync("v1");
        Assert.That((response.IsSuccessStatusCode, Service.Count("ATTEST")), Is.EqualTo((true, 2)));
    }

    [Test]
    public async Task An_answer_of_the_application_is_retried_by_the_applications_rules()
    {
        Service.Application = _ => new PlainAnswer(Service.Opened.Count < 3 ? 503 : 200);
        using var response = await Create(Standard()).GetAsync("v1");
        Assert.That((response.IsSuccessStatusCode, Service.Opened.Count), Is.EqualTo((true, 3)));
    }

    [Test]
    public async Task A_pipeline_of_ones_own_replaces_the_handshakes_whatever_was_registered_first([Values] bool before, [Values("Httpa.Handshake", "Httpa.Handshake:https://api.bank.example")] string key)
    {
        var provider = Provide(s =>
        {
            if (before) AddPipeline(s);
            Bank(s).AddHttpa(Named("bank"));
            if (!before) AddPipeline(s);
        });
        var down = 3;
        Service.Before = _ => down-- > 0 ? new HttpResponseMessage(HttpStatusCode.BadGateway) : null;
        using var response = await Create(provider).GetAsync("v1");
        Assert.That((response.IsSuccessStatusCode, Service.Count("OPTIONS")), Is.EqualTo((true, 4)));

        void AddPipeline(IServiceCollection services) => services.AddResiliencePipeline(key, b => b.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<HttpaUnavailableException>(),
            MaxRetryAttempts = 5,
            Delay = TimeSpan.Zero,
        }));
    }

    [Test]
    public async Task A_pipeline_of_ones_own_serves_synchronous_requests_and_its_refusals_are_told_as_unavailability()
    {
        using var registry = new ResiliencePipelineRegistry<string>();
        registry.TryAddBuilder(HttpaOptions.HandshakePipelineKey, (b, _) => b.AddCircuitBreaker(new CircuitBreakerStrategyOptions { MinimumThroughput = 2, FailureRatio = 0.5 }));
        var client = Client(o => (o.Pipelines, o.HandshakeBreak) = (registry, TimeSpan.Zero));
        Service.Before = _ => new HttpResponseMessage(HttpStatusCode.BadGateway);
        for (var i = 0; i < 2; i++) await Catch<HttpaUnavailableException>(() => Get(client));
        var failure = Assert.Catch<HttpaUnavailableException>(() => client.Send(new HttpRequestMessage(HttpMethod.Get, Url)));
        Assert.That(failure!.InnerException, Is.InstanceOf<BrokenCircuitException>());
        Assert.That(Service.Messages, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task The_time_limit_of_the_handshake_holds_around_a_pipeline_of_ones_own()
    {
        var provider = Provide(s =>
        {
            Bank(s).AddHttpa(Named("bank")).AddHttpa(o => o.HandshakeTimeout = TimeSpan.FromSeconds(3));
            s.AddResiliencePipeline(HttpaOptions.HandshakePipelineKey, b => b.AddRetry(new RetryStrategyOptions()));
        });
        Service.Gate = new TaskCompletionSource().Task;
        var request = Create(provider).GetAsync("v1");
        while (Service.Count("OPTIONS") == 0) await Task.Yield();
        Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.That((await Catch<HttpaUnavailableException>(() => request)).RequestMayHaveBeenProcessed, Is.False);
    }

    private ServiceProvider Standard() => Provide(s =>
    {
        Bank(s).AddHttpa(Named("bank")).AddStandardResilienceHandler(o =>
        {
            o.Retry.Delay = TimeSpan.Zero;
            o.Retry.UseJitter = false;
        });
    });
}
