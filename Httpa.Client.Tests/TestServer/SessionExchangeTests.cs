using System.Net;
using Httpa.Client.Bodies;
using Httpa.Client.Crypto;
using Httpa.Client.Protocol;
using Httpa.TestServer;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Httpa.Client.Tests.TestServer;

[CancelAfter(60_000)]
internal sealed class SessionExchangeTests
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private HttpaTestServer _server = null!;
    private ScriptedClient _client = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await HttpaTestServer.StartAsync(new() { Tee = new BindingTee(), TimeProvider = _time });
        _client = new ScriptedClient(_server);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task Establishes_a_session_with_every_suite([ValueSource(typeof(CipherSuite), nameof(CipherSuite.All))] CipherSuite suite, CancellationToken cancellationToken)
    {
        using var session = await _client.EstablishAsync(cancellationToken, _client.CreateHello(suite));

        using var response = await _client.SendAsync("GET", "/hello", session.Seal(0, "GET", "/hello"), cancellationToken);
        var opened = await session.OpenAsync(response, 0, "GET", "/hello", cancellationToken);

        Assert.That(opened.Text, Is.EqualTo("Hello from inside the enclave."));
    }

    [Test]
    public async Task Takes_the_first_session_request_and_refuses_every_other_for_the_id(CancellationToken cancellationToken)
    {
        var offer = await _client.AttestAsync(cancellationToken);
        using var attempt = offer.Attempt();
        using var other = offer.Attempt();

        using var first = await SendAsync(attempt, cancellationToken);
        using var identical = await SendAsync(attempt, cancellationToken);
        using var otherSecret = await SendAsync(other, cancellationToken);
        using var session = attempt.Establish(first, _client.Origin);
        using var served = await _client.SendAsync("GET", "/hello", session.Seal(0, "GET", "/hello"), cancellationToken);

        Refused.With(identical, HttpStatusCode.Unauthorized, "unknown-session");
        Refused.With(otherSecret, HttpStatusCode.Unauthorized, "unknown-session");
        Assert.That(served.StatusCode, Is.EqualTo(HttpStatusCode.OK), "the live session is unchanged");
    }

    [Test]
    public async Task Gives_the_id_to_exactly_one_of_many_session_requests_in_parallel(CancellationToken cancellationToken)
    {
        var offer = await _client.AttestAsync(cancellationToken);
        var attempts = Enumerable.Range(0, 8).Select(_ => offer.Attempt()).ToList();

        var responses = await Task.WhenAll(attempts.Select(a => SendAsync(a, cancellationToken)));

        Assert.That(responses.Count(r => r.StatusCode == HttpStatusCode.OK), Is.EqualTo(1));
        foreach (var refused in responses.Where(r => r.StatusCode != HttpStatusCode.OK)) Refused.With(refused, HttpStatusCode.Unauthorized, "unknown-session");
        foreach (var attempt in attempts) attempt.Dispose();
        foreach (var response in responses) response.Dispose();
    }

    [Test]
    public async Task Answers_a_wrong_secret_and_a_wrong_binder_alike_and_stays_pending(CancellationToken cancellationToken)
    {
        var offer = await _client.AttestAsync(cancellationToken);
        using var attempt = offer.Attempt();
        using var right = offer.Attempt();

        using var wrongSecret = await SendAsync(attempt with { Request = attempt.Request with { Secret = Flip(attempt.Request.Secret) } }, cancellationToken);
        using var shortSecret = await SendAsync(attempt with { Request = attempt.Request with { Secret = attempt.Request.Secret[..^1].ToArray().Append((byte)0).Append((byte)0).ToArray() } }, cancellationToken);
        using var wrongBinder = await SendAsync(attempt with { Request = attempt.Request with { Binder = Flip(attempt.Request.Binder) } }, cancellationToken);
        using var taken = await SendAsync(right, cancellationToken);

        Refused.With(wrongSecret, HttpStatusCode.BadRequest, "bad-seal");
        Refused.With(shortSecret, HttpStatusCode.BadRequest, "bad-seal");
        Refused.With(wrongBinder, HttpStatusCode.BadRequest, "bad-seal");
        Assert.That(taken.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Ends_a_pending_session_after_eight_failures(CancellationToken cancellationToken)
    {
        var offer = await _client.AttestAsync(cancellationToken);
        using var attempt = offer.Attempt();
        var wrong = attempt with { Request = attempt.Request with { Binder = Flip(attempt.Request.Binder) } };
        for (var i = 0; i < 8; i++)
        {
            using var refused = await SendAsync(wrong, cancellationToken);
            Refused.With(refused, HttpStatusCode.BadRequest, "bad-seal");
        }

        using var ninth = await SendAsync(attempt, cancellationToken);

        Refused.With(ninth, HttpStatusCode.Unauthorized, "unknown-session");
    }

    [Test]
    public async Task Refuses_a_session_request_that_comes_too_late(CancellationToken cancellationToken)
    {
        using var attempt = (await _client.AttestAsync(cancellationToken)).Attempt();
        using var lastMoment = (await _client.AttestAsync(cancellationToken)).Attempt();

        _time.Advance(TimeSpan.FromSeconds(119));
        using var inTime = await SendAsync(lastMoment, cancellationToken);
        _time.Advance(TimeSpan.FromSeconds(1));
        using var late = await SendAsync(attempt, cancellationToken);

        Assert.That(inTime.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Refused.With(late, HttpStatusCode.Unauthorized, "unknown-session");
    }

    [TestCase("attest-version", "httpa/2")]
    [TestCase("attest-version", null)]
    [TestCase("attest-binder", ":AAAA:")]
    [TestCase("attest-secret", ":AAAA:")]
    [TestCase("attest-session-id", ":AAAA:")]
    [TestCase("attest-random", ":AAAA:")]
    [TestCase("attest-versions", "httpa/1")]
    public async Task Refuses_a_malformed_session_request(string name, string? value, CancellationToken cancellationToken)
    {
        using var attempt = (await _client.AttestAsync(cancellationToken)).Attempt();
        var fields = attempt.Request.ToFields().Where(f => f.Key != name);
        if (value is not null) fields = fields.Append(new(name, value));

        using var response = await _client.SendAsync("ATTEST", "/hello", fields, cancellationToken);
        using var right = await SendAsync(attempt, cancellationToken);

        Refused.With(response, HttpStatusCode.BadRequest, "malformed");
        Assert.That(right.StatusCode, Is.EqualTo(HttpStatusCode.OK), "the session is still pending");
    }

    [Test]
    public async Task Never_takes_a_message_with_a_session_id_for_an_attest_request(CancellationToken cancellationToken)
    {
        var fields = _client.CreateHello().ToFields().Append(new("attest-session-id", SealedFields.FormatBytes(new byte[16])));

        using var response = await _client.SendAsync("ATTEST", "/hello", fields, cancellationToken);

        Refused.With(response, HttpStatusCode.BadRequest, "malformed");
    }

    [Test]
    public async Task Refuses_evidence_of_the_client_and_ends_the_session(CancellationToken cancellationToken)
    {
        var offer = await _client.AttestAsync(cancellationToken);
        byte[] evidence = [1, 2, 3];
        var secret = new byte[KeySchedule.PreSessionSecretLength];
        Assert.That(offer.Suite.TrySeal(offer.Evidence.PublicKey.Span, KeySchedule.ClientSecretInfo(offer.H1), secret, out var sealedSecret), Is.True);
        using var schedule = new KeySchedule(offer.H1, offer.Hello.Random.Span, offer.ServerHello.Random.Span, offer.Body, sealedSecret, evidence, secret);
        var request = new SessionRequest("httpa/1", offer.ServerHello.SessionId, sealedSecret, schedule.ClientBinder());
        using var without = offer.Attempt();

        using var refused = await _client.SendAsync("ATTEST", "/hello", request.ToFields(), cancellationToken, new EvidenceContent(evidence));
        using var again = await SendAsync(without, cancellationToken);

        Refused.With(refused, HttpStatusCode.Forbidden, "client-evidence-rejected");
        Refused.With(again, HttpStatusCode.Unauthorized, "unknown-session");
    }

    [Test]
    public async Task Refuses_a_session_request_with_a_body_over_one_mebibyte(CancellationToken cancellationToken)
    {
        using var attempt = (await _client.AttestAsync(cancellationToken)).Attempt();

        using var response = await _client.SendAsync("ATTEST", "/hello", attempt.Request.ToFields(), cancellationToken, new ByteArrayContent(new byte[EvidenceBody.MaxLength + 1]));

        Refused.With(response, HttpStatusCode.BadRequest, "malformed");
    }

    private Task<HttpResponseMessage> SendAsync(ScriptedAttempt attempt, CancellationToken cancellationToken) =>
        _client.SendAsync("ATTEST", "/hello", attempt.Request.ToFields(), cancellationToken);

    private static byte[] Flip(ReadOnlyMemory<byte> bytes)
    {
        var flipped = bytes.ToArray();
        flipped[^1] ^= 1;
        return flipped;
    }
}
