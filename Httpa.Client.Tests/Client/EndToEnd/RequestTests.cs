using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text.Json;
using Httpa.Verifiers.Sgx;
using Httpa.TestServer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.EndToEnd;

[TestFixture("1.1")]
[TestFixture("2.0")]
internal sealed class RequestTests(string version) : ServedFixture
{
    private static readonly TaskCompletionSource FirstEventRead = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly Version _version = new(version);

    [Test]
    public async Task Get_is_answered_by_the_attested_service()
    {
        using var response = await Client(_version).GetAsync("/hello");
        Assert.Multiple(() =>
        {
            Assert.That((response.StatusCode, response.Version), Is.EqualTo((HttpStatusCode.OK, _version)));
            Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/plain"));
            Assert.That(((SgxClaims)response.GetAttestation()!.Claims!).MrEnclave, Is.EqualTo(Server.Platform.Settings.MrEnclave));
        });
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(65_536)]
    [TestCase(1_000_000)]
    public async Task Post_is_echoed(int length)
    {
        var body = RandomNumberGenerator.GetBytes(length);
        using var response = await Client(_version).PostAsync("/echo", new ByteArrayContent(body));
        Assert.That(await response.Content.ReadAsByteArrayAsync(), Is.EqualTo(body));
    }

    [TestCase(0)]
    [TestCase(100_000)]
    public async Task Body_of_unknown_length_is_echoed(int length)
    {
        var body = RandomNumberGenerator.GetBytes(length);
        using var response = await Client(_version).PostAsync("/echo", new UnseekableContent(body));
        Assert.That(await response.Content.ReadAsByteArrayAsync(), Is.EqualTo(body));
    }

    [Test]
    public async Task Json_goes_both_ways()
    {
        using var response = await Client(_version).PostAsJsonAsync("/echo", new Dictionary<string, string> { ["prompt"] = Marker });
        Assert.That((await response.Content.ReadFromJsonAsync<Dictionary<string, string>>())!["prompt"], Is.EqualTo(Marker));
    }

    [Test]
    public async Task Head_and_204_and_304_have_no_body()
    {
        var client = Client(_version);
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/hello"));
        using var noContent = await client.GetAsync("/status/204");
        using var notModified = await client.GetAsync("/status/304");
        Assert.That((head.Content.Headers.ContentLength > 0, noContent.StatusCode, notModified.StatusCode), Is.EqualTo((true, HttpStatusCode.NoContent, HttpStatusCode.NotModified)));
        Assert.That(await head.Content.ReadAsByteArrayAsync(), Is.Empty);
    }

