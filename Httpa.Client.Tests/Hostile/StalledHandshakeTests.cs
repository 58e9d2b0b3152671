using Httpa.Client.Tests.Hostile.Wire;
using NUnit.Framework;

namespace Httpa.Client.Tests.Hostile;

/// <summary>A handshake that is begun and never ended by the other side is given up after its own limit, whoever waits for it.</summary>
internal sealed class StalledHandshakeTests : HostileFixture
{
    private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [TearDown]
    public void Sends_nothing() => AssertNothingWasSent();

    [Test]
    public async Task Gives_up_a_handshake_that_is_not_answered(
        [Values(ExchangeKind.Preflight, ExchangeKind.Attest, ExchangeKind.Session)] ExchangeKind kind, CancellationToken cancellationToken)
    {
        Stall(kind, _ => []);
        await AssertGivenUpAsync(cancellationToken);
    }

    [Test]
    public async Task Gives_up_an_answer_that_stops_in_its_head_or_body([Values(10, -1)] int at, CancellationToken cancellationToken)
    {
        Stall(ExchangeKind.Attest, answer => at < 0 ? answer[..^1] : answer[..at]);
        await AssertGivenUpAsync(cancellationToken);
    }

    private async Task AssertGivenUpAsync(CancellationToken cancellationToken)
    {
        var request = FailureAsync<HttpaUnavailableException>(cancellationToken);
        await _stalled.Task.WaitAsync(cancellationToken);
        Assert.That(request.IsCompleted, Is.False);
        Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.That((await request).RequestMayHaveBeenProcessed, Is.False);
    }

    /// <summary>Answers one kind with a part of the answer and then with silence.</summary>
    private void Stall(ExchangeKind kind, Func<byte[], byte[]> part) => Proxy.Script = async exchange =>
    {
        var answer = await exchange.AskServiceAsync();
        if (exchange.Kind != kind)
        {
            await exchange.AnswerAsync(answer);
            return;
        }

        await exchange.WriteAsync(part(answer.ToBytes()));
        _stalled.SetResult();
    };
}
