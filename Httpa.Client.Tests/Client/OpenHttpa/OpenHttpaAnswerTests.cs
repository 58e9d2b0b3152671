using System.Net;
using System.Text;
using Httpa.Client.OpenHttpa;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.OpenHttpa;

/// <summary>What a service, or somebody before it, may answer. W-numbers are those of the published list of the reference's weaknesses.</summary>
internal sealed class OpenHttpaAnswerTests : OpenHttpaFixture
{
    [Test]
    public async Task W6_an_answer_never_stands_for_a_later_one_of_its_session()
    {
        byte[]? first = null;
        Service.Application = (session, _) =>
        {
            var answer = CiphertextBody.Write(session.Seal("\"yes\""u8));
            return FakeOpenHttpaService.Json(first ??= answer);
        };
        Assert.That(await Text(), Is.EqualTo("\"yes\""));
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.OpenHttpaAnswerDoesNotOpen), "a repeat of the answer before");
    }

    [Test]
    public async Task W6_whatever_happens_instead_of_an_answer_ends_the_session()
    {
        Func<HttpRequestMessage, HttpResponseMessage>[] ways =
        [
            _ => FakeOpenHttpaService.Plain(HttpStatusCode.InternalServerError, "oops"),
            _ => FakeOpenHttpaService.Plain(HttpStatusCode.BadGateway, ""),
            _ => FakeOpenHttpaService.Plain(HttpStatusCode.OK, "{\"ok\":true}"),
            _ => throw new HttpRequestException("connection reset"),
            _ => throw new OperationCanceledException(),
        ];
        foreach (var way in ways)
        {
            byte[]? withheld = null;
            Service.Application = (session, text) => FakeOpenHttpaService.Sealed(session, "1");
            await Get();
            var handshakes = Service.Count("ATTEST");
            Service.Before = r =>
            {
                if (!r.Headers.Contains("attest-ticket")) return null;
                withheld = Service.SessionOf(r).Seal("\"withheld\""u8);
                return way(r);
            };
            await Catch<Exception>(Get);
            Service.Before = r => r.Headers.Contains("attest-ticket") ? FakeOpenHttpaService.Json(CiphertextBody.Write(withheld!)) : null;
            Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.OpenHttpaAnswerDoesNotOpen));
            Assert.That(Service.Count("ATTEST"), Is.EqualTo(handshakes + 1), "another session was made");
            Service.Before = _ => null;
        }
    }

    [Test]
    public async Task W9_an_answer_that_somebody_else_made_the_service_seal_puts_the_session_to_an_end_and_not_more()
    {
        await Get();
        Service.Application = (session, _) =>
        {
            session.Seal("\"to a stranger\""u8);
            return FakeOpenHttpaService.Sealed(session, "\"to me\"");
        };
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.OpenHttpaAnswerDoesNotOpen));
        Service.Application = (session, _) => FakeOpenHttpaService.Sealed(session, "\"to me\"");
        Assert.That(await Text(), Is.EqualTo("\"to me\""));
    }

    [Test]
    public async Task W22_an_answer_with_a_bit_changed_ends_the_session_and_the_next_request_makes_another()
    {
        Service.Alter = (kind, r) =>
        {
            if (kind == "TRUSTED") r.Content = new StringContent("{\"ciphertext\":\"" + new string('0', 64) + "\"}", Encoding.UTF8, "application/json");
        };
        var failure = await Catch<HttpaProtocolException>(Text);
        Assert.That((failure.Reason, failure.RequestMayHaveBeenProcessed), Is.EqualTo((ProtocolReason.OpenHttpaAnswerDoesNotOpen, true)));
        Service.Alter = (_, _) => { };
        Assert.That(await Text(), Is.EqualTo("\"0 bytes\""));
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(2));
    }

    [TestCase(401, "Invalid header MAC", ProtocolReason.RequestBadSeal)]
    [TestCase(400, "Decryption failed", ProtocolReason.RequestBadSeal)]
    [TestCase(401, "{\"error\":\"replay nonce rejected\"}", ProtocolReason.RequestReplayed)]
    [TestCase(404, "", ProtocolReason.ResponseUnsealed)]
    [TestCase(200, "{\"reply\":\"forged\"}", ProtocolReason.ResponseUnsealed)]
    [TestCase(307, "", ProtocolReason.ResponseUnsealed)]
    public async Task W20_a_plain_answer_is_never_the_services(int status, string text, ProtocolReason reason)
    {
        Service.Before = r => r.Headers.Contains("attest-ticket") ? FakeOpenHttpaService.Plain((HttpStatusCode)status, text) : null;
        var failure = await Catch<HttpaProtocolException>(Get);
        Assert.That((failure.Reason, failure.RequestMayHaveBeenProcessed), Is.EqualTo((reason, true)));
        Assert.That(Service.Count("TRUSTED"), Is.EqualTo(1), "no redirect is followed, nothing is sent again");
    }

    [Test]
    public async Task W6_the_status_of_an_answer_is_handed_on_and_its_fields_are_not()
    {
        Service.Application = (session, _) =>
        {
            var answer = FakeOpenHttpaService.Sealed(session, "{\"error\":\"full\"}", HttpStatusCode.Conflict);
            answer.Headers.TryAddWithoutValidation("Set-Cookie", "forged=1");
            answer.Content.Headers.TryAddWithoutValidation("Content-Language", "xx");
            return answer;
        };
        using var response = await Get();
        Assert.Multiple(async () =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
            Assert.That(response.Headers.Concat(response.Content.Headers).Select(h => h.Key), Is.SubsetOf(new[] { "Content-Type", "Content-Length" }));
            Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("{\"error\":\"full\"}"));
        });
        await Get();
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(1), "an error that was sealed keeps the session in step");
    }

    [TestCase(403, "Session not found or expired")]
    [TestCase(401, "")]
    [TestCase(401, "{\"error\":\"session has expired\"}")]
    public async Task A_session_that_is_gone_is_made_anew_where_sending_twice_is_safe(int status, string text)
    {
        await Get();
        LoseSessions(1, status, text);
        Assert.That(await Text(), Is.EqualTo("\"0 bytes\""));
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(2));

        LoseSessions(1, status, text);
        Assert.That(await Refusal(() => Post()), Is.EqualTo(ProtocolReason.ResendNotSafe));

        LoseSessions(2, status, text);
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.SessionLost));
    }

    [Test]
    public async Task A_caller_may_allow_a_resend()
    {
        AllowResend = true;
        await Get();
        LoseSessions(1, 403, "Session not found or expired");
        Assert.That((await Post()).IsSuccessStatusCode);
    }

    [Test]
    public async Task W31_an_answer_that_is_too_long_is_not_read()
    {
        Change = o => o with { MaxAnswerLength = 1024 };
        Service.Application = (session, _) => FakeOpenHttpaService.Sealed(session, $"\"{new string('a', 600)}\"");
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.OpenHttpaAnswerTooLarge));
    }

    [TestCase("1,2,3", "")]
    [TestCase("1,3", "left out")]
    [TestCase("2,3", "the first left out")]
    [TestCase("1,1", "repeated")]
    [TestCase("2,1", "exchanged")]
    [TestCase("1,2,2", "repeated at the end")]
    public async Task W10_frames_are_taken_in_their_order_and_each_once(string order, string what)
    {
        Service.Application = (session, _) =>
        {
            var frames = FakeOpenHttpaService.Frames(session, "1", "2", "3");
            return FakeOpenHttpaService.Stream(order.Split(',').Select(i => frames[i[0] - '1']));
        };
        if (what.Length == 0) Assert.That(await Text(), Is.EqualTo("1\n2\n3\n"));
        else Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.OpenHttpaStreamOutOfOrder), what);
    }

    [Test]
    public async Task W10_a_frame_that_was_changed_does_not_open_and_what_came_before_stands()
    {
        Service.Application = (session, _) =>
        {
            var frames = FakeOpenHttpaService.Frames(session, "1", "2");
            frames[1][^1] ^= 1;
            return FakeOpenHttpaService.Stream(frames);
        };
        using var response = await Get();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.That(await reader.ReadLineAsync(), Is.EqualTo("1"));
        Assert.That(await Refusal(() => reader.ReadLineAsync()), Is.EqualTo(ProtocolReason.OpenHttpaAnswerDoesNotOpen));
        await Catch<IOException>(() => reader.ReadLineAsync());
        Assert.That(Store.Count, Is.Zero);
    }

    [TestCase(5, false)]
    [TestCase(20, false)]
    [TestCase(0, true)]
    public async Task W10_a_stream_that_ends_inside_a_frame_or_before_the_first_is_cut_off(int length, bool empty)
    {
        Service.Application = (session, _) => FakeOpenHttpaService.Stream(FakeOpenHttpaService.Frames(session, "1")[0][..length]);
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.Truncated));
        Assert.That(Store.Count, Is.Zero, empty ? "an empty stream proves nothing" : "");
    }

    [Test]
    public async Task W10_a_stream_cut_between_frames_looks_whole_and_the_next_answer_shows_it()
    {
        Service.Application = (session, _) => FakeOpenHttpaService.Stream(FakeOpenHttpaService.Frames(session, "1", "2").Take(1));
        Assert.That(await Text(), Is.EqualTo("1\n"), "the protocol has no end mark: a limitation that every verdict names");
        Service.Application = (session, _) => FakeOpenHttpaService.Sealed(session, "2");
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.OpenHttpaAnswerDoesNotOpen));
    }

    [Test]
    public async Task W10_an_earlier_stream_never_takes_the_place_of_a_later_one()
    {
        byte[][]? earlier = null;
        Service.Application = (session, _) => FakeOpenHttpaService.Stream(earlier ??= FakeOpenHttpaService.Frames(session, "1", "2"));
        Assert.That(await Text(), Is.EqualTo("1\n2\n"));
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.OpenHttpaStreamOutOfOrder));
    }

    [TestCase(0xffffffffu)]
    [TestCase((16u << 20) + 1)]
    [TestCase(15u)]
    public async Task W31_a_frame_of_an_impossible_length_is_refused_before_it_is_read(uint length)
    {
        Service.Application = (session, _) =>
        {
            var head = new byte[StreamFrame.HeadLength];
            new StreamFrame(length, 1).WriteTo(head);
            return FakeOpenHttpaService.Stream(head);
        };
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.OpenHttpaStreamOutOfOrder));
    }

    [Test]
    public async Task A_stream_that_is_given_up_ends_its_session()
    {
        Service.Application = (session, _) => FakeOpenHttpaService.Stream(FakeOpenHttpaService.Frames(session, "1", "2"));
        (await Get()).Dispose();
        Assert.That(Store.Count, Is.Zero);
        await Text();
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_session_is_used_by_one_request_at_a_time()
    {
        Change = o => o with { MaxSessions = 2 };
        Service.Application = (session, _) => FakeOpenHttpaService.Stream(FakeOpenHttpaService.Frames(session, "1", "2"));
        var (first, second) = (await Get(), await Get());
        var third = Get();
        Assert.That((Service.Count("ATTEST"), third.IsCompleted), Is.EqualTo((2, false)), "two streams are open, and the third request waits");
        await first.Content.ReadAsStringAsync();
        await third;
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(2), "it took the session that was free again");
        second.Dispose();
    }

    [Test]
    public async Task Sessions_under_way_end_with_their_requests_when_all_are_dropped()
    {
        Service.Application = (session, _) => FakeOpenHttpaService.Stream(FakeOpenHttpaService.Frames(session, "1", "2"));
        var response = await Get();
        Store.DropAll();
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("1\n2\n"));
        Assert.That(Store.Count, Is.Zero);
    }

    private void LoseSessions(int times, int status, string text) => Service.Before = r =>
        r.Headers.Contains("attest-ticket") && times-- > 0 ? FakeOpenHttpaService.Plain((HttpStatusCode)status, text) : null;
}
