using System.Net;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Requests;

/// <summary>The table of unsealed answers, and the rule for sending again (HTTPA/1, section 4).</summary>
internal sealed class UnsealedAnswerTests : ClientFixture
{
    [TestCase(408)]
    [TestCase(429)]
    [TestCase(502)]
    [TestCase(503)]
    [TestCase(504)]
    public async Task A_gateway_that_is_down_is_unavailable_and_unauthenticated(int status)
    {
        AnswerUnsealed(() => FakeService.Refusal((HttpStatusCode)status, null));
        var failure = await Catch<HttpaUnavailableException>(() => Get());
        Assert.That((failure.StatusCode, failure.RequestMayHaveBeenProcessed), Is.EqualTo(((HttpStatusCode?)status, true)));
    }

    [TestCase(400, "replayed", ProtocolReason.RequestReplayed)]
    [TestCase(400, "bad-seal", ProtocolReason.RequestBadSeal)]
    [TestCase(400, "bad-sequence", ProtocolReason.RequestBadSequence)]
    [TestCase(400, "malformed", ProtocolReason.ResponseUnsealed)]
    [TestCase(400, null, ProtocolReason.ResponseUnsealed)]
    [TestCase(401, null, ProtocolReason.ResponseUnsealed)]
    [TestCase(401, "late", ProtocolReason.ResponseUnsealed)]
    [TestCase(200, null, ProtocolReason.ResponseUnsealed)]
    [TestCase(302, null, ProtocolReason.ResponseUnsealed)]
    [TestCase(500, "unknown-session", ProtocolReason.ResponseUnsealed)]
    public async Task Anything_else_is_an_error_and_never_sent_again(int status, string? error, ProtocolReason reason)
    {
        AnswerUnsealed(() => FakeService.Refusal((HttpStatusCode)status, error));
        var failure = await Catch<HttpaProtocolException>(() => Get());
        Assert.That((failure.Reason, failure.RequestMayHaveBeenProcessed, Service.Count("SEALED")), Is.EqualTo((reason, true, 1)));
    }

    [TestCase(401, "unknown-session")]
    [TestCase(401, "expired-session")]
    [TestCase(400, "late")]
    public async Task A_lost_session_is_made_anew_once_and_a_safe_request_sent_again(int status, string error)
    {
        var refused = 0;
        Service.Before = r => IsSealed(r) && refused++ == 0 ? FakeService.Refusal((HttpStatusCode)status, error) : null;
        using var response = await Get();
        Assert.That((response.StatusCode, Service.Count("ATTEST"), Service.Count("SEALED")), Is.EqualTo((HttpStatusCode.OK, 2, 2)));
        var sent = Service.Messages.Where(IsSealed).Select(m => m.Headers.GetValues("Attest-Session-ID").Single());
        Assert.That(sent, Is.Unique);
    }

    [TestCase("unknown-session", 401, ProtocolReason.SessionLost)]
    [TestCase("late", 400, ProtocolReason.RequestLate)]
    public async Task A_session_that_is_lost_twice_is_an_error(string error, int status, ProtocolReason reason)
    {
        AnswerUnsealed(() => FakeService.Refusal((HttpStatusCode)status, error));
        var failure = await Catch<HttpaProtocolException>(() => Get());
        Assert.That((failure.Reason, Service.Count("ATTEST"), Service.Count("SEALED")), Is.EqualTo((reason, 2, 2)));
    }

    [Test]
    public async Task A_post_is_not_sealed_anew()
    {
        var client = Client();
        await Get(client);
        Service.Restart();
        var failure = await Catch<HttpaProtocolException>(() => Post(client));
        Assert.Multiple(() =>
        {
            Assert.That((failure.Reason, failure.RequestMayHaveBeenProcessed), Is.EqualTo((ProtocolReason.ResendNotSafe, true)));
            Assert.That(Service.Opened, Has.Count.EqualTo(1));
        });
        Assert.That((await Post(client)).IsSuccessStatusCode, "the next request makes a new session");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_post_is_sealed_anew_when_the_caller_allows_it(bool forThisRequest)
    {
        var client = Client(o => o.AllowResendOfUnsafeRequests = !forThisRequest);
        await Get(client);
        Service.Restart();
        using var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = new StringContent(Marker) };
        if (forThisRequest) request.Options.Set(HttpaRequestOptions.AllowResend, true);
        Assert.That((await client.SendAsync(request)).IsSuccessStatusCode);
        AssertNothingPrivateOnTheWire();
    }

    [Test]
    public async Task A_put_whose_body_is_gone_is_not_sealed_anew()
    {
        var client = Client();
        await Get(client);
        Service.Restart();
        var failure = await Catch<HttpaProtocolException>(() => client.PutAsync(Url, new UnseekableContent(Bytes(Marker))));
        Assert.That((failure.Reason, failure.RequestMayHaveBeenProcessed), Is.EqualTo((ProtocolReason.ResendBodyConsumed, true)));
    }

    [Test]
    public async Task A_seekable_stream_is_read_again()
    {
        var client = Client();
        await Get(client);
        Service.Restart();
        var text = await (await client.PutAsync(Url, new StreamContent(new MemoryStream(Bytes(Marker))))).Content.ReadAsStringAsync();
        Assert.That(text, Does.EndWith(Marker));
    }

    [Test]
    public async Task A_multipart_body_is_read_again_when_all_its_parts_can_be([Values] bool seekable)
    {
        var client = Client();
        await Get(client);
        Service.Restart();
        using var parts = new MultipartFormDataContent("b")
        {
            { new StringContent("first"), "a" },
            { seekable ? new StreamContent(new MemoryStream(Bytes(Marker))) : new UnseekableContent(Bytes(Marker)), "b" },
        };
        if (seekable)
        {
            await client.PutAsync(Url, parts);
            Assert.That(Service.Opened.Last().Text, Does.Contain(Marker));
            return;
        }

        var failure = await Catch<HttpaProtocolException>(() => client.PutAsync(Url, parts));
        Assert.That((failure.Reason, failure.RequestMayHaveBeenProcessed), Is.EqualTo((ProtocolReason.ResendBodyConsumed, true)));
    }

    [Test]
    public async Task A_forged_loss_drops_only_the_session_that_it_speaks_of()
    {
        var client = Client();
        await Get(client);
        var first = Service.Messages.Last().Headers.GetValues("Attest-Session-ID").Single();

        // Two requests under the first session; the second hears of its loss when the first has re-attested already.
        Service.Before = r => IsSealed(r) && r.Headers.GetValues("Attest-Session-ID").Single() == first
            ? FakeService.Refusal(HttpStatusCode.Unauthorized, "unknown-session")
            : null;
        await Get(client);
        var attests = Service.Count("ATTEST");
        await Get(client);
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(attests));
    }

    [Test]
    public async Task Losses_in_a_row_make_the_next_handshake_wait()
    {
        var client = Client();
        Service.Before = r => IsSealed(r) ? FakeService.Refusal(HttpStatusCode.Unauthorized, "unknown-session") : null;
        Assert.That(await Refusal(client), Is.EqualTo(ProtocolReason.SessionLost)); // loss 1 of this request is free, loss 2 is not

        Service.Before = _ => null;
        var waiting = Get(client);
        Assert.That(waiting.IsCompleted, Is.False);
        Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.That((await waiting).IsSuccessStatusCode);
    }

    private static bool IsSealed(HttpRequestMessage request) => request.Headers.Contains("Attest-Sequence");

    private void AnswerUnsealed(Func<HttpResponseMessage> answer) => Service.Before = r => IsSealed(r) ? answer() : null;
}
