using System.Net;
using Httpa.Verifiers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.DependencyInjection;

/// <summary>What the health checks say of an origin, and what they cost it.</summary>
internal sealed class HealthTests : FactoryFixture
{
    private const string Origin = "https://api.bank.example";

    [Test]
    public async Task An_attested_origin_is_healthy_and_asked_once()
    {
        var provider = Checked();
        var first = await CheckAsync(provider);
        var second = await CheckAsync(provider);
        Assert.That((first.Status, second.Status), Is.EqualTo((HealthStatus.Healthy, HealthStatus.Healthy)));
        Assert.That((first.Data["httpa.policy"], first.Data["httpa.tee.type"]), Is.EqualTo(("bank", "sgx")));
        Assert.That((Service.Count("ATTEST"), Service.Count("SEALED")), Is.EqualTo((1, 0)));
    }

    [TestCase(25, HealthStatus.Healthy)]
    [TestCase(23, HealthStatus.Degraded)]
    public async Task A_verdict_that_ends_within_a_day_is_degraded(int hours, HealthStatus status)
    {
        Verifier.Expires = Clock.GetUtcNow().AddHours(hours);
        var health = await CheckAsync(Checked());
        Assert.That((health.Status, health.Data["httpa.expires"]), Is.EqualTo((status, (object)Verifier.Expires)));
    }

    [Test]
    public async Task The_margin_is_for_the_application_to_say()
    {
        Verifier.Expires = Clock.GetUtcNow().AddHours(3);
        Assert.That((await CheckAsync(Checked(TimeSpan.FromMinutes(10)))).Status, Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public async Task A_rejected_origin_is_unhealthy_with_the_reasons()
    {
        Verifier.Objection = new Finding(AppraisalReason.TypeNotCovered, FindingKind.Refused, "a", "b", "c", "d");
        var health = await CheckAsync(Checked());
        Assert.That((health.Status, health.Data["httpa.reasons"]), Is.EqualTo((HealthStatus.Unhealthy, "policy.type-not-covered")));
    }

    [Test]
    public async Task An_origin_that_does_not_speak_HTTPA_is_unhealthy_with_the_reason()
    {
        Service.Before = _ => new HttpResponseMessage(HttpStatusCode.NotFound);
        var health = await CheckAsync(Checked());
        Assert.That((health.Status, health.Data["httpa.reasons"]), Is.EqualTo((HealthStatus.Unhealthy, ProtocolReason.AttestNotSupported.Code())));
    }

    [Test]
    public async Task An_origin_that_is_down_has_the_failure_status_of_the_registration_until_it_is_back()
    {
        Service.Before = _ => new HttpResponseMessage(HttpStatusCode.BadGateway);
        var provider = Checked(configure: registration => registration.FailureStatus = HealthStatus.Degraded);
        Assert.That((await CheckAsync(provider)).Exception, Is.InstanceOf<HttpaUnavailableException>());
        Assert.That((await CheckAsync(provider)).Status, Is.EqualTo(HealthStatus.Degraded));
        Service.Before = _ => null;
        Assert.That((await CheckAsync(provider)).Status, Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public void A_negative_margin_is_refused() =>
        Assert.That(() => new ServiceCollection().AddHealthChecks().AddHttpa("bank", new Uri(Origin), TimeSpan.FromTicks(-1)), Throws.InstanceOf<ArgumentOutOfRangeException>());

    private ServiceProvider Checked(TimeSpan? endsSoon = null, Action<HealthCheckRegistration>? configure = null) => Provide(services =>
    {
        Bank(services).AddHttpa(Named("bank"));
        services.AddHealthChecks().AddHttpa("bank", new Uri(Origin), endsSoon, configure);
    });

    private static async Task<HealthReportEntry> CheckAsync(IServiceProvider provider)
    {
        var report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        return report.Entries[$"httpa:bank:{Origin}"];
    }
}
