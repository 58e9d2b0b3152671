using Httpa.Client.Tests.Hostile.Wire;
using NUnit.Framework;

namespace Httpa.Client.Tests.Hostile;

/// <summary>HTTP/1.1 connections that end after the request was read and run, before or amid its answer.</summary>
internal sealed class DeadConnectionTests : HostileFixture
{
    [Test]
    public async Task A_post_that_is_never_answered_ran_once_and_the_caller_is_told([Values] bool onPooledConnection, CancellationToken cancellationToken)
    {
        var client = CreateClient();
        if (onPooledConnection) (await client.GetAsync("/hello", cancellationToken)).Dispose();
        HangUpAfterProcessing();
        var failure = await FailureAsync<HttpaUnavailableException>(client, cancellationToken);
        Assert.That((failure.RequestMayHaveBeenProcessed, Application.Runs), Is.EqualTo((true, 1)));
        Assert.That(failure.InnerException, Is.InstanceOf<HttpRequestException>());
    }

    /// <summary>The connection repeats such a request by itself: the same bytes under the same number.</summary>
    [Test]
    public async Task A_get_that_is_never_answered_ran_once_however_often_it_was_sent(CancellationToken cancellationToken)
    {
        var client = CreateClient();
        (await client.GetAsync("/hello", cancellationToken)).Dispose();
        var before = Proxy.Of(ExchangeKind.Sealed).Count();
        HangUpAfterProcessing();
        var failure = Assert.CatchAsync(() => client.GetAsync("/private", cancellationToken));
        var mayHaveBeenProcessed = failure switch
        {
            HttpaProtocolException e => e.RequestMayHaveBeenProcessed,
            HttpaUnavailableException e => e.RequestMayHaveBeenProcessed,
            _ => false,
        };
        var sent = Proxy.Of(ExchangeKind.Sealed).Skip(before).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(mayHaveBeenProcessed, Is.True);
            Assert.That(Application.Runs, Is.EqualTo(1));
            Assert.That(sent.Select(r => (r["Attest-Sequence"], r["Attest-Seal"])).Distinct().Count(), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task An_answer_that_is_cut_off_is_never_complete(CancellationToken cancellationToken)
    {
        Proxy.Script = async exchange =>
        {
            var answer = await exchange.AskServiceAsync();
            if (exchange.Kind != ExchangeKind.Sealed)
            {
                await exchange.AnswerAsync(answer);
                return;
            }

            answer.Framing = WireFraming.Length;
            await exchange.WriteAsync(answer.ToBytes()[..^10]);
            exchange.HangUp();
        };
        var failure = await FailureAsync<Exception>(CreateClient(), cancellationToken);
        Assert.That(failure, Is.InstanceOf<HttpRequestException>().Or.InstanceOf<IOException>());
        Assert.That(Application.Runs, Is.EqualTo(1));
    }

    private void HangUpAfterProcessing()
    {
        var once = false;
        Proxy.Script = async exchange =>
        {
            var answer = await exchange.AskServiceAsync();
            if (exchange.Kind == ExchangeKind.Sealed && !once)
            {
                once = true;
                exchange.HangUp();
                return;
            }

            await exchange.AnswerAsync(answer);
        };
    }
}
