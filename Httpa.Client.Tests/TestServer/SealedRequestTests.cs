using System.Net;
using System.Text.Json;
using Httpa.Client.Protocol;
using Httpa.TestServer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Httpa.Client.Tests.TestServer;

[TestFixture("1.1")]
[TestFixture("2.0")]
[CancelAfter(60_000)]
internal sealed class SealedRequestTests(string version)
{
    private readonly SkewedTimeProvider _time = new();
    private HttpaTestServer _server = null!;
    private ScriptedClient _client = null!;
    private ScriptedSession _session = null!;
    private TaskCompletionSource _entered = null!;
    private TaskCompletionSource _gate = null!;
    private int _runs;

    [SetUp]
    public async Task StartAsync()
    {
        _runs = 0;
        _entered = new TaskCompletionSource();
        _gate = new TaskCompletionSource();
        _time.WallClockError = TimeSpan.Zero;
        _server = await HttpaTestServer.StartAsync(new()
        {
            Tee = new BindingTee(),
            TimeProvider = _time,
            Configure = o => o with { OuterFields = ["User-Agent"] },
            Map = app =>
            {
                app.Map("/count", () => Interlocked.Increment(ref _runs));
                app.MapGet("/gated", async () =>
                {
                    Interlocked.Increment(ref _runs);
                    _entered.SetResult();
                    await _gate.Task;
                });
                app.MapPost("/swallow", async context =>
                {
                    Interlocked.Increment(ref _runs);
                    try
                    {
                        await context.Request.Body.CopyToAsync(Stream.Null);
                    }
                    catch (BadHttpRequestException)
                    {
                        // An endpoint that goes on as if nothing had happened.
                    }
                });
            },
        });
        _client = new ScriptedClient(_server, Version.Parse(version));
        _session = await _client.EstablishAsync(CancellationToken.None);
    }

    [TearDown]
    public async Task StopAsync()
    {
        _session.Dispose();
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task Gives_the_endpoint_what_was_sealed_and_nothing_from_outside(CancellationToken cancellationToken)
    {
        var head = ScriptedSession.Head(0, ("x-first", "1"), ("cookie", "a=b"), ("x-first", "2"), ("content-type", "text/plain"));
        var message = _client.CreateMessage("POST", "/headers?q=%20a", _session.Fields(0), ScriptedSession.Content(_session.Records(0, "POST", "/headers?q=%20a", head, "body"u8.ToArray())));
        foreach (var (name, value) in new[]
        {
            ("Cookie", "evil=1"), ("Authorization", "Bearer evil"), ("X-HTTP-Method-Override", "DELETE"), ("X-Forwarded-Host", "evil.example"),
            ("X-Forwarded-Proto", "http"), ("Forwarded", "host=evil.example"), ("Location", "/evil"), ("User-Agent", "outside"),
        })
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        message.Headers.Host = "evil.example";
        using var response = await _client.SendAsync(message, cancellationToken);
        var opened = await _session.OpenAsync(response, 0, "POST", "/headers?q=%20a", cancellationToken);

        var seen = JsonDocument.Parse(opened.Text).RootElement;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(seen.GetProperty("method").GetString(), Is.EqualTo("POST"));
            Assert.That(seen.GetProperty("address").GetString(), Is.EqualTo($"{_client.Origin}/headers?q=%20a"));
            Assert.That(seen.GetProperty("fields").EnumerateObject().Select(f => f.Name), Is.EquivalentTo(["x-first", "cookie", "content-type", "host"]));
            Assert.That(seen.GetProperty("fields").GetProperty("x-first").EnumerateArray().Select(v => v.GetString()), Is.EqualTo(["1", "2"]));
            Assert.That(seen.GetProperty("fields").GetProperty("cookie")[0].GetString(), Is.EqualTo("a=b"));
            Assert.That(seen.GetProperty("unauthenticated").EnumerateObject().Select(f => $"{f.Name}={f.Value[0]}"), Is.EqualTo(["user-agent=outside"]));
        }
    }

    [Test]
    public async Task Refuses_a_copy_of_a_request_and_every_number_that_was_seen(CancellationToken cancellationToken)
    {
        var fields = _session.Seal(7, "GET", "/count").ToList();

        using var first = await _client.SendAsync("GET", "/count", fields, cancellationToken);
        using var copy = await _client.SendAsync("GET", "/count", fields, cancellationToken);
        using var other = await _client.SendAsync("POST", "/echo", _session.Seal(7, "POST", "/echo"), cancellationToken);

        Assert.That((await _session.OpenAsync(first, 7, "GET", "/count", cancellationToken)).Text, Is.EqualTo("1"));
        Refused.With(copy, HttpStatusCode.BadRequest, "replayed");
        Refused.With(other, HttpStatusCode.BadRequest, "replayed");
        Assert.That(_runs, Is.EqualTo(1));
    }

