using Polly;
using Polly.CircuitBreaker;
using Polly.Registry;
using Polly.Retry;
using Polly.Timeout;

namespace Httpa.Client.Sessions;

/// <summary>
/// How a handshake bears a bad connection: one time limit over all of it, and one more try when no connection could be made at all. Whatever was sent or answered
/// is never tried again: that is for the caller to decide, who may bring a pipeline that does.
/// </summary>
internal sealed class HandshakeResilience
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly ResiliencePropertyKey<Wire> WireKey = new("Httpa.Wire");

    private readonly ResiliencePipeline _limit;
    private readonly ResiliencePipeline _oneMoreTry;
    private readonly ResiliencePipelineProvider<string>? _own;

    /// <summary>Builds the pipelines once for all handshakes.</summary>
    /// <param name="limit">How long a whole handshake may take: 10 ms to 24 hours.</param>
    /// <param name="own">May have a pipeline of the caller's, in the place of the one more try.</param>
    /// <param name="clock">Counts the limit and the pause.</param>
    public HandshakeResilience(TimeSpan limit, ResiliencePipelineProvider<string>? own, TimeProvider clock)
    {
        _own = own;
        _limit = new ResiliencePipelineBuilder { TimeProvider = clock }.AddTimeout(new TimeoutStrategyOptions { Timeout = limit }).Build();
        _oneMoreTry = new ResiliencePipelineBuilder { TimeProvider = clock }
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
        var run = (wire, exchange, inner: Find(wire.Origin));
        try
        {
            return wire.Async
                ? await _limit.ExecuteAsync(static (outer, r) => r.inner.ExecuteAsync(static (c, s) => s.exchange(s.wire, c.CancellationToken), outer, r), context, run).ConfigureAwait(false)
                : _limit.Execute(static (outer, r) => r.inner.Execute(static (c, s) => Synchronous.Result(s.exchange(s.wire, c.CancellationToken)), outer, r), context, run);
        }
        catch (TimeoutRejectedException e)
        {
            throw new HttpaUnavailableException($"The handshake with {wire.Origin} took longer than {e.Timeout}; nothing was sent to it. Retry later.", innerException: e);
        }
        catch (ExecutionRejectedException e)
        {
            // A circuit breaker or a rate limiter in the caller's pipeline.
            throw new HttpaUnavailableException(
                $"The handshake with {wire.Origin} was not begun: {e.Message} Nothing was sent to it. Retry later.", retryAfter: (e as BrokenCircuitException)?.RetryAfter, innerException: e);
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

    /// <summary>The caller's pipeline for the origin or for all of them, else the one more try.</summary>
    private ResiliencePipeline Find(string origin)
    {
        const string key = HttpaOptions.HandshakePipelineKey;
        return _own is not null && (_own.TryGetPipeline($"{key}:{origin}", out var pipeline) || _own.TryGetPipeline(key, out pipeline)) ? pipeline : _oneMoreTry;
    }

    /// <summary>True when no connection could be made and none was before. A failure of TLS may be a verdict on a certificate, and is final.</summary>
    private static bool NothingWasSent(Exception? failure, ResilienceContext context) =>
        failure is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError }
        && context.Properties.TryGetValue(WireKey, out var wire) && !wire.HasAnswered;
}
