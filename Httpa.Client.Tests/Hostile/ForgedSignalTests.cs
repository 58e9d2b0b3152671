using System.Net;
using System.Text;
using Httpa.Client.Tests.Hostile.Wire;
using NUnit.Framework;

namespace Httpa.Client.Tests.Hostile;

/// <summary>Unsealed answers to sealed requests, forged by whoever is on the way. They can make a client stop or attest again, and nothing else.</summary>
internal sealed class ForgedSignalTests : HostileFixture
{
    [TestCase(429, "999999999", 3600)]
    [TestCase(503, "Tue, 31 Dec 2999 23:59:59 GMT", 3600)]
    [TestCase(503, "Fri, 31 Dec 1999 23:59:59 GMT", 0)]
    [TestCase(502, "7", 7)]
    [TestCase(504, "soon", null)]
    [TestCase(408, "99999999999999999999", null)]
    public async Task A_gateway_may_ask_to_wait_for_an_hour_at_most(int status, string retryAfter, int? seconds, CancellationToken cancellationToken)
    {
        Proxy.AnswerInstead(ExchangeKind.Sealed, () => WireMessage.Answer(status, ("Retry-After", retryAfter)));
        var failure = await FailureAsync<HttpaUnavailableException>(cancellationToken);
        Assert.Multiple(() =>
        {
            Assert.That((failure.StatusCode, failure.RequestMayHaveBeenProcessed), Is.EqualTo(((HttpStatusCode?)status, true)));
            Assert.That(failure.RetryAfter?.TotalSeconds, Is.EqualTo(seconds));
            Assert.That(Proxy.Of(ExchangeKind.Sealed).Count(), Is.EqualTo(1));
        });
    }

    [TestCase(200)]
    [TestCase(204)]
    [TestCase(304)]
    [TestCase(307)]
    [TestCase(401)]
    [TestCase(404)]
    [TestCase(407)]
    [TestCase(500)]
    public async Task Any_other_status_is_not_the_services(int status, CancellationToken cancellationToken)
    {
        Proxy.AnswerInstead(ExchangeKind.Sealed, () => WireMessage.Answer(
            status, ("Location", Server.BaseAddress + "throws"), ("WWW-Authenticate", "Basic realm=forged"), ("Proxy-Authenticate", "Basic realm=forged")));
        var failure = await FailureAsync<HttpaProtocolException>(cancellationToken);
        Assert.That((failure.Reason, failure.RequestMayHaveBeenProcessed), Is.EqualTo((ProtocolReason.ResponseUnsealed, true)));
        Assert.That(Proxy.Of(ExchangeKind.Sealed).Count(), Is.EqualTo(1), "no redirect was followed and no challenge answered");
    }

    [Test]
    public async Task Early_answers_are_passed_over(CancellationToken cancellationToken)
    {
        Proxy.Script = async exchange =>
        {
            await exchange.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 103 Early Hints\r\nLink: </forged.css>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"));
            await exchange.PassAsync();
        };
        Assert.That(await PostAsync(CreateClient(), cancellationToken), Does.Contain(Marker));
    }

    [Test]
    public async Task A_switch_of_protocols_is_an_error(CancellationToken cancellationToken)
    {
        Proxy.AnswerInstead(ExchangeKind.Sealed, () => new WireMessage
        {
            StartLine = "HTTP/1.1 101 Switching Protocols", Fields = [new("Upgrade", "forged"), new("Connection", "upgrade")],
        });
        Assert.That((await FailureAsync<HttpaProtocolException>(cancellationToken)).Reason, Is.EqualTo(ProtocolReason.ResponseUnsealed));
    }

    [TestCase(401, "unknown-session")]
    [TestCase(401, "expired-session")]
    [TestCase(400, "late")]
    public async Task A_loss_that_is_forged_after_the_service_ran_a_post_does_not_run_it_twice(int status, string error, CancellationToken cancellationToken)
    {
        ForgeAfterProcessing(() => WireMessage.Answer(status, ("Attest-Error", error)));
        var client = CreateClient();
        var failure = await FailureAsync<HttpaProtocolException>(client, cancellationToken);
        Assert.That((failure.Reason, failure.RequestMayHaveBeenProcessed, Application.Runs), Is.EqualTo((ProtocolReason.ResendNotSafe, true, 1)));
        Assert.That(await PostAsync(client, cancellationToken), Does.Contain(Marker), "the next request attests again");
    }

    [TestCase(400, "replayed", ProtocolReason.RequestReplayed)]
    [TestCase(400, "bad-seal", ProtocolReason.RequestBadSeal)]
    [TestCase(400, "bad-sequence", ProtocolReason.RequestBadSequence)]
    public async Task A_forged_refusal_is_final(int status, string error, ProtocolReason reason, CancellationToken cancellationToken)
    {
        ForgeAfterProcessing(() => WireMessage.Answer(status, ("Attest-Error", error)));
        var failure = await FailureAsync<HttpaProtocolException>(cancellationToken);
        Assert.That((failure.Reason, failure.RequestMayHaveBeenProcessed, Application.Runs), Is.EqualTo((reason, true, 1)));
        Assert.That(Proxy.Of(ExchangeKind.Sealed).Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_loss_forged_for_the_old_session_leaves_the_new_one_alone(CancellationToken cancellationToken)
    {
        var client = CreateClient();
        using (await client.GetAsync("/hello", cancellationToken))
        {
        }

        var first = Proxy.Of(ExchangeKind.Sealed).Last()["Attest-Session-ID"];
        var arrived = new TaskCompletionSource();
        var held = new TaskCompletionSource();
        Proxy.Script = async exchange =>
        {
            if (exchange.Kind != ExchangeKind.Sealed || exchange.Request["Attest-Session-ID"] != first)
            {
                await exchange.PassAsync();
                return;
            }

            if (exchange.Request.Target == "/private/held")
            {
                arrived.SetResult();
                await held.Task.WaitAsync(exchange.Ended);
            }

            await exchange.AnswerAsync(WireMessage.Answer(401, ("Attest-Error", "unknown-session")));
        };

        // One request waits under the old session while another loses it and attests again; then it too hears of the loss.
        var waiting = client.GetAsync("/private/held", cancellationToken);
        await arrived.Task.WaitAsync(cancellationToken);
        using var other = await client.GetAsync("/private", cancellationToken);
        var second = Proxy.Of(ExchangeKind.Sealed).Last()["Attest-Session-ID"];
        held.SetResult();
        using var late = await waiting;
        using var after = await client.GetAsync("/private", cancellationToken);

        Assert.Multiple(() =>
        {
            Assert.That(new[] { other, late, after }.Select(r => r.StatusCode), Is.All.EqualTo(HttpStatusCode.OK));
            Assert.That(Proxy.Of(ExchangeKind.Attest).Count(), Is.EqualTo(2));
            Assert.That(Proxy.Of(ExchangeKind.Sealed).Last()["Attest-Session-ID"], Is.EqualTo(second));
            Assert.That(second, Is.Not.EqualTo(first));
        });
    }

    private void ForgeAfterProcessing(Func<WireMessage> answer)
    {
        var once = false;
        Proxy.Script = async exchange =>
        {
            var genuine = await exchange.AskServiceAsync();
            var forge = exchange.Kind == ExchangeKind.Sealed && !once;
            once |= forge;
            await exchange.AnswerAsync(forge ? answer() : genuine);
        };
    }
}
