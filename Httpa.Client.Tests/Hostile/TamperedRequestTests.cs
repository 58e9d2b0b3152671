using System.Text.Json;
using Httpa.Client.Tests.Hostile.Wire;
using NUnit.Framework;

namespace Httpa.Client.Tests.Hostile;

/// <summary>A sealed request, changed, added to, copied or kept on its way to the service.</summary>
internal sealed class TamperedRequestTests : HostileFixture
{
    private static readonly (string Name, string Value)[] Added =
    [
        ("Cookie", "id=forged"), ("Authorization", "Bearer forged"), ("X-HTTP-Method-Override", "DELETE"), ("X-Forwarded-Host", "forged.example"),
        ("X-Forwarded-Proto", "http"), ("X-Forwarded-For", "192.0.2.1"), ("X-Forwarded-Prefix", "/forged"), ("Forwarded", "host=forged.example"),
        ("X-Original-URL", "/throws"), ("X-Rewrite-URL", "/throws"), ("Content-Language", "forged"), ("Range", "bytes=0-1"),
        ("If-None-Match", "\"forged\""), ("Accept", "forged/forged"), ("traceparent", "00-11111111111111111111111111111111-2222222222222222-01"),
    ];

    [Test]
    public async Task What_a_proxy_added_reaches_no_application(CancellationToken cancellationToken)
    {
        Proxy.AlterRequests(ExchangeKind.Sealed, request =>
        {
            request["Host"] = "forged.example";
            foreach (var (name, value) in Added) request.Add(name, value);
        });
        using var request = Post("/headers?q=1");
        using var response = await CreateClient().SendAsync(request, cancellationToken);
        using var seen = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        var fields = seen.RootElement.GetProperty("fields");
        Assert.Multiple(() =>
        {
            Assert.That(fields.ToString(), Does.Not.Contain("forged").And.Not.Contain("192.0.2.1").And.Not.Contain("traceparent"));
            Assert.That(fields.GetProperty("authorization")[0].GetString(), Is.EqualTo($"Bearer {Marker}"));
            Assert.That(seen.RootElement.GetProperty("method").GetString(), Is.EqualTo("POST"));
            Assert.That(seen.RootElement.GetProperty("address").GetString(), Is.EqualTo(new Uri(Server.BaseAddress, "/headers?q=1").ToString()));
            Assert.That(seen.RootElement.GetProperty("unauthenticated").ToString(), Is.EqualTo("{}"));
        });
    }