    [Test]
    public async Task Runs_the_endpoint_once_for_copies_in_parallel(CancellationToken cancellationToken)
    {
        var fields = _session.Seal(0, "GET", "/count").ToList();

        var responses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _client.SendAsync("GET", "/count", fields, cancellationToken)));

        Assert.That(_runs, Is.EqualTo(1));
        Assert.That(responses.Count(r => r.StatusCode == HttpStatusCode.OK), Is.EqualTo(1));
        foreach (var refused in responses.Where(r => r.StatusCode != HttpStatusCode.OK)) Refused.With(refused, HttpStatusCode.BadRequest, "replayed");
        foreach (var response in responses) response.Dispose();
    }

    [Test]
    public async Task Refuses_a_copy_while_the_endpoint_still_works_on_the_first(CancellationToken cancellationToken)
    {
        var fields = _session.Seal(0, "GET", "/gated").ToList();
        var first = _client.SendAsync("GET", "/gated", fields, cancellationToken);
        await _entered.Task.WaitAsync(cancellationToken);

        using var copy = await _client.SendAsync("GET", "/gated", fields, cancellationToken);
        _gate.SetResult();
        using var answer = await first;

        Refused.With(copy, HttpStatusCode.BadRequest, "replayed");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(_runs, Is.EqualTo(1));
    }

    [Test]
    public async Task Takes_numbers_out_of_order_within_the_window_alone(CancellationToken cancellationToken)
    {
        using var ahead = await _client.SendAsync("GET", "/count", _session.Seal(100_000, "GET", "/count"), cancellationToken);
        using var within = await _client.SendAsync("GET", "/count", _session.Seal(100_000 - 1_023, "GET", "/count"), cancellationToken);
        using var before = await _client.SendAsync("GET", "/count", _session.Seal(1, "GET", "/count"), cancellationToken);

        Assert.That(ahead.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(within.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Refused.With(before, HttpStatusCode.BadRequest, "replayed");
    }

    [TestCase("-1")]
    [TestCase("281474976710656")]
    [TestCase("1.5")]
    [TestCase("one")]
    [TestCase(null)]
    public async Task Refuses_what_is_no_sequence_number(string? sequence, CancellationToken cancellationToken)
    {
        var fields = _session.Seal(0, "GET", "/count").Where(f => f.Key != FieldName.Sequence);
        if (sequence is not null) fields = fields.Append(new(FieldName.Sequence, sequence));

        using var response = await _client.SendAsync("GET", "/count", fields, cancellationToken);

        Refused.With(response, HttpStatusCode.BadRequest, "bad-sequence");
    }

    [Test]
    public async Task Opens_a_request_only_under_its_own_method_target_number_and_session(CancellationToken cancellationToken)
    {
        using var other = await _client.EstablishAsync(cancellationToken);
        var seal = _session.Seal(0, "GET", "/count").Last();

        using var method = await _client.SendAsync("POST", "/count", _session.Seal(0, "GET", "/count"), cancellationToken);
        using var target = await _client.SendAsync("GET", "/count?a=b", _session.Seal(0, "GET", "/count"), cancellationToken);
        using var query = await _client.SendAsync("GET", "/count?", _session.Seal(0, "GET", "/count"), cancellationToken);
        using var number = await _client.SendAsync("GET", "/count", _session.Fields(1).Append(seal), cancellationToken);
        using var session = await _client.SendAsync("GET", "/count", other.Fields(0).Append(seal), cancellationToken);
        using var right = await _client.SendAsync("GET", "/count", _session.Seal(0, "GET", "/count"), cancellationToken);

        foreach (var refused in new[] { method, target, query, number, session }) Refused.With(refused, HttpStatusCode.BadRequest, "bad-seal");
        Assert.That(right.StatusCode, Is.EqualTo(HttpStatusCode.OK), "what did not open took no number");
        Assert.That(_runs, Is.EqualTo(1));
    }

    [Test]
    public async Task Refuses_a_flipped_bit_anywhere_in_the_record([Values(0, 1, 3, 4, 10, -1)] int position, CancellationToken cancellationToken)
    {
        var record = _session.Sealer(0, "GET", "/count").SealWhole(ScriptedSession.Head(0))!;
        record[position < 0 ? record.Length + position : position] ^= 1;

        using var response = await _client.SendAsync("GET", "/count", _session.Fields(0, record), cancellationToken);

        Refused.With(response, HttpStatusCode.BadRequest, "bad-seal");
    }

    [TestCase("/swallow")]
    [TestCase("/upload")]
    public async Task Never_answers_sealed_when_the_body_is_not_whole(string target, CancellationToken cancellationToken)
    {
        var whole = _session.Records(0, "POST", target, ScriptedSession.Head(0), [.. Enumerable.Repeat((byte)1, 1000)], "end"u8.ToArray());
        var flipped = _session.Records(1, "POST", target, ScriptedSession.Head(0), "body"u8.ToArray());
        flipped[^1] ^= 1;

        using var truncated = await PostAsync(0, target, whole[..^(4 + 16 + 3)], cancellationToken);
        using var bad = await PostAsync(1, target, flipped, cancellationToken);
        using var trailing = await PostAsync(2, target, [.. _session.Records(2, "POST", target, ScriptedSession.Head(0), "body"u8.ToArray()), 0], cancellationToken);

        foreach (var refused in new[] { truncated, bad, trailing }) Refused.With(refused, HttpStatusCode.BadRequest, "bad-seal");
    }

    [Test]
    public async Task Cuts_off_an_answer_that_had_begun_when_the_body_proves_not_whole(CancellationToken cancellationToken)
    {
        // The endpoint echoes what it reads: its answer has begun when the end turns out to be missing.
        var whole = _session.Records(0, "POST", "/echo", ScriptedSession.Head(0), new byte[1000], "end"u8.ToArray());

        Assert.That(
            async () =>
            {
                using var response = await PostAsync(0, "/echo", whole[..^(4 + 16 + 3)], cancellationToken);
                await _session.OpenAsync(response, 0, "POST", "/echo", cancellationToken);
            },
            Throws.InstanceOf<HttpaProtocolException>().Or.InstanceOf<HttpRequestException>().Or.InstanceOf<IOException>());
    }

    [Test]
    public async Task Refuses_a_head_that_is_not_allowed(CancellationToken cancellationToken)
    {
        byte[][] heads =
        [
            ScriptedSession.Head(0, ("x-a", "1\r\nx-b: 2")),
            ScriptedSession.Head(0, ("transfer-encoding", "chunked")),
            ScriptedSession.Head(0, ("connection", "close")),
            ScriptedSession.Head(0, ("host", "evil.example")),
            ScriptedSession.Head(0, ("attest-error", "x")),
            ScriptedSession.Head(0, (":path", "/evil")),
            ScriptedSession.Head(0, ("X-Upper", "1")),
            ScriptedSession.Head(0, ("x-a", " 1")),
            ScriptedSession.Head(0, ("content-length", "5")),
            ScriptedSession.Head(0, ("content-length", "0"), ("content-length", "0")),
            ScriptedSession.Head(0, ("content-length", "+0")),
            [0, 0, 0],
            [0, 0, 0, 0, 0],
        ];
        for (var i = 0; i < heads.Length; i++)
        {
            using var response = await _client.SendAsync("GET", "/count", _session.Seal((ulong)i, "GET", "/count", heads[i]), cancellationToken);
            Refused.With(response, HttpStatusCode.BadRequest, "bad-seal");
        }

        Assert.That(_runs, Is.Zero);
    }

    [TestCase(3)]
    [TestCase(5)]
    public async Task Refuses_a_body_of_another_length_than_its_content_length(int length, CancellationToken cancellationToken)
    {
        var head = ScriptedSession.Head(0, ("content-length", $"{length}"));

        using var response = await PostAsync(0, "/swallow", _session.Records(0, "POST", "/swallow", head, "bo"u8.ToArray(), "dy"u8.ToArray()), cancellationToken);

        Refused.With(response, HttpStatusCode.BadRequest, "bad-seal");
    }

    [Test]
    public async Task Refuses_both_forms_at_once_and_neither(CancellationToken cancellationToken)
    {
        var records = _session.Records(0, "POST", "/count", ScriptedSession.Head(0), "body"u8.ToArray());

        using var both = await _client.SendAsync("POST", "/count", _session.Seal(0, "POST", "/count"), cancellationToken, ScriptedSession.Content(records));
        using var otherType = await _client.SendAsync("POST", "/count", _session.Fields(0), cancellationToken, new ByteArrayContent(records));
        using var neither = await _client.SendAsync("GET", "/count", _session.Fields(0), cancellationToken);
        using var undefined = await _client.SendAsync("GET", "/count", _session.Seal(0, "GET", "/count").Append(new("attest-error", "x")), cancellationToken);
        using var noId = await _client.SendAsync("GET", "/count", [new(FieldName.SessionId, ":AAAA:"), .. _session.Seal(0, "GET", "/count").Skip(1)], cancellationToken);

        foreach (var refused in new[] { both, otherType, neither, undefined, noId }) Refused.With(refused, HttpStatusCode.BadRequest, "malformed");
        Assert.That(_runs, Is.Zero);
    }

    [Test]
    public async Task Refuses_a_message_without_a_body_that_is_not_one_final_record(CancellationToken cancellationToken)
    {
        var sealer = _session.Sealer(0, "GET", "/count");
        var open = new byte[sealer.SealedLength(4)];
        Assert.That(sealer.TrySeal(ScriptedSession.Head(0), final: false, open, out _), Is.True);
        var whole = _session.Sealer(1, "GET", "/count").SealWhole(ScriptedSession.Head(0))!;

        using var notFinal = await _client.SendAsync("GET", "/count", _session.Fields(0, open), cancellationToken);
        using var trailing = await _client.SendAsync("GET", "/count", _session.Fields(1, [.. whole, 0]), cancellationToken);

        using var trailingBody = await PostAsync(2, "/count", [.. _session.Sealer(2, "POST", "/count").SealWhole(ScriptedSession.Head(0))!, 0], cancellationToken);

        foreach (var refused in new[] { notFinal, trailing, trailingBody }) Refused.With(refused, HttpStatusCode.BadRequest, "bad-seal");
        Assert.That(_runs, Is.Zero);
    }

    [Test]
    public async Task Accepts_empty_bodies_in_every_form(CancellationToken cancellationToken)
    {
        var finalHead = _session.Sealer(0, "POST", "/upload").SealWhole(ScriptedSession.Head(0, ("content-length", "0")))!;
        var emptyRecord = _session.Records(1, "POST", "/upload", ScriptedSession.Head(0), []);

        using var first = await PostAsync(0, "/upload", finalHead, cancellationToken);
        using var second = await PostAsync(1, "/upload", emptyRecord, cancellationToken);
        using var third = await _client.SendAsync("POST", "/upload", _session.Seal(2, "POST", "/upload"), cancellationToken);

        Assert.That((await _session.OpenAsync(first, 0, "POST", "/upload", cancellationToken)).Text, Does.Contain("\"bytes\":0"));
        Assert.That((await _session.OpenAsync(second, 1, "POST", "/upload", cancellationToken)).Text, Does.Contain("\"bytes\":0"));
        Assert.That((await _session.OpenAsync(third, 2, "POST", "/upload", cancellationToken)).Text, Does.Contain("\"bytes\":0"));
    }

    [Test]
    public async Task Refuses_a_request_that_comes_301_seconds_after_its_age_and_uses_its_number_up(CancellationToken cancellationToken)
    {
        var held = _session.Seal(0, "GET", "/count", ScriptedSession.Head(10)).ToList();
        var inTime = _session.Seal(1, "GET", "/count", ScriptedSession.Head(11)).ToList();
        _time.Advance(TimeSpan.FromSeconds(10 + 301));

        using var late = await _client.SendAsync("GET", "/count", held, cancellationToken);
        using var again = await _client.SendAsync("GET", "/count", held, cancellationToken);
        using var served = await _client.SendAsync("GET", "/count", inTime, cancellationToken);

        Refused.With(late, HttpStatusCode.BadRequest, "late");
        Refused.With(again, HttpStatusCode.BadRequest, "replayed");
        Assert.That(served.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(_runs, Is.EqualTo(1));
    }

    [Test]
    public async Task Ends_a_session_at_its_lifetime_though_the_clock_was_set_back(CancellationToken cancellationToken)
    {
        _time.WallClockError = TimeSpan.FromDays(-1);
        using var before = await _client.SendAsync("GET", "/count", _session.Seal(0, "GET", "/count"), cancellationToken);
        _time.Advance(TimeSpan.FromHours(1));

        using var after = await _client.SendAsync("GET", "/count", _session.Seal(1, "GET", "/count", ScriptedSession.Head(3600)), cancellationToken);

        Assert.That(before.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(after.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(after.Headers.GetValues("Attest-Error").Single(), Is.EqualTo("unknown-session").Or.EqualTo("expired-session"));
    }

    [Test]
    public async Task Ends_a_session_by_the_wall_clock_where_that_says_sooner(CancellationToken cancellationToken)
    {
        _time.WallClockError = TimeSpan.FromHours(1);

        using var response = await _client.SendAsync("GET", "/count", _session.Seal(0, "GET", "/count"), cancellationToken);

        Refused.With(response, HttpStatusCode.Unauthorized, "expired-session");
    }

    [Test]
    public async Task Refuses_a_session_that_it_does_not_know(CancellationToken cancellationToken)
    {
        using var response = await _client.SendAsync(
            "GET", "/count", [new(FieldName.SessionId, SealedFields.FormatBytes(new byte[16])), .. _session.Seal(0, "GET", "/count").Skip(1)], cancellationToken);

        Refused.With(response, HttpStatusCode.Unauthorized, "unknown-session");
    }

    private Task<HttpResponseMessage> PostAsync(ulong sequence, string target, byte[] records, CancellationToken cancellationToken) =>
        _client.SendAsync("POST", target, _session.Fields(sequence), cancellationToken, ScriptedSession.Content(records));
}
