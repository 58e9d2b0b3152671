using System.Net;
using System.Net.Sockets;
using System.Text;
using Httpa.Client.Endorsing;
using Httpa.TestServer;
using Httpa.Verifiers;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;
using Polly;
using Polly.Registry;

namespace Httpa.Client.Tests.Client.Endorsing;

/// <summary>A vendor's service that is down, busy, slow or not itself.</summary>
internal sealed class VendorFaultTests : VendorFixture
{
    private const string TcbPath = "/sgx/certification/v4/tcb";

    private static readonly FetchLimits OneAttempt = new() { Retries = 0 };

    private int _answered;

    [Test]
    public async Task A_platform_that_the_vendor_does_not_know_is_not_proven()
    {
        using var logs = new CapturedLogs();
        var source = Source(logs: logs);
        Answer(TcbPath, 404);
        var result = await JudgeAsync(await FindAsync(source));
        Assert.Multiple(() =>
        {
            Assert.That(result.Findings.Select(f => f.Reason), Has.Some.EqualTo(AppraisalReason.EndorsementsMissing));
            Assert.That(Vendor.CountOf(TcbPath), Is.EqualTo(1));
            Assert.That(logs.Events, Has.Some.EqualTo("EndorsementUnknown"));
        });
    }

    [Test]
    public async Task That_a_platform_is_not_known_is_remembered_for_a_minute()
    {
        var source = Source();
        Answer(TcbPath, 404);
        await FindAsync(source);
        Time.Advance(TimeSpan.FromSeconds(59));
        await FindAsync(source);
        Assert.That(Vendor.CountOf(TcbPath), Is.EqualTo(1));

        Vendor.Interfere = _ => Task.FromResult(false);
        Time.Advance(TimeSpan.FromSeconds(2));
        Assert.That((await JudgeAsync(await FindAsync(source))).IsAccepted);
    }

    [TestCase(408)]
    [TestCase(429)]
    [TestCase(500)]
    [TestCase(502)]
    [TestCase(503)]
    [TestCase(504)]
    public async Task A_passing_failure_is_tried_again(int status)
    {
        Answer(TcbPath, status, times: 2);
        Assert.That((await JudgeAsync(await FindAsync(Source()))).IsAccepted);
        Assert.That(Vendor.CountOf(TcbPath), Is.EqualTo(3));
    }

