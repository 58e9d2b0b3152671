using System.Collections.Concurrent;
using System.Net;
using Httpa.TestServer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.EndToEnd;

/// <summary>Faults of service and connection after a request may have been processed: a POST runs at most once.</summary>
internal sealed class FaultTests : ServedFixture
{
    private const int RefusedStream = 7; // RFC 9113, section 7

    private static readonly FakeTimeProvider ServiceClock = new(TimeProvider.System.GetUtcNow());

    private readonly ConcurrentDictionary<string, int> _runs = new();
    private readonly TaskCompletionSource _beginningRead = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [TestCase(10)]
    [TestCase(200_000)]
    public async Task A_post_whose_stream_is_refused_after_it_ran_runs_once(int length)
    {
        var client = Client(HttpVersion.Version20);
        await client.GetAsync("/hello");
        var failure = Assert.CatchAsync(() => client.PostAsync($"/run-and-refuse/{length}", new ByteArrayContent(new byte[length])))!;
        Assert.That(_runs[$"{length}"], Is.EqualTo(1));

        // The connection repeats few bytes, which the service takes for what they are; it cannot repeat many.
        var expected = length <= 10 ? ProtocolReason.RequestReplayed : ProtocolReason.ResendNotSafe;
        Assert.That(failure, Is.InstanceOf<HttpaProtocolException>(), failure.ToString());
        var refused = (HttpaProtocolException)failure;
        Assert.That((refused.Reason, refused.RequestMayHaveBeenProcessed), Is.EqualTo((expected, true)));
        Assert.That((await client.GetAsync("/hello")).StatusCode, Is.EqualTo(HttpStatusCode.OK), "the session goes on");
    }

    [Test]
    public async Task A_put_whose_stream_was_refused_is_sealed_anew_when_it_cannot_be_repeated()
    {
        var client = Client(HttpVersion.Version20);
        await client.GetAsync("/hello");
        using var response = await client.PutAsync("/refuse-first", new ByteArrayContent(new byte[200_000]));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task An_answer_that_breaks_off_is_an_error()
    {
        var client = Client(HttpVersion.Version11);
        using var response = await client.GetAsync("/break", HttpCompletionOption.ResponseHeadersRead);
        using var body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[5]);
        _beginningRead.SetResult();
        Assert.That(async () => await body.CopyToAsync(Stream.Null), Throws.InstanceOf<IOException>().Or.InstanceOf<HttpaProtocolException>());
    }

    [Test]
    public async Task A_request_that_was_held_back_is_not_run_and_a_safe_one_is_sealed_anew()
    {
        await using var server = await HttpaTestServer.StartAsync(new HttpaTestServerOptions { TimeProvider = ServiceClock });
        using var client = new HttpClient(new HttpaHandler(new HttpaOptions { Policy = server.Policy }, server.CreateTransport())) { BaseAddress = server.BaseAddress };
        await client.GetAsync("/hello");
        ServiceClock.Advance(TimeSpan.FromSeconds(299)); // for the service, this client's requests are on their way for so long
        Assert.That((await client.PostAsync("/echo", new StringContent("1"))).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        ServiceClock.Advance(TimeSpan.FromSeconds(2));
        var failure = Assert.CatchAsync<HttpaProtocolException>(() => client.PostAsync("/echo", new StringContent("2")))!;
        Assert.That(failure.Reason, Is.EqualTo(ProtocolReason.ResendNotSafe));
    }

    protected override void Map(WebApplication app)
    {
        app.MapPost("/run-and-refuse/{id}", async (HttpContext context, string id) =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            _runs.AddOrUpdate(id, 1, (_, runs) => runs + 1);
            context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(RefusedStream);
        });
        var refused = 0;
        app.MapPut("/refuse-first", async (HttpContext context) =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            if (Interlocked.Exchange(ref refused, 1) == 0) context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(RefusedStream);
        });
        app.MapGet("/break", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("begin");
            await context.Response.Body.FlushAsync();
            await _beginningRead.Task.WaitAsync(context.RequestAborted);
            context.Abort();
        });
    }
}