    public static IEnumerable<TestCaseData> Changes()
    {
        yield return Case("another method", "bad-seal", r => r.StartLine = r.StartLine.Replace("POST", "PUT", StringComparison.Ordinal));
        yield return Case("another path", "bad-seal", r => r.StartLine = r.StartLine.Replace("/private", "/private/other", StringComparison.Ordinal));
        yield return Case("a query", "bad-seal", r => r.StartLine = r.StartLine.Replace("/private", "/private?admin=1", StringComparison.Ordinal));
        yield return Case("a path written otherwise", "bad-seal", r => r.StartLine = r.StartLine.Replace("/private", "/%70rivate", StringComparison.Ordinal));
        yield return Case("an absolute target", "malformed", r => r.StartLine = r.StartLine.Replace(" /", $" https://{r["Host"]}/", StringComparison.Ordinal));
        yield return Case("dot segments", "malformed", r => r.StartLine = r.StartLine.Replace("/private", "/private/%2e%2e/private", StringComparison.Ordinal));
        yield return Case("another number", "bad-seal", r => r["Attest-Sequence"] = "1");
        yield return Case("the last number", "bad-seal", r => r["Attest-Sequence"] = "281474976710655");
        yield return Case("a flipped header bit", "bad-seal", r => r.Body[1] ^= 0x40);
        yield return Case("a flipped final bit", "bad-seal", r => r.Body[0] ^= 0x80);
        yield return Case("a flipped bit of the head", "bad-seal", r => r.Body[4] ^= 1);
        yield return Case("a flipped bit of the body", "bad-seal", r => r.Body[^17] ^= 1);
        yield return Case("a flipped bit of the tag", "bad-seal", r => r.Body[^1] ^= 1);
        yield return Case("the final record cut off", "bad-seal", r => r.Body = r.Body[..(4 + Length(r.Body))]);
        yield return Case("a byte cut off", "bad-seal", r => r.Body = r.Body[..^1]);
        yield return Case("no body", "bad-seal", r => r.Body = []);
        yield return Case("a byte more", "bad-seal", r => r.Body = [.. r.Body, 0]);
        yield return Case("its records twice", "bad-seal", r => r.Body = [.. r.Body, .. r.Body]);
        yield return Case("its records turned round", "bad-seal", r => r.Body = [.. r.Body[(4 + Length(r.Body))..], .. r.Body[..(4 + Length(r.Body))]]);
        yield return Case("a number of another form", "bad-sequence", r => r["Attest-Sequence"] = "0x0");
        yield return Case("a number that is too high", "bad-sequence", r => r["Attest-Sequence"] = "281474976710656");
        yield return Case("no number", "bad-sequence", r => r["Attest-Sequence"] = null);
        yield return Case("its number twice", "malformed", r => r.Add("attest-sequence", r["Attest-Sequence"]!));
        yield return Case("its session twice", "malformed", r => r.Add("attest-session-id", r["Attest-Session-ID"]!));
        yield return Case("both forms", "malformed", r => r.SetBytes("Attest-Seal", r.Body.AsSpan(0, 4 + Length(r.Body))));
        yield return Case("another media type", "malformed", r => r["Content-Type"] = "application/json");
        yield return Case("a field that is not defined", "malformed", r => r["Attest-Age"] = "0");
        yield return Case("a number over 16 KiB", "malformed", r => r["Attest-Sequence"] = new string('0', 16 * 1024 + 1));
        yield return Case("no session", "not-sealed", r => r["Attest-Session-ID"] = null);

        static TestCaseData Case(string name, string error, Action<WireMessage> change) => new TestCaseData(error, change).SetArgDisplayNames(name);
        static int Length(byte[] body) => (body[1] & 1) << 16 | body[2] << 8 | body[3];
    }

    [TestCaseSource(nameof(Changes))]
    public async Task A_changed_request_is_not_run_and_its_refusal_is_an_error(string error, Action<WireMessage> change, CancellationToken cancellationToken)
    {
        string? refusal = null;
        Proxy.Script = exchange =>
        {
            if (exchange.Kind == ExchangeKind.Sealed) change(exchange.Request);
            return exchange.PassAsync(answer => refusal = answer["Attest-Error"]);
        };
        var failure = await FailureAsync<HttpaProtocolException>(cancellationToken);
        var reason = error switch
        {
            "bad-seal" => ProtocolReason.RequestBadSeal,
            "bad-sequence" => ProtocolReason.RequestBadSequence,
            _ => ProtocolReason.ResponseUnsealed,
        };
        Assert.Multiple(() =>
        {
            Assert.That((failure.Reason, failure.RequestMayHaveBeenProcessed), Is.EqualTo((reason, true)));
            Assert.That(refusal, Is.EqualTo(error));
            Assert.That(Application.Runs, Is.Zero);
            Assert.That(Proxy.Of(ExchangeKind.Sealed).Count(), Is.EqualTo(1), "never sent again");
        });
    }

    [Test]
    public async Task An_answer_that_is_sent_as_a_request_does_not_open(CancellationToken cancellationToken)
    {
        var client = CreateClient();
        WireMessage? reflected = null;
        Proxy.AlterAnswers(ExchangeKind.Sealed, answer => reflected ??= answer.Copy());
        await PostAsync(client, cancellationToken);
        Proxy.AlterRequests(ExchangeKind.Sealed, request => request.Body = reflected!.Body);
        var failure = await FailureAsync<HttpaProtocolException>(client, cancellationToken);
        Assert.That((failure.Reason, Application.Runs), Is.EqualTo((ProtocolReason.RequestBadSeal, 1)));
    }

    [Test]
    public async Task A_changed_session_id_costs_a_handshake_and_no_second_run(CancellationToken cancellationToken)
    {
        Proxy.AlterRequests(ExchangeKind.Sealed, request => request.Flip("Attest-Session-ID", 0));
        var failure = await FailureAsync<HttpaProtocolException>(cancellationToken);
        Assert.That((failure.Reason, failure.RequestMayHaveBeenProcessed, Application.Runs), Is.EqualTo((ProtocolReason.ResendNotSafe, true, 0)));
    }