    [Test]
    public async Task A_lasting_failure_is_unavailable_and_says_who_and_what()
    {
        Answer(TcbPath, 503);
        var failure = await UnavailableAsync(() => FindAsync(Source()));
        Assert.Multiple(() =>
        {
            Assert.That(failure.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            Assert.That(failure.Message, Does.Contain("tcb_info").And.Contain("127.0.0.1").And.Contain("503"));
            Assert.That(failure.RequestMayHaveBeenProcessed, Is.False);
            Assert.That(Vendor.CountOf(TcbPath), Is.EqualTo(4));
        });
    }

    [TestCase(400)]
    [TestCase(401)]
    [TestCase(403)]
    [TestCase(410)]
    [TestCase(501)]
    [TestCase(204)]
    public async Task A_refusal_is_final(int status)
    {
        Answer(TcbPath, status);
        var failure = await UnavailableAsync(() => FindAsync(Source()));
        Assert.That(((int)failure.StatusCode!, Vendor.CountOf(TcbPath)), Is.EqualTo((status, 1)));
    }

    [Test]
    public async Task Waits_as_long_as_it_is_asked_to()
    {
        Answer(TcbPath, 429, times: 1, retryAfter: "1");
        Assert.That((await JudgeAsync(await FindAsync(Source()))).IsAccepted);
        Assert.That(Clock.Pauses, Has.One.EqualTo(TimeSpan.FromSeconds(1)));
    }

    [TestCase("3600", 3600)]
    [TestCase("99999999", 3600)]
    public async Task Does_not_wait_for_long_but_tells_the_caller_and_leaves_the_vendor_alone_meanwhile(string retryAfter, int seconds)
    {
        var source = Source();
        Answer(TcbPath, 429, retryAfter: retryAfter);
        var first = await UnavailableAsync(() => FindAsync(source));
        var second = await UnavailableAsync(() => FindAsync(source));
        Assert.Multiple(() =>
        {
            Assert.That(first.RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(seconds)));
            Assert.That(second.RetryAfter, Is.EqualTo(TimeSpan.FromMinutes(1)), "what is remembered");
            Assert.That(Vendor.CountOf(TcbPath), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task A_slow_answer_is_given_up_and_asked_for_again()
    {
        var stalled = Stall(TcbPath);
        var search = FindAsync(Source());
        await stalled;
        Time.Advance(TimeSpan.FromSeconds(8));
        Assert.That((await JudgeAsync(await search)).IsAccepted);
        Assert.That(Vendor.CountOf(TcbPath), Is.EqualTo(2));
    }

    [Test]
    public async Task A_body_that_stalls_is_given_up_too()
    {
        var stalled = Stall(TcbPath, sendHead: true);
        var search = FindAsync(Source(OneAttempt));
        await stalled;
        Time.Advance(TimeSpan.FromSeconds(8));
        Assert.That((await UnavailableAsync(() => search)).Message, Does.Contain("tcb_info"));
    }

    [Test]
    public async Task All_attempts_together_have_a_limit_too()
    {
        var stalled = Stall(TcbPath);
        var search = FindAsync(Source(new FetchLimits { TotalTimeout = TimeSpan.FromSeconds(5) }));
        await stalled;
        Time.Advance(TimeSpan.FromSeconds(5));
        var failure = await UnavailableAsync(() => search);
        Assert.That((failure.Message.Contains("00:00:05", StringComparison.Ordinal), Vendor.CountOf(TcbPath)), Is.EqualTo((true, 1)));
    }

    [Test]
    public async Task A_certificate_that_is_not_trusted_is_final()
    {
        await using var impostor = await HttpaTestServer.StartAsync();
        var failure = await UnavailableAsync(() => FindAsync(Source(address: impostor.BaseAddress)));
        Assert.That((failure.HttpRequestError, Clock.Pauses.IsEmpty), Is.EqualTo((HttpRequestError.SecureConnectionError, true)));
    }

    [Test]
    public async Task A_caller_that_gives_up_does_not_end_the_fetch_for_others()
    {
        var stalled = Stall(TcbPath);
        var source = Source();
        using var impatience = new CancellationTokenSource();
        var evidence = await EvidenceAsync();
        var impatient = source.FindAsync(evidence, impatience.Token).AsTask();
        var patient = source.FindAsync(evidence, default).AsTask();
        await stalled;
        await impatience.CancelAsync();
        Assert.That(async () => await impatient, Throws.InstanceOf<OperationCanceledException>());
        Time.Advance(TimeSpan.FromSeconds(8));
        Assert.That((await JudgeAsync(await patient)).IsAccepted);
    }

    [Test]
    public async Task An_answer_that_breaks_off_is_asked_for_again()
    {
        Once(TcbPath, async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.Body.WriteAsync(new byte[10]);
            context.Abort();
        });
        Assert.That((await JudgeAsync(await FindAsync(Source()))).IsAccepted);
        Assert.That(Vendor.CountOf(TcbPath), Is.EqualTo(2));
    }

    [TestCase("<html>Sign in to the network</html>")]
    [TestCase("{}")]
    [TestCase("{\"tcbInfo\":{\"issueDate\":\"yesterday\",\"nextUpdate\":\"2026-12-01T00:00:00Z\"},\"signature\":\"\"}")]
    [TestCase("")]
    public async Task An_answer_that_is_no_such_document_is_never_used(string body)
    {
        Once(TcbPath, context =>
        {
            context.Response.Headers["TCB-Info-Issuer-Chain"] = Uri.EscapeDataString(Encoding.ASCII.GetString(Chain().Span));
            return context.Response.WriteAsync(body);
        });
        Assert.That((await JudgeAsync(await FindAsync(Source()))).IsAccepted);
        Assert.That(Vendor.CountOf(TcbPath), Is.EqualTo(2));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("not a chain")]
    [TestCase("%zz%00")]
    public async Task An_answer_without_its_issuer_chain_is_never_used(string? chain)
    {
        Once(TcbPath, context =>
        {
            if (chain is not null) context.Response.Headers["TCB-Info-Issuer-Chain"] = chain;
            return context.Response.Body.WriteAsync(Document("tcb_info")).AsTask();
        });
        Assert.That((await JudgeAsync(await FindAsync(Source()))).IsAccepted);
        Assert.That(Vendor.CountOf(TcbPath), Is.EqualTo(2));
    }

    [Test]
    public async Task An_answer_with_two_issuer_chains_is_never_used()
    {
        Once(TcbPath, context =>
        {
            var chain = Uri.EscapeDataString(Encoding.ASCII.GetString(Chain().Span));
            context.Response.Headers["TCB-Info-Issuer-Chain"] = new[] { chain, chain };
            return context.Response.Body.WriteAsync(Document("tcb_info")).AsTask();
        });
        await FindAsync(Source());
        Assert.That(Vendor.CountOf(TcbPath), Is.EqualTo(2));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task An_answer_over_the_cap_is_refused_at_once(bool saysSo)
    {
        Vendor.Interfere = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/tcb", StringComparison.Ordinal)) return false;
            if (saysSo) context.Response.ContentLength = Endorsements.MaxDocumentLength + 1;
            var block = new byte[64 * 1024];
            try
            {
                for (var sent = 0; sent <= Endorsements.MaxDocumentLength && !context.RequestAborted.IsCancellationRequested; sent += block.Length)
                    await context.Response.Body.WriteAsync(block.AsMemory(0, Math.Min(block.Length, Endorsements.MaxDocumentLength + 1 - sent)), context.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                // The client has seen enough.
            }

            return true;
        };
        var failure = await UnavailableAsync(() => FindAsync(Source()));
        Assert.That((failure.Message.Contains("1048576", StringComparison.Ordinal), Vendor.CountOf(TcbPath)), Is.EqualTo((true, 1)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task No_redirect_is_followed_and_none_that_a_transport_followed_is_believed(bool transportFollows)
    {
        await using var elsewhere = await FakeVendor.StartAsync();
        elsewhere.Publish(EvidenceType.Sgx, Platform.Settings.Fmspc, Platform.Endorsements);
        Vendor.Interfere = context =>
        {
            context.Response.Redirect(new Uri(elsewhere.Address, context.Request.Path + context.Request.QueryString).ToString());
            return Task.FromResult(true);
        };
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = transportFollows });
        var failure = await UnavailableAsync(() => FindAsync(Source(transport: client)));
        Assert.That(failure.Message, Does.Contain("redirect"));
        Assert.That(elsewhere.Requests.IsEmpty, Is.EqualTo(!transportFollows));
    }

    [Test]
    public async Task A_service_that_is_not_there_is_unavailable()
    {
        var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
        free.Stop();
        var failure = await UnavailableAsync(() => FindAsync(Source(OneAttempt, address: address)));
        Assert.That((failure.StatusCode, failure.HttpRequestError), Is.EqualTo((default(HttpStatusCode?), HttpRequestError.ConnectionError)));
    }

    [Test]
    public async Task A_host_that_fails_again_and_again_is_left_alone_for_a_while()
    {
        using var logs = new CapturedLogs();
        var source = Source(logs: logs);
        Vendor.Interfere = context =>
        {
            context.Response.StatusCode = 503;
            return Task.FromResult(true);
        };
        await UnavailableAsync(() => FindAsync(source));
        var asked = Vendor.Requests.Count;
        Assert.That(asked, Is.LessThan(16), "the breaker opened before every document had its four attempts");

        var failure = await UnavailableAsync(() => FindAsync(source));
        Assert.That(Vendor.Requests, Has.Count.EqualTo(asked));
        Assert.That(failure.RetryAfter, Is.GreaterThan(TimeSpan.Zero));

        Vendor.Interfere = _ => Task.FromResult(false);
        Time.Advance(TimeSpan.FromSeconds(31));
        Clock.Event = logs.Next("EndorsementFetched"); // the first document shows how it goes, and the others come after it
        Assert.That((await JudgeAsync(await FindAsync(source))).IsAccepted);
    }

    [Test]
    public async Task No_more_requests_are_under_way_than_allowed()
    {
        var under = 0;
        var most = 0;
        Vendor.Interfere = async _ =>
        {
            var now = Interlocked.Increment(ref under);
            lock (this) most = Math.Max(most, now);
            await Task.Yield();
            Interlocked.Decrement(ref under);
            return false;
        };
        await FindAsync(Source(new FetchLimits { ConcurrentRequests = 1 }));
        Assert.That((most, Vendor.Requests.Count), Is.EqualTo((1, 4)));
    }

    [TestCase(VendorEndorsementOptions.PipelineKey)]
    [TestCase(VendorEndorsementOptions.PipelineKey + ":127.0.0.1")]
    public async Task A_pipeline_of_the_callers_takes_the_place_of_the_usual_one(string key)
    {
        using var registry = new ResiliencePipelineRegistry<string>();
        registry.TryAddBuilder(key, (builder, _) => builder.AddRetry(new() { MaxRetryAttempts = 7, Delay = TimeSpan.Zero }));
        Answer(TcbPath, 503);
        await UnavailableAsync(() => FindAsync(Source(pipelines: registry)));
        Assert.That(Vendor.CountOf(TcbPath), Is.EqualTo(8));
    }

    private ReadOnlyMemory<byte> Chain() => Document("tcb_signing_chain");

    private ReadOnlyMemory<byte> Document(string name) => Platform.Endorsements.TryGet(name, out var document) ? document : default;

    /// <summary>Answers requests for a path with a status, a number of times.</summary>
    private void Answer(string path, int status, int times = int.MaxValue, string? retryAfter = null) => Vendor.Interfere = context =>
    {
        if (context.Request.Path != path || Interlocked.Increment(ref _answered) > times) return Task.FromResult(false);
        context.Response.StatusCode = status;
        if (retryAfter is not null) context.Response.Headers.RetryAfter = retryAfter;
        return Task.FromResult(true);
    };

    private void Once(string path, Func<HttpContext, Task> answer) => Vendor.Interfere = async context =>
    {
        if (context.Request.Path != path || Interlocked.Increment(ref _answered) > 1) return false;
        await answer(context);
        return true;
    };

    /// <summary>Lets the first request for a path hang until its sender has gone; done when it has come.</summary>
    private Task Stall(string path, bool sendHead = false)
    {
        var come = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Once(path, async context =>
        {
            var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = context.RequestAborted.Register(gone.SetResult);
            if (sendHead) await context.Response.Body.FlushAsync();
            come.SetResult();
            await gone.Task;
        });
        return come.Task;
    }
}
