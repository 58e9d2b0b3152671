using System.Net;
using System.Net.Http.Headers;
using Httpa.Client.Sessions;
using Httpa.Client.Tests.Hostile;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Sessions;

/// <summary>How an origin whose handshakes fail is left alone.</summary>
internal sealed class HandshakeBreakerTests : ClientFixture
{
    private static readonly Finding Objection = new(AppraisalReason.SgxMrEnclaveMismatch, FindingKind.Refused, "MRENCLAVE", "a", "b", "c");

    [Test]
    public async Task A_service_that_was_rejected_five_times_is_asked_no_more_and_stays_rejected([Values] bool async)
    {
        Verifier.Objection = Objection;
        var client = Client();
        for (var i = 0; i < HandshakeBreaker.Failures + 3; i++)
        {
            var failure = await Catch<AttestationException>(() => SendAsync(client, async));
            Assert.That(failure.Result.Findings.Single(), Is.EqualTo(Objection));
        }

        Assert.That(Service.Count("ATTEST"), Is.EqualTo(HandshakeBreaker.Failures));
    }

    [Test]
    public async Task A_service_that_misbehaves_keeps_its_reason()
    {
        Service.AlterHello = h => h with { Version = "httpa/2" };
        var client = Client();
        for (var i = 0; i < HandshakeBreaker.Failures + 1; i++) Assert.That(await Refusal(client), Is.EqualTo(ProtocolReason.VersionNotOffered));
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(HandshakeBreaker.Failures));
    }

    [Test]
    public async Task One_handshake_tries_after_the_pause_and_the_next_pause_is_twice_as_long()
    {
        Verifier.Objection = Objection;
        var client = Client();
        await RejectAsync(client, HandshakeBreaker.Failures);
        Clock.Advance(TimeSpan.FromSeconds(5));
        await RejectAsync(client, 3);
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(HandshakeBreaker.Failures + 1));

        Clock.Advance(TimeSpan.FromSeconds(7.4)); // three quarters of ten seconds are the least
        await RejectAsync(client, 1);
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(HandshakeBreaker.Failures + 1));
        Clock.Advance(TimeSpan.FromSeconds(2.6));
        Verifier.Objection = null;
        await Get(client);
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(HandshakeBreaker.Failures + 2));
    }

    [Test]
    public async Task A_pause_is_never_longer_than_a_minute()
    {
        Verifier.Objection = Objection;
        var client = Client();
        for (var i = 0; i < 20; i++)
        {
            await RejectAsync(client, 1);
            Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.That(Service.Count("ATTEST"), Is.EqualTo(20));
    }

    [Test]
    public async Task A_success_in_between_forgets_the_failures()
    {
        var client = Client();
        for (var i = 0; i < 3; i++)
        {
            Verifier.Objection = Objection;
            await RejectAsync(client, HandshakeBreaker.Failures - 1);
            Verifier.Objection = null;
            Assert.That((await Get(client)).IsSuccessStatusCode);
            Clock.Advance(Service.Lifetime);
        }
    }

    [Test]
    public async Task An_origin_is_not_left_alone_for_the_failures_of_another()
    {
        Service.Before = r => r.RequestUri!.Host == "bad.example" ? new HttpResponseMessage(HttpStatusCode.NotFound) : null;
        var client = Client();
        for (var i = 0; i < HandshakeBreaker.Failures; i++) await Catch<HttpaProtocolException>(() => client.GetAsync(new Uri("https://bad.example/")));
        Assert.That((await Get(client)).IsSuccessStatusCode);
    }

    [TestCase(30, 30)]
    [TestCase(86_400, 300)]
    public async Task A_pause_that_was_asked_for_is_kept(int asked, int kept)
    {
        Service.Before = _ =>
        {
            var busy = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
            busy.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(asked));
            return busy;
        };
        var client = Client();
        await Catch<HttpaUnavailableException>(() => Get(client));
        Service.Before = _ => null;
        Clock.Advance(TimeSpan.FromSeconds(kept - 1));
        var failure = await Catch<HttpaUnavailableException>(() => Get(client));
        Assert.That((failure.RetryAfter, failure.StatusCode, Service.Messages.Count), Is.EqualTo((TimeSpan.FromSeconds(1), HttpStatusCode.ServiceUnavailable, 1)));
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That((await Get(client)).IsSuccessStatusCode);
    }

    [Test]
    public async Task A_caller_that_gives_up_is_no_failure_of_the_service()
    {
        var client = Client();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        for (var i = 0; i < HandshakeBreaker.Failures; i++)
            Assert.That(() => client.Send(new HttpRequestMessage(HttpMethod.Get, Url), cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That((await Get(client)).IsSuccessStatusCode);
    }

    [Test]
    public async Task Zero_turns_it_off()
    {
        Verifier.Objection = Objection;
        await RejectAsync(Client(o => o.HandshakeBreak = TimeSpan.Zero), 20);
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(20));
    }

    [Test]
    public async Task A_pause_is_logged()
    {
        var log = new LogCapture();
        Verifier.Objection = Objection;
        await RejectAsync(Client(o => o.LoggerFactory = log), HandshakeBreaker.Failures + 5);
        Assert.That(log.Lines.Count(l => l.StartsWith("Warning 12", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    private async Task RejectAsync(HttpClient client, int times)
    {
        for (var i = 0; i < times; i++) await Catch<AttestationException>(() => Get(client));
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, bool async)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Url);
        return async ? await client.SendAsync(request) : client.Send(request);
    }
}