    [Test]
    public async Task Of_two_copies_behind_a_barrier_one_runs(CancellationToken cancellationToken)
    {
        // The endpoint waits, so that neither copy is answered before both have arrived.
        var open = new TaskCompletionSource();
        Application.Gate = open.Task;
        string?[] errors = [];
        Proxy.Script = async exchange =>
        {
            if (exchange.Kind != ExchangeKind.Sealed)
            {
                await exchange.PassAsync();
                return;
            }

            var copies = new[] { exchange.AskServiceAsync(), exchange.AskServiceAsync() };
            var refused = await Task.WhenAny(copies);
            open.SetResult();
            var answers = await Task.WhenAll(copies);
            errors = [.. answers.Select(a => a["Attest-Error"])];
            await exchange.AnswerAsync(answers.Single(a => a["Attest-Error"] is null));
            Assert.That((await refused)["Attest-Error"], Is.EqualTo("replayed"));
        };
        Assert.That(await PostAsync(CreateClient(), cancellationToken), Does.Contain(Marker));
        Assert.That(errors, Is.EquivalentTo(new[] { null, "replayed" }));
        Assert.That(Application.Runs, Is.EqualTo(1));
    }

    [Test]
    public async Task A_copy_kept_for_later_is_replayed_and_after_the_session_unknown(CancellationToken cancellationToken)
    {
        var client = CreateClient();
        await PostAsync(client, cancellationToken);
        var kept = Proxy.Of(ExchangeKind.Sealed).Single();
        var early = await Proxy.AskServiceAsync(kept, cancellationToken);
        Clock.Advance(TimeSpan.FromHours(2));
        var late = await Proxy.AskServiceAsync(kept, cancellationToken);
        Assert.That((early["Attest-Error"], late["Attest-Error"]), Is.EqualTo(("replayed", "expired-session")).Or.EqualTo(("replayed", "unknown-session")));
        Assert.That(Application.Runs, Is.EqualTo(1));
    }

    [TestCase(300, "")]
    [TestCase(301, "late")]
    public async Task A_request_that_was_held_back_is_late_after_300_seconds(int seconds, string error, CancellationToken cancellationToken)
    {
        var held = false;
        string? refusal = "";
        Proxy.Script = async exchange =>
        {
            if (exchange.Kind == ExchangeKind.Sealed && !held)
            {
                held = true;
                Clock.Advance(TimeSpan.FromSeconds(seconds));
            }

            await exchange.PassAsync(answer => refusal = answer["Attest-Error"] ?? refusal);
        };
        if (error == "late")
        {
            var failure = await FailureAsync<HttpaProtocolException>(cancellationToken);
            Assert.That((failure.Reason, Application.Runs), Is.EqualTo((ProtocolReason.ResendNotSafe, 0)));
        }
        else
        {
            Assert.That(await PostAsync(CreateClient(), cancellationToken), Does.Contain(Marker));
        }

        Assert.That(refusal, Is.EqualTo(error));
    }

    [Test]
    public async Task A_late_request_that_is_safe_is_sealed_anew_under_a_new_session(CancellationToken cancellationToken)
    {
        var held = false;
        Proxy.Script = exchange =>
        {
            if (exchange.Kind == ExchangeKind.Sealed && !held) Clock.Advance(TimeSpan.FromSeconds(301));
            held |= exchange.Kind == ExchangeKind.Sealed;
            return exchange.PassAsync();
        };
        using var response = await CreateClient().GetAsync("/private", cancellationToken);
        Assert.That(response.IsSuccessStatusCode);
        Assert.That((Application.Runs, Proxy.Of(ExchangeKind.Attest).Count()), Is.EqualTo((1, 2)));
    }

    [Test]
    public async Task A_clock_that_is_set_back_prolongs_no_session(CancellationToken cancellationToken)
    {
        var client = CreateClient();
        await PostAsync(client, cancellationToken);
        Clock.WallClockError = TimeSpan.FromMinutes(-30);
        Clock.Advance(TimeSpan.FromMinutes(61));
        await PostAsync(client, cancellationToken);
        Assert.That((Proxy.Of(ExchangeKind.Attest).Count(), Application.Runs), Is.EqualTo((2, 2)));
    }
}
