using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Httpa.Client.Crypto;
using Httpa.TestServer;
using Httpa.TestServer.Simulated;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Httpa.Client.Tests.TestServer;

/// <summary>The whole way: a plain HttpClient over HttpaHandler, real TLS, the middleware, the simulated platform and the real verifier.</summary>
[TestFixture("1.1")]
[TestFixture("2.0")]
[CancelAfter(120_000)]
internal sealed class HttpaTestServerTests(string version)
{
    private HttpaTestServer _server = null!;
    private HttpClient _client = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await HttpaTestServer.StartAsync(new() { Map = app => app.MapPost("/sum", (Numbers numbers) => Results.Json(new { sum = numbers.A + numbers.B })) });
        _client = CreateClient(new HttpaOptions { Policy = _server.Policy });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task Answers_an_attested_request_with_every_suite([ValueSource(typeof(CipherSuite), nameof(CipherSuite.All))] CipherSuite suite, CancellationToken cancellationToken)
    {
        using var client = CreateClient(new HttpaOptions { Policy = _server.Policy, CipherSuites = [suite] });

        Assert.That(await client.GetStringAsync("hello", cancellationToken), Is.EqualTo("Hello from inside the enclave."));
    }

    [Test]
    public async Task Is_not_trusted_by_a_policy_for_another_platform(CancellationToken cancellationToken)
    {
        using var other = new SimulatedSgx();
        using var client = CreateClient(new HttpaOptions { Policy = other.CreatePolicy() });

        Assert.That(async () => await client.GetStringAsync("hello", cancellationToken), Throws.TypeOf<AttestationException>());
    }

    [Test]
    public async Task Chooses_endpoints_and_binds_their_arguments_by_the_sealed_request(CancellationToken cancellationToken)
    {
        using var response = await _client.PostAsJsonAsync("sum", new Numbers(2, 3), cancellationToken);

        Assert.That(await response.Content.ReadAsStringAsync(cancellationToken), Is.EqualTo("{\"sum\":5}"));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/json"));
    }

    [Test]
    public async Task Echoes_bodies_of_known_and_of_unknown_length([Values(0, 1, 65_536, 200_000)] int length, [Values] bool known, CancellationToken cancellationToken)
    {
        var body = RandomNumberGenerator.GetBytes(length);
        using var content = new StreamContent(known ? new MemoryStream(body) : new PatternStream(body));
        using var response = await _client.PostAsync("echo", content, cancellationToken);

        Assert.That(await response.Content.ReadAsByteArrayAsync(cancellationToken), Is.EqualTo(body));
    }

    [TestCase("GET", "hello", 200)]
    [TestCase("HEAD", "hello", 200)]
    [TestCase("GET", "status/204", 204)]
    [TestCase("GET", "status/304", 304)]
    [TestCase("DELETE", "status/404", 404)]
    [TestCase("PUT", "status/503", 503)]
    [TestCase("GET", "nowhere", 404)]
    public async Task Answers_requests_without_a_body(string method, string target, int status, CancellationToken cancellationToken)
    {
        using var response = await _client.SendAsync(new HttpRequestMessage(new HttpMethod(method), target) { Version = _client.DefaultRequestVersion }, cancellationToken);

        Assert.That((int)response.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task Sends_events(CancellationToken cancellationToken)
    {
        using var response = await _client.GetAsync("events?count=3&interval=1", HttpCompletionOption.ResponseHeadersRead, cancellationToken);

        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/event-stream"));
        Assert.That(await response.Content.ReadAsStringAsync(cancellationToken), Is.EqualTo("data: event 1\n\ndata: event 2\n\ndata: event 3\n\n"));
    }

    [Test]
    public async Task Tells_what_the_endpoint_sees(CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "headers?a=b") { Headers = { { "Authorization", "Bearer secret" } }, Version = _client.DefaultRequestVersion };
        using var response = await _client.SendAsync(request, cancellationToken);
        var seen = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);

        Assert.That(seen.GetProperty("address").GetString(), Is.EqualTo($"{_server.BaseAddress}headers?a=b"));
        Assert.That(seen.GetProperty("fields").GetProperty("authorization")[0].GetString(), Is.EqualTo("Bearer secret"));
    }

    [Test]
    public async Task Streams_a_large_upload_in_constant_memory(CancellationToken cancellationToken)
    {
        const int length = 48 << 20;
        await _client.GetStringAsync("hello", cancellationToken);
        var before = GC.GetTotalAllocatedBytes();

        using var response = await _client.PostAsync("upload", new StreamContent(new PatternStream(length), 65_536), cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);

        Assert.That(answer.GetProperty("bytes").GetInt64(), Is.EqualTo(length));
        Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(length / 2), "both sides together");
    }

    [Test]
    public async Task Streams_a_large_download_in_constant_memory([Values] bool known, CancellationToken cancellationToken)
    {
        const int length = 48 << 20;
        await _client.GetStringAsync("hello", cancellationToken);
        var before = GC.GetTotalAllocatedBytes();

        using var response = await _client.GetAsync($"download?bytes={length}&length={(known ? "true" : "false")}", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[65_536];
        var total = 0L;
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0) total += read;

        Assert.That(total, Is.EqualTo(length));
        Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(length / 2), "both sides together");
    }

    [Test]
    public async Task Is_reached_only_by_those_who_trust_its_certificate(CancellationToken cancellationToken)
    {
        await using var other = await HttpaTestServer.StartAsync(cancellationToken: cancellationToken);
        using var stranger = new HttpClient(other.CreateTransport());

        Assert.That(async () => await stranger.GetAsync(_server.BaseAddress, cancellationToken), Throws.InstanceOf<HttpRequestException>());
    }

    [Test]
    public void Says_when_the_port_is_taken() =>
        Assert.That(async () => await HttpaTestServer.StartAsync(new() { Port = _server.BaseAddress.Port }), Throws.InstanceOf<SocketException>());

    private HttpClient CreateClient(HttpaOptions options) => new(new HttpaHandler(options, _server.CreateTransport()))
    {
        BaseAddress = _server.BaseAddress,
        DefaultRequestVersion = Version.Parse(version),
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private sealed record Numbers(int A, int B);
}
