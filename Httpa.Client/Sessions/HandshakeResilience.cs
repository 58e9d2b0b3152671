using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Httpa.Client.Sessions;

/// <summary>
/// How a handshake bears a bad connection: one time limit over all of it, and one more try when no connection could be made at all. Whatever was sent or answered
/// is never tried again: that is for the caller to decide.
/// </summary>
internal sealed class HandshakeResilience
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly ResiliencePropertyKey<Wire> WireKey = new("Httpa.Wire");

    private readonly ResiliencePipeline _pipeline;
    private readonly TimeSpan _limit;

    /// <summary>Builds the pipeline once for all handshakes.</summary>
    /// <param name="limit">How long a whole handshake may take: 10 ms to 24 hours.</param>
    /// <param name="clock">Counts the limit and the pause.</param>
    public HandshakeResilience(TimeSpan limit, TimeProvider clock)
    {
        _limit = limit;
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddTimeout(new TimeoutStrategyOptions { Timeout = limit })
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = static attempt => ValueTask.FromResult(NothingWasSent(attempt.Outcome.Exception, attempt.Context)),
                MaxRetryAttempts = 1,
                Delay = Pause,
                UseJitter = true, // a quarter more or less, so that clients of one service that came back do not return at once
            })
            .Build();
    }

    /// <summary>Runs a handshake; one that is synchronous is complete when this returns.</summary>
    /// <exception cref="HttpaUnavailableException">It took too long, or the connection gave up waiting.</exception>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled, and nothing else.</exception>
    public async ValueTask<T> RunAsync<T>(Wire wire, Func<Wire, CancellationToken, ValueTask<T>> exchange, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(WireKey, wire);
        try
        {
            return wire.Async
                ? await _pipeline.ExecuteAsync(static (c, s) => s.exchange(s.wire, c.CancellationToken), context, (wire, exchange)).ConfigureAwait(false)
                : _pipeline.Execute(static (c, s) => Synchronous.Result(s.exchange(s.wire, c.CancellationToken)), context, (wire, exchange));
        }
        catch (TimeoutRejectedException e)
        {
            throw new HttpaUnavailableException($"The handshake with {wire.Origin} took longer than {_limit}; nothing was sent to it. Retry later.", innerException: e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // A time limit of the inner handler: nobody above cancelled anything.
            throw new HttpaUnavailableException($"The connection to {wire.Origin} gave up waiting; nothing was sent to it. Retry later.", innerException: e);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>True when no connection could be made and none was before. A failure of TLS may be a verdict on a certificate, and is final.</summary>
    private static bool NothingWasSent(Exception? failure, ResilienceContext context) =>
        failure is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError }
        && context.Properties.TryGetValue(WireKey, out var wire) && !wire.HasAnswered;
}
