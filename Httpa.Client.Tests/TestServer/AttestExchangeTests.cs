using System.Net;
using Httpa.Client.Crypto;
using Httpa.Client.Protocol;
using Httpa.TestServer;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Httpa.Client.Tests.TestServer;

[CancelAfter(60_000)]
internal sealed class AttestExchangeTests
{
    private HttpaTestServer _server = null!;
    private ScriptedClient _client = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await HttpaTestServer.StartAsync(new() { Tee = new BindingTee(), Configure = o => o with { UnprotectedPaths = ["/hello"] } });
        _client = new ScriptedClient(_server);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task Answers_the_preflight_on_any_path(CancellationToken cancellationToken)
    {
        using var response = await _client.SendAsync("OPTIONS", "/anything", [new("Access-Control-Request-Method", "ATTEST"), new("Attest-Versions", "httpa/1")], cancellationToken);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
            Assert.That(response.Headers.GetValues("Access-Control-Allow-Methods"), Is.EqualTo(["ATTEST"]));
            Assert.That(response.Headers.GetValues("Attest-Versions"), Is.EqualTo(["httpa/1"]));
            Assert.That(response.Headers.GetValues("Access-Control-Max-Age"), Is.EqualTo(["600"]));
        }
    }

    [Test]
    public async Task Refuses_a_preflight_with_a_field_that_it_does_not_define(CancellationToken cancellationToken)
    {
        using var response = await _client.SendAsync("OPTIONS", "/", [new("Access-Control-Request-Method", "ATTEST"), new("Attest-Random", ":AAAA:")], cancellationToken);

        Refused.With(response, HttpStatusCode.BadRequest, "malformed");
    }

    [Test]
    public async Task Refuses_a_preflight_whose_versions_are_no_list(CancellationToken cancellationToken)
    {
        using var response = await _client.SendAsync("OPTIONS", "/", [new("Access-Control-Request-Method", "ATTEST"), new("Attest-Versions", "httpa/1;q=1")], cancellationToken);

        Refused.With(response, HttpStatusCode.BadRequest, "malformed");
    }

    [TestCase("GET", "/headers")]
    [TestCase("POST", "/echo")]
    [TestCase("OPTIONS", "/echo")]
    [TestCase("GET", "/helloworld")]
    public async Task Refuses_an_unsealed_request_to_a_protected_route(string method, string target, CancellationToken cancellationToken)
    {
        using var response = await _client.SendAsync(method, target, [], cancellationToken);

        Refused.With(response, HttpStatusCode.BadRequest, "not-sealed");
    }

    [Test]
    public async Task Serves_an_unsealed_request_to_an_unprotected_path(CancellationToken cancellationToken)
    {
        using var response = await _client.SendAsync("GET", "/hello", [], cancellationToken);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Answers_with_evidence_that_carries_the_binding([ValueSource(typeof(CipherSuite), nameof(CipherSuite.All))] CipherSuite suite, CancellationToken cancellationToken)
    {
        var hello = _client.CreateHello(suite);

        using var response = await _client.SendAsync("ATTEST", "/hello", hello.ToFields(), cancellationToken);
        var offer = await ScriptedOffer.ReadAsync(hello, response, cancellationToken);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(response.Content.Headers.ContentType!.ToString(), Is.EqualTo("application/httpa-evidence+json"));
            Assert.That(response.Headers.CacheControl!.ToString(), Is.EqualTo("no-store, no-transform").Or.EqualTo("no-transform, no-store"));
            Assert.That(offer.ServerHello.CipherSuite, Is.EqualTo(suite.Token));
            Assert.That(offer.ServerHello.ClientEvidenceRequired, Is.False);
            Assert.That(offer.ServerHello.Expires - offer.ServerHello.Date, Is.EqualTo(TimeSpan.FromHours(1)));
            Assert.That(offer.Evidence.Items.Single().Evidence.Value.ToArray(), Is.EqualTo(AttestTranscript.Binding(offer.H1, [])));
        }
    }

    [Test]
    public async Task Makes_a_fresh_key_pair_random_and_id_for_every_attest(CancellationToken cancellationToken)
    {
        var hello = _client.CreateHello();

        var first = await _client.AttestAsync(cancellationToken, hello);
        var second = await _client.AttestAsync(cancellationToken, hello);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(second.Evidence.PublicKey.ToArray(), Is.Not.EqualTo(first.Evidence.PublicKey.ToArray()));
            Assert.That(second.ServerHello.Random.ToArray(), Is.Not.EqualTo(first.ServerHello.Random.ToArray()));
            Assert.That(second.ServerHello.SessionId.ToArray(), Is.Not.EqualTo(first.ServerHello.SessionId.ToArray()));
        }
    }

    [Test]
    public async Task Takes_the_first_suite_of_the_clients_list_that_it_knows(CancellationToken cancellationToken)
    {
        var hello = _client.CreateHello() with { CipherSuites = ["x-future-sha384-aes256gcm", "p256-sha384-aes256gcm", "x-wing-sha384-aes256gcm"] };

        var offer = await _client.AttestAsync(cancellationToken, hello);

        Assert.That(offer.ServerHello.CipherSuite, Is.EqualTo("p256-sha384-aes256gcm"));
    }

    [Test]
    public async Task Skips_unknown_tokens_of_every_offer(CancellationToken cancellationToken)
    {
        var hello = _client.CreateHello() with
        {
            Versions = ["httpa/1", "httpa/9"],
            CipherSuites = ["unknown-suite", CipherSuite.X25519Aes256Gcm.Token],
            EvidenceTypes = ["unknown-tee", "sgx"],
        };

        var offer = await _client.AttestAsync(cancellationToken, hello);

        Assert.That(offer.Suite, Is.SameAs(CipherSuite.X25519Aes256Gcm));
    }

    [TestCase("attest-versions", "httpa/1, httpa/1")]
    [TestCase("attest-versions", "httpa/1;q=1")]
    [TestCase("attest-versions", "httpa/2")]
    [TestCase("attest-version", "httpa/2")]
    [TestCase("attest-version", null)]
    [TestCase("attest-cipher-suites", "x25519-sha384-aes256gcm, x25519-sha384-aes256gcm")]
    [TestCase("attest-cipher-suites", "x25519-sha384-aes256gcm;strong")]
    [TestCase("attest-cipher-suites", "")]
    [TestCase("attest-evidence-types", "sgx, sgx")]
    [TestCase("attest-evidence-types", "sgx;v=4")]
    [TestCase("attest-evidence-types", null)]
    [TestCase("attest-random", ":AAAA:")]
    [TestCase("attest-random", "AAAA")]
    [TestCase("attest-date", "1795392000")]
    [TestCase("attest-sequence", "1")]
    [TestCase("attest-unknown", "1")]
    public async Task Refuses_a_malformed_attest_request(string name, string? value, CancellationToken cancellationToken)
    {
        var fields = _client.CreateHello().ToFields().Where(f => f.Key != name);
        if (value is not null) fields = fields.Append(new(name, value));

        using var response = await _client.SendAsync("ATTEST", "/hello", fields, cancellationToken);

        Refused.With(response, HttpStatusCode.BadRequest, "malformed");
    }

    [Test]
    public async Task Refuses_an_attest_request_with_a_field_that_stands_twice(CancellationToken cancellationToken)
    {
        // The handler joins lines of the same name, so that the second line is written by hand.
        var lines = string.Concat(_client.CreateHello().ToFields().Append(new("attest-date", "@1")).Select(f => $"{f.Key}: {f.Value}\r\n"));

        var answer = await RawConnection.ExchangeAsync(_server, $"ATTEST /hello HTTP/1.1\r\nHost: localhost\r\n{lines}Connection: close\r\n\r\n", cancellationToken);

        Assert.That(answer, Does.StartWith("HTTP/1.1 400").And.Contain("attest-error: malformed").IgnoreCase);
    }

    [Test]
    public async Task Refuses_an_attest_request_with_a_query_or_a_body(CancellationToken cancellationToken)
    {
        using var withQuery = await _client.SendAsync("ATTEST", "/hello?model=m", _client.CreateHello().ToFields(), cancellationToken);
        using var withBody = await _client.SendAsync("ATTEST", "/hello", _client.CreateHello().ToFields(), cancellationToken, new ByteArrayContent([1]));

        Refused.With(withQuery, HttpStatusCode.BadRequest, "malformed");
        Refused.With(withBody, HttpStatusCode.BadRequest, "malformed");
    }

    [Test]
    public async Task Refuses_an_offer_in_which_it_finds_nothing(CancellationToken cancellationToken)
    {
        var hello = _client.CreateHello();
        using var suite = await _client.SendAsync("ATTEST", "/hello", (hello with { CipherSuites = ["unknown-suite"] }).ToFields(), cancellationToken);
        using var evidence = await _client.SendAsync("ATTEST", "/hello", (hello with { EvidenceTypes = ["snp"] }).ToFields(), cancellationToken);
        using var origin = await _client.SendAsync("ATTEST", "/hello", (hello with { Origin = "https://elsewhere.example" }).ToFields(), cancellationToken);
        using var version = await _client.SendAsync(
            "ATTEST", "/hello", (hello with { Version = "httpa/9", Versions = ["httpa/1", "httpa/9"] }).ToFields(), cancellationToken);

        Refused.With(suite, HttpStatusCode.NotAcceptable, "no-common-suite");
        Refused.With(evidence, HttpStatusCode.NotAcceptable, "no-common-evidence");
        Refused.With(origin, HttpStatusCode.MisdirectedRequest, "unknown-origin");
        Refused.With(version, HttpStatusCode.BadRequest, "version-downgrade");
    }

    [Test]
    public async Task Is_busy_beyond_the_bound_of_pending_sessions_until_they_end(CancellationToken cancellationToken)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await HttpaTestServer.StartAsync(
            new() { Tee = new BindingTee(), TimeProvider = time, Configure = o => o with { MaxPendingSessions = 2 } }, cancellationToken);
        using var client = new ScriptedClient(server);
        using var live = await client.EstablishAsync(cancellationToken);
        await client.AttestAsync(cancellationToken);
        await client.AttestAsync(cancellationToken);

        using var refused = await client.SendAsync("ATTEST", "/hello", client.CreateHello().ToFields(), cancellationToken);
        using var served = await client.SendAsync("GET", "/hello", live.Seal(0, "GET", "/hello"), cancellationToken);
        time.Advance(TimeSpan.FromMinutes(2));
        using var later = await client.SendAsync("ATTEST", "/hello", client.CreateHello().ToFields(), cancellationToken);

        Refused.With(refused, HttpStatusCode.ServiceUnavailable, "");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(refused.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromSeconds(1)));
            Assert.That(served.StatusCode, Is.EqualTo(HttpStatusCode.OK), "the live session was not displaced");
            Assert.That(later.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }
    }

    [Test]
    public async Task Is_busy_beyond_the_bound_of_evidence_in_the_making(CancellationToken cancellationToken)
    {
        var gate = new TaskCompletionSource();
        var tee = new BindingTee { Gate = gate.Task };
        await using var server = await HttpaTestServer.StartAsync(new() { Tee = tee, Configure = o => o with { MaxConcurrentQuotes = 1 } }, cancellationToken);
        using var client = new ScriptedClient(server);

        // One of the two waits at the gate, whichever came first; the other is refused at once.
        var one = client.SendAsync("ATTEST", "/hello", client.CreateHello().ToFields(), cancellationToken);
        var two = client.SendAsync("ATTEST", "/hello", client.CreateHello().ToFields(), cancellationToken);
        var first = await Task.WhenAny(one, two);
        using var refused = await first;
        gate.SetResult();
        using var served = await (first == one ? two : one);

        Refused.With(refused, HttpStatusCode.ServiceUnavailable, "");
        Assert.That(served.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Is_busy_while_the_tee_fails_and_serves_when_it_is_back(CancellationToken cancellationToken)
    {
        var tee = new BindingTee { Fails = true };
        await using var server = await HttpaTestServer.StartAsync(new() { Tee = tee, Configure = o => o with { MaxPendingSessions = 1 } }, cancellationToken);
        using var client = new ScriptedClient(server);

        using var refused = await client.SendAsync("ATTEST", "/hello", client.CreateHello().ToFields(), cancellationToken);
        tee.Fails = false;
        using var served = await client.SendAsync("ATTEST", "/hello", client.CreateHello().ToFields(), cancellationToken);

        Refused.With(refused, HttpStatusCode.ServiceUnavailable, "");
        Assert.That(served.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }
}
