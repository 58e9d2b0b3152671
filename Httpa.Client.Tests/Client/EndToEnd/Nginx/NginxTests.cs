using System.Security.Cryptography;
using Httpa.TestServer;
using Httpa.Verifiers.Sgx;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.EndToEnd.Nginx;

/// <summary>One service behind a real nginx with its default limits, which speaks HTTP/1.0 to the service, as nginx does unless it is told otherwise.</summary>
[TestFixture("1.1")]
[TestFixture("2.0")]
internal sealed class NginxTests(string version) : NginxFixture
{
    private readonly TaskCompletionSource _firstEventRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HttpaTestServer _server = null!;

    protected override string Block => "Proxy";

    [Test]
    public async Task The_whole_exchange_passes_under_the_post_quantum_suite()
    {
        using var response = await Client().GetAsync("/suite");
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("x-wing-sha384-aes256gcm"));
        Assert.That(response.Version, Is.EqualTo(new Version(version)));
        Assert.That(response.GetAttestation()!.IsAccepted);
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(1_000_000)]
    public async Task A_body_comes_back_as_it_was_sent(int length)
    {
        var body = RandomNumberGenerator.GetBytes(length);
        using var response = await Client().PostAsync("/echo", new ByteArrayContent(body));
        Assert.That(await response.Content.ReadAsByteArrayAsync(), Is.EqualTo(body));
    }

    [Test]
    public async Task A_body_of_unknown_length_comes_back_as_it_was_sent()
    {
        var body = RandomNumberGenerator.GetBytes(100_000);
        using var response = await Client().PostAsync("/echo", new UnseekableContent(body));
        Assert.That(await response.Content.ReadAsByteArrayAsync(), Is.EqualTo(body));
    }

    [Test]
    public async Task A_large_answer_arrives_whole()
    {
        var answer = await Client().GetByteArrayAsync("/download?bytes=8000000");
        Assert.That((answer.Length, answer[^1]), Is.EqualTo((8_000_000, unchecked((byte)7_999_999))));
    }

    [Test]
    public void A_body_above_nginxs_own_limit_is_refused_by_its_status()
    {
        var failure = Assert.CatchAsync<HttpaProtocolException>(() => Client().PostAsync("/echo", new ByteArrayContent(new byte[1 << 20])));
        Assert.That((failure!.Reason, failure.Message.Contains("413", StringComparison.Ordinal)), Is.EqualTo((ProtocolReason.ResponseUnsealed, true)));
    }

    [Test]
    public async Task An_event_arrives_before_the_next_is_written()
    {
        using var response = await Client().GetAsync("/gated-events", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.That(await reader.ReadLineAsync(), Is.EqualTo("data: 1"));
        _firstEventRead.TrySetResult();
        Assert.That(await reader.ReadToEndAsync(), Does.Contain("data: 2"));
    }

    [TestCase("GET", 4_900)]
    [TestCase("POST", 60_000)]
    public async Task Long_fields_of_a_request_pass(string method, int length)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/count") { Content = method == "POST" ? new StringContent(Marker) : null };
        request.Headers.TryAddWithoutValidation("X-Long", new string('x', length));
        using var response = await Client().SendAsync(request);
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo($"{length}"));
    }

    [TestCase("/long?length=60000&body=true", 60_000)]
    [TestCase("/long?length=60000", 60_000)]
    [TestCase("/long?length=4000", 4_000)]
    [TestCase("/long?length=1900", 1_900)]
    public async Task Long_fields_of_an_answer_pass(string path, int length)
    {
        using var response = await Client().GetAsync(path);
        Assert.That(response.Headers.GetValues("X-Long").Single(), Has.Length.EqualTo(length));
    }

    [Test]
    public async Task A_hundred_concurrent_requests_share_a_session()
    {
        var client = Client();
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            using var response = await client.PostAsync("/echo", new StringContent($"{i}"));
            return await response.Content.ReadAsStringAsync();
        }));
        Assert.That(answers, Is.EqualTo(Enumerable.Range(0, 100).Select(i => $"{i}")));
    }

    [Test]
    public void Another_build_is_refused_and_gets_nothing()
    {
        var policy = _server.Policy with { Sgx = _server.Policy.Sgx! with { MrEnclave = SgxPolicy.ForEnclave("another", new string('1', 64)).MrEnclave } };
        var failure = Assert.CatchAsync<AttestationException>(() => Client(new HttpaOptions { Policy = policy }, version).PostAsync("/echo", new StringContent(Marker)));
        Assert.That(failure!.Result.IsAccepted, Is.False);
    }

    protected override IEnumerable<(string, HttpaTestServerOptions)> Services() => [("10.0.0.7:8443", new HttpaTestServerOptions { Configure = Behind, Map = Map })];

    protected override void Started(string address, HttpaTestServer server) => _server = server;

    private HttpClient Client() => Client(new HttpaOptions { Policy = _server.Policy }, version);

    private void Map(WebApplication app)
    {
        app.MapGet("/suite", (HttpContext context) => context.Features.Get<IHttpaFeature>()!.CipherSuite);
        app.MapMethods("/count", ["GET", "POST"], (HttpContext context) => $"{context.Request.Headers["X-Long"].ToString().Length}");
        app.MapGet("/long", (HttpContext context, int length, bool? body) =>
        {
            context.Response.Headers["X-Long"] = new string('x', length);
            return body == true ? context.Response.WriteAsync(Marker) : Task.CompletedTask;
        });
        app.MapGet("/gated-events", async (HttpContext context) =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: 1\n\n");
            await context.Response.Body.FlushAsync();
            await _firstEventRead.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("data: 2\n\n");
        });
    }
}
