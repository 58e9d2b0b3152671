using System.Security.Cryptography;
using Httpa.Client.Protocol;
using Httpa.Client.Tests.Hostile.Wire;
using Httpa.Client.Tests.TestServer;
using NUnit.Framework;

namespace Httpa.Client.Tests.Hostile;

/// <summary>The session exchange with somebody in between: of a session id only the first right request comes to anything, and nobody else gets the session.</summary>
internal sealed class ForgedSessionTests : HostileFixture
{
    [TestCase("Attest-Session-ID", ProtocolReason.SessionIdMismatch)]
    [TestCase("Attest-Random", ProtocolReason.BinderMismatch)]
    [TestCase("Attest-Binder", ProtocolReason.BinderMismatch)]
    public async Task Refuses_an_answer_with_a_flipped_bit(string name, ProtocolReason reason, CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Session, answer => answer.Flip(name, -1));
        await AssertRefusedAsync(reason, cancellationToken);
    }

    [TestCase("Attest-Session-ID", null, ProtocolReason.SessionMalformed)]
    [TestCase("Attest-Random", null, ProtocolReason.SessionMalformed)]
    [TestCase("Attest-Binder", null, ProtocolReason.SessionMalformed)]
    [TestCase("Attest-Binder", ":AAAA:", ProtocolReason.SessionMalformed)]
    [TestCase("Attest-Random", "AAAA", ProtocolReason.SessionMalformed)]
    [TestCase("Attest-Secret", ":AAAA:", ProtocolReason.SessionMalformed)]
    [TestCase("Attest-Seal", ":AAAA:", ProtocolReason.SessionMalformed)]
    public async Task Refuses_an_answer_of_another_form(string name, string? value, ProtocolReason reason, CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Session, answer => answer[name] = value);
        await AssertRefusedAsync(reason, cancellationToken);
    }

    [TestCase("Attest-Session-ID")]
    [TestCase("Attest-Random")]
    [TestCase("Attest-Binder")]
    public async Task Refuses_an_answer_with_a_field_twice(string name, CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Session, answer => answer.Add(name, answer[name]!));
        await AssertRefusedAsync(ProtocolReason.SessionMalformed, cancellationToken);
    }

    [Test]
    public async Task Refuses_a_secret_that_it_did_not_ask_for(CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Session, answer => answer.SetBytes("Attest-Secret", RandomNumberGenerator.GetBytes(96)));
        await AssertRefusedAsync(ProtocolReason.ServerSecretUnexpected, cancellationToken);
    }

    [TestCase(401, "unknown-session", ProtocolReason.SessionRefused)]
    [TestCase(400, "bad-seal", ProtocolReason.SessionRefused)]
    [TestCase(403, "client-evidence-rejected", ProtocolReason.ClientEvidenceRejected)]
    [TestCase(404, null, ProtocolReason.SessionRefused)]
    public async Task A_forged_refusal_stops_the_request(int status, string? error, ProtocolReason reason, CancellationToken cancellationToken)
    {
        Proxy.AnswerInstead(ExchangeKind.Session, () => error is null ? WireMessage.Answer(status) : WireMessage.Answer(status, ("Attest-Error", error)));
        await AssertRefusedAsync(reason, cancellationToken);
    }

    [TestCase("Attest-Secret", 0)]
    [TestCase("Attest-Secret", -1)]
    [TestCase("Attest-Binder", 0)]
    [TestCase("Attest-Session-ID", 0)]
    [TestCase("Attest-Session-ID", -1)]
    public async Task The_service_takes_no_request_with_a_flipped_bit(string name, int position, CancellationToken cancellationToken)
    {
        Proxy.AlterRequests(ExchangeKind.Session, request => request.Flip(name, position));
        await AssertRefusedAsync(ProtocolReason.SessionRefused, cancellationToken);
    }

    [Test]
    public async Task The_service_takes_no_request_with_a_body_that_the_client_did_not_send(CancellationToken cancellationToken)
    {
        Proxy.AlterRequests(ExchangeKind.Session, request =>
        {
            request.Body = "{}"u8.ToArray();
            request.Framing = WireFraming.Length;
        });
        await AssertRefusedAsync(ProtocolReason.SessionRefused, cancellationToken);
    }

    [Test]
    public async Task Refuses_an_answer_swapped_with_that_of_another_client(CancellationToken cancellationToken)
    {
        var answers = new TaskCompletionSource<WireMessage>[] { new(), new() };
        var arrived = 0;
        Proxy.Script = async exchange =>
        {
            var answer = await exchange.AskServiceAsync();
            if (exchange.Kind == ExchangeKind.Session)
            {
                var mine = Interlocked.Increment(ref arrived) - 1;
                answers[mine].SetResult(answer);
                answer = (await answers[1 - mine].Task.WaitAsync(exchange.Ended)).Copy();
                answer["Attest-Session-ID"] = exchange.Request["Attest-Session-ID"];
            }

            await exchange.AnswerAsync(answer);
        };
        var failures = await Task.WhenAll(FailureAsync<HttpaProtocolException>(cancellationToken), FailureAsync<HttpaProtocolException>(cancellationToken));
        Assert.That(failures.Select(f => f.Reason), Is.All.EqualTo(ProtocolReason.BinderMismatch));
        AssertNothingWasSent();
    }

    [Test]
    public async Task Two_copies_in_a_row_are_one_session_and_the_second_changes_nothing(CancellationToken cancellationToken)
    {
        WireMessage? second = null;
        Proxy.Script = async exchange =>
        {
            var answer = await exchange.AskServiceAsync();
            if (exchange.Kind == ExchangeKind.Session) second = await exchange.AskServiceAsync();
            await exchange.AnswerAsync(answer);
        };
        await AssertServedAsync(CreateClient(), cancellationToken);
        Assert.That((second!.Status, second["Attest-Error"]), Is.EqualTo((401, "unknown-session")));
    }

    [Test]
    public async Task Who_gets_the_answer_to_the_second_copy_starts_again_and_sends_nothing(CancellationToken cancellationToken)
    {
        Proxy.Script = async exchange =>
        {
            if (exchange.Kind == ExchangeKind.Session) await exchange.AskServiceAsync();
            await exchange.PassAsync();
        };
        await AssertRefusedAsync(ProtocolReason.SessionRefused, cancellationToken);
    }

    [Test]
    public async Task Of_copies_in_parallel_one_is_taken(CancellationToken cancellationToken)
    {
        WireMessage[] answers = [];
        Proxy.Script = async exchange =>
        {
            if (exchange.Kind != ExchangeKind.Session)
            {
                await exchange.PassAsync();
                return;
            }

            answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => exchange.AskServiceAsync()));
            await exchange.AnswerAsync(answers.Single(a => a.Status == 200));
        };
        await AssertServedAsync(CreateClient(), cancellationToken);
        Assert.That(answers.Select(a => a.Status).Order(), Is.EqualTo(new[] { 200, 401, 401, 401, 401, 401, 401, 401 }));
    }

    [Test]
    public async Task A_secret_that_does_not_open_leaves_the_id_to_the_client(CancellationToken cancellationToken)
    {
        Proxy.Script = async exchange =>
        {
            if (exchange.Kind == ExchangeKind.Session)
            {
                var attackers = exchange.Request.Copy();
                attackers.SetBytes("Attest-Secret", RandomNumberGenerator.GetBytes(96));
                var refused = await exchange.AskServiceAsync(attackers);
                Assert.That((refused.Status, refused["Attest-Error"]), Is.EqualTo((400, "bad-seal")));
            }

            await exchange.PassAsync();
        };
        await AssertServedAsync(CreateClient(), cancellationToken);
    }

    /// <summary>Hellos and key are public: whoever is in between can seal a right secret of his own to them. He gets a session, which is not the client's.</summary>
    [TestCase(true)]
    [TestCase(false)]
    public async Task Of_two_right_secrets_the_first_is_taken(bool attackerFirst, CancellationToken cancellationToken)
    {
        WireMessage? offer = null;
        WireMessage? attest = null;
        WireMessage? attackers = null;
        Proxy.Script = async exchange =>
        {
            if (exchange.Kind == ExchangeKind.Session && attackerFirst) attackers = await AttackAsync(exchange, attest!, offer!);
            var answer = await exchange.AskServiceAsync();
            if (exchange.Kind == ExchangeKind.Session && !attackerFirst) attackers = await AttackAsync(exchange, attest!, offer!);
            if (exchange.Kind == ExchangeKind.Attest) (attest, offer) = (exchange.Request, answer);
            await exchange.AnswerAsync(answer);
        };

        if (attackerFirst) await AssertRefusedAsync(ProtocolReason.SessionRefused, cancellationToken);
        else await AssertServedAsync(CreateClient(), cancellationToken);
        Assert.That(attackers!.Status, Is.EqualTo(attackerFirst ? 200 : 401));
    }

    /// <summary>The attacker's own answer, put in the place of the client's: it proves nothing to the client.</summary>
    [Test]
    public async Task The_answer_to_another_secret_is_not_the_clients(CancellationToken cancellationToken)
    {
        WireMessage? offer = null;
        WireMessage? attest = null;
        Proxy.Script = async exchange =>
        {
            var answer = exchange.Kind == ExchangeKind.Session ? await AttackAsync(exchange, attest!, offer!) : await exchange.AskServiceAsync();
            if (exchange.Kind == ExchangeKind.Attest) (attest, offer) = (exchange.Request, answer);
            await exchange.AnswerAsync(answer);
        };
        await AssertRefusedAsync(ProtocolReason.BinderMismatch, cancellationToken);
    }

    [Test]
    public async Task A_session_request_is_never_made_twice_by_the_client(CancellationToken cancellationToken)
    {
        var once = false;
        Proxy.Script = async exchange =>
        {
            var answer = await exchange.AskServiceAsync();
            if (exchange.Kind == ExchangeKind.Session && !once)
            {
                once = true;
                exchange.HangUp(); // taken by the service, and the answer is lost
                return;
            }

            await exchange.AnswerAsync(answer);
        };
        try
        {
            await PostAsync(CreateClient(), cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or HttpaProtocolException)
        {
            // Whether the connection repeats the same bytes or not: see below.
        }

        Assert.That(Proxy.Of(ExchangeKind.Session).Select(r => r["Attest-Secret"]).Distinct().Count(), Is.EqualTo(1));
        Assert.That(Application.Runs, Is.Zero);
    }

    private static async Task<WireMessage> AttackAsync(ProxiedExchange exchange, WireMessage attest, WireMessage offer)
    {
        Assert.That(AttestFields.TryRead(attest.Fields.Select(f => KeyValuePair.Create(f.Key, (IEnumerable<string>)[f.Value])), ClientHello.FieldNames, out var fields, out _));
        Assert.That(ClientHello.TryParse(fields!, out var hello, out _));
        using var answer = new HttpResponseMessage { Content = new ByteArrayContent(offer.Body) };
        foreach (var (name, value) in offer.Fields) answer.Headers.TryAddWithoutValidation(name, value);
        using var attempt = (await ScriptedOffer.ReadAsync(hello!, answer, exchange.Ended)).Attempt();
        return await exchange.AskServiceAsync(
            new WireMessage { StartLine = exchange.Request.StartLine, Fields = [new("Host", exchange.Request["Host"]!), .. attempt.Request.ToFields()] });
    }

    private async Task AssertServedAsync(HttpClient client, CancellationToken cancellationToken)
    {
        Assert.That(await PostAsync(client, cancellationToken), Does.Contain(Marker));
        Assert.That(Application.Runs, Is.EqualTo(1));
    }

    private async Task AssertRefusedAsync(ProtocolReason reason, CancellationToken cancellationToken)
    {
        var failure = await FailureAsync<HttpaProtocolException>(cancellationToken);
        Assert.That((failure.Reason, failure.RequestMayHaveBeenProcessed), Is.EqualTo((reason, false)));
        AssertNothingWasSent();
    }
}