    [TestCase(401)]
    [TestCase(404)]
    [TestCase(429)]
    [TestCase(503)]
    public async Task Errors_of_the_application_are_its_answers(int status)
    {
        using var response = await Client(_version).GetAsync($"/status/{status}");
        Assert.That((int)response.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task Fields_arrive_sealed_and_none_from_outside()
    {
        var client = Client(_version);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/headers");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Marker}");
        request.Headers.TryAddWithoutValidation("Cookie", $"session={Marker}");
        request.Headers.UserAgent.ParseAdd("test/1.0");
        using var response = await client.SendAsync(request);
        using var seen = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var fields = seen.RootElement.GetProperty("fields");
        Assert.Multiple(() =>
        {
            Assert.That(fields.GetProperty("authorization")[0].GetString(), Is.EqualTo($"Bearer {Marker}"));
            Assert.That(fields.GetProperty("cookie")[0].GetString(), Is.EqualTo($"session={Marker}"));
            Assert.That(fields.TryGetProperty("user-agent", out _), Is.False);
        });
    }

    [Test]
    public async Task No_trace_context_and_no_baggage_is_on_the_wire()
    {
        using var activity = new Activity("test").AddBaggage("user", Marker).Start();
        using var response = await Client(_version).GetAsync("/hello");
        Assert.That(Wire.Text, Does.Not.Contain("traceparent").And.Not.Contain("baggage"));
    }

    [Test]
    public async Task An_event_arrives_before_the_next_is_written()
    {
        using var response = await Client(_version).GetAsync("/gated-events", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.That(await reader.ReadLineAsync(), Is.EqualTo("data: 1"));
        FirstEventRead.TrySetResult();
        Assert.That(await reader.ReadToEndAsync(), Does.Contain("data: 2"));
    }

    [Test]
    public async Task Large_bodies_stream_both_ways()
    {
        const long Length = 32L << 20;
        var client = Client(_version);
        using var up = await client.PostAsync("/upload", new StreamContent(new CountingStream(Length)));
        using var seen = JsonDocument.Parse(await up.Content.ReadAsStringAsync());
        Assert.That(seen.RootElement.GetProperty("bytes").GetInt64(), Is.EqualTo(Length));

        using var down = await client.GetAsync($"/download?bytes={Length}", HttpCompletionOption.ResponseHeadersRead);
        using var body = await down.Content.ReadAsStreamAsync();
        var (buffer, total) = (new byte[100_000], 0L);
        for (int read; (read = await body.ReadAsync(buffer)) > 0; total += read) Assert.That(buffer[0], Is.EqualTo((byte)total));
        Assert.That((total, down.Content.Headers.ContentLength), Is.EqualTo((Length, (long?)Length)));
    }

    [Test]
    public async Task A_cancelled_request_leaves_the_session_usable()
    {
        var client = Client(_version);
        using var cancel = new CancellationTokenSource();
        using var response = await client.GetAsync("/download?bytes=1000000000", HttpCompletionOption.ResponseHeadersRead, cancel.Token);
        using var body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[1000]);
        await cancel.CancelAsync();
        Assert.That(async () => await body.CopyToAsync(Stream.Null, cancel.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await client.GetStringAsync("/hello"), Is.Not.Empty);
    }

    [Test]
    public async Task Redirects_are_followed_inside_the_origin_only()
    {
        var client = Client(_version);
        using var response = await client.PostAsync("/redirect?to=/echo", new StringContent(Marker));
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo(Marker));
        Assert.That(async () => await client.PostAsync("/redirect?to=https://evil.example/", new StringContent(Marker)),
            Throws.InstanceOf<HttpaProtocolException>().With.Property("Reason").EqualTo(ProtocolReason.RedirectCrossOrigin));
    }

    [Test]
    public async Task A_retry_above_seals_each_attempt_once()
    {
        var client = Client(_version, wrap: inner => new TwiceHandler { InnerHandler = inner });
        using var response = await client.PutAsync("/upload", new StringContent(Marker));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        using var posted = await client.PostAsync("/echo", new StringContent(Marker));
        Assert.That(await posted.Content.ReadAsStringAsync(), Is.EqualTo(Marker));
    }

    [Test]
    public void A_web_socket_is_refused()
    {
        using var invoker = new HttpMessageInvoker(new HttpaHandler(new HttpaOptions { Policy = Server.Policy }, Server.CreateTransport()));
        using var socket = new ClientWebSocket();
        var failure = Assert.CatchAsync(() => socket.ConnectAsync(new UriBuilder(Server.BaseAddress) { Scheme = "wss" }.Uri, invoker, CancellationToken.None));
        Assert.That(failure is HttpaConfigurationException || failure!.InnerException is HttpaConfigurationException, failure!.ToString());
    }

    [Test]
    public async Task Synchronous_requests_work_over_http_1_and_say_what_fails_over_http_2()
    {
        var client = Client(_version);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/echo") { Content = new StringContent(Marker), Version = _version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (_version.Major == 2)
        {
            Assert.That(() => client.Send(request), Throws.InstanceOf<NotSupportedException>());
            return;
        }

        using var response = client.Send(request);
        using var reader = new StreamReader(response.Content.ReadAsStream());
        Assert.That(reader.ReadToEnd(), Is.EqualTo(Marker));
        Assert.That(await client.GetStringAsync("/hello"), Is.Not.Empty);
    }

    [Test]
    public async Task Another_enclave_is_rejected_and_gets_nothing()
    {
        var policy = Server.Policy with { Sgx = Server.Policy.Sgx! with { MrEnclave = SgxPolicy.ForEnclave("other", new string('1', 64)).MrEnclave } };
        var client = Client(_version, new HttpaOptions { Policy = policy });
        var failure = Assert.CatchAsync<AttestationException>(() => client.PostAsync("/echo", new StringContent(Marker)));
        Assert.That(failure!.Result.IsAccepted, Is.False);
        await Task.CompletedTask;
    }

    [Test]
    public async Task A_hundred_concurrent_first_requests_succeed()
    {
        var client = Client(_version);
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            using var response = await client.PostAsync("/echo", new StringContent($"{i}"));
            return await response.Content.ReadAsStringAsync();
        }));
        Assert.That(answers, Is.EqualTo(Enumerable.Range(0, 100).Select(i => $"{i}")));
    }

    protected override void Map(WebApplication app)
    {
        app.MapGet("/gated-events", async (HttpContext context) =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: 1\n\n");
            await context.Response.Body.FlushAsync();
            await FirstEventRead.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("data: 2\n\n");
        });
        app.MapPost("/redirect", (HttpContext context) => context.Response.Redirect(context.Request.Query["to"]!, permanent: false, preserveMethod: true));
    }

    /// <summary>Sends everything twice, as a retry does, and returns the second answer.</summary>
    private sealed class TwiceHandler : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (await base.SendAsync(request, cancellationToken)).Dispose();
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
