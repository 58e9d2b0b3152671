using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Sessions;

/// <summary>What a handshake tries again: only what cannot have reached anybody.</summary>
internal sealed class HandshakeResilienceTests : ClientFixture
{
    [Test]
    public async Task Tries_once_more_after_a_short_pause_when_no_connection_could_be_made(
        [Values(HttpRequestError.NameResolutionError, HttpRequestError.ConnectionError)] HttpRequestError error, [Values] bool async)
    {
        var clock = new ImpatientClock(Clock);
        var failures = 1;
        Service.Before = _ => failures-- > 0 ? throw new HttpRequestException(error) : null;
        using var response = await SendAsync(Impatient(clock), async);
        Assert.Multiple(() =>
        {
            Assert.That(Service.Kinds, Is.EqualTo(new[] { "OPTIONS", "OPTIONS", "ATTEST", "SESSION", "SEALED" }));
            Assert.That(clock.Pauses, Has.Count.EqualTo(1));
            Assert.That(clock.Pauses.Single(), Is.GreaterThan(TimeSpan.FromMilliseconds(180)).And.LessThan(TimeSpan.FromMilliseconds(320)));
        });
    }

    [Test]
    public async Task Gives_up_after_the_second_try([Values] bool async)
    {
        Service.Before = _ => throw new HttpRequestException(HttpRequestError.ConnectionError);
        var failure = await Catch<HttpRequestException>(() => SendAsync(Impatient(new ImpatientClock(Clock)), async));
        Assert.That((failure.HttpRequestError, Service.Count("OPTIONS")), Is.EqualTo((HttpRequestError.ConnectionError, 2)));
    }

    [TestCase("ATTEST")]
    [TestCase("SESSION")]
    public async Task Tries_nothing_again_after_an_answer(string kind)
    {
        Service.Before = r => Service.Kinds.Last() == kind ? throw new HttpRequestException(HttpRequestError.ConnectionError) : null;
        await Catch<HttpRequestException>(() => Get(Impatient(new ImpatientClock(Clock))));
        Assert.That((Service.Count("OPTIONS"), Service.Count(kind)), Is.EqualTo((1, 1)));
    }

    [TestCase(HttpRequestError.SecureConnectionError)]
    [TestCase(HttpRequestError.ResponseEnded)]
    [TestCase(HttpRequestError.HttpProtocolError)]
    [TestCase(HttpRequestError.Unknown)]
    public async Task Tries_nothing_again_that_may_have_arrived_or_is_a_verdict(HttpRequestError error)
    {
        Service.Before = _ => throw new HttpRequestException(error);
        await Catch<HttpRequestException>(() => Get(Impatient(new ImpatientClock(Clock))));
        Assert.That(Service.Count("OPTIONS"), Is.EqualTo(1));
    }

    [Test]
    public async Task The_time_limit_counts_the_pause_too()
    {
        Service.Before = _ => throw new HttpRequestException(HttpRequestError.ConnectionError);
        var request = Get(Client(o => o.HandshakeTimeout = TimeSpan.FromMilliseconds(10)));
        Clock.Advance(TimeSpan.FromMilliseconds(10));
        var failure = await Catch<HttpaUnavailableException>(() => request);
        Assert.That((failure.RequestMayHaveBeenProcessed, Service.Count("OPTIONS")), Is.EqualTo((false, 1)));
    }

    [Test]
    public async Task A_time_limit_of_the_connection_is_no_cancellation([Values] bool async)
    {
        Service.Before = _ => throw new TaskCanceledException("A connection could not be established within the configured ConnectTimeout.");
        var failure = await Catch<HttpaUnavailableException>(() => SendAsync(Client(), async));
        Assert.That(failure.RequestMayHaveBeenProcessed, Is.False);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, bool async)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Url);
        return async ? await client.SendAsync(request) : client.Send(request);
    }

    private HttpClient Impatient(ImpatientClock clock) => Client(new TestOptions().Build(Verifier, clock));
}
