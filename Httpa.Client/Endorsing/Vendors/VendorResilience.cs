using System.Collections.Concurrent;
using System.Net;
using Polly;
using Polly.CircuitBreaker;
using Polly.Registry;
using Polly.Retry;
using Polly.Timeout;

namespace Httpa.Client.Endorsing.Vendors;

/// <summary>How a vendor's service is borne with: a time limit over all, retries, a breaker, a queue, and a time limit for each attempt. One pipeline a host.</summary>
/// <param name="limits">The numbers.</param>
/// <param name="own">Pipelines of the caller's own.</param>
/// <param name="clock">Counts limits and pauses.</param>
internal sealed class VendorResilience(FetchLimits limits, ResiliencePipelineProvider<string>? own, TimeProvider clock)
{
    private const double FailureRatio = 0.5;
    private const int LeastAttempts = 8;
    private const int LongestQueue = 1024;

    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, ResiliencePipeline> _pipelines = new(StringComparer.Ordinal);

    /// <summary>The pipeline of a host: the caller's, or the one that the limits describe.</summary>
    public ResiliencePipeline For(string host) => _pipelines.GetOrAdd(host, Find);

    /// <summary>True for a status that says nothing final.</summary>
    public static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || ((int)status >= 500 && status != HttpStatusCode.NotImplemented);

    private ResiliencePipeline Find(string host)
    {
        const string key = VendorEndorsementOptions.PipelineKey;
        return own is not null && (own.TryGetPipeline($"{key}:{host}", out var pipeline) || own.TryGetPipeline(key, out pipeline)) ? pipeline : Build(host);
    }

    private ResiliencePipeline Build(string host)
    {
        var circuit = new CircuitBreakerStateProvider();
        var builder = new ResiliencePipelineBuilder { TimeProvider = clock, Name = $"{VendorEndorsementOptions.PipelineKey}:{host}" }
            .AddTimeout(new TimeoutStrategyOptions { Timeout = limits.TotalTimeout });
        if (limits.Retries > 0) builder.AddRetry(Retries(circuit));
        return builder
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = static attempt => ValueTask.FromResult(IsTransient(attempt.Outcome.Exception)),
                FailureRatio = FailureRatio,
                MinimumThroughput = LeastAttempts,
                SamplingDuration = Sampling,
                BreakDuration = limits.BreakDuration,
                StateProvider = circuit,
            })
            .AddConcurrencyLimiter(limits.ConcurrentRequests, LongestQueue)
            .AddTimeout(new TimeoutStrategyOptions { Timeout = limits.AttemptTimeout })
            .Build();
    }

    private RetryStrategyOptions Retries(CircuitBreakerStateProvider circuit) => new()
    {
        // The documents of a platform are asked for together: when the breaker lets one through to see how it goes, the others wait for that.
        ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception is BrokenCircuitException
            ? circuit.CircuitState is CircuitState.HalfOpen or CircuitState.Closed
            : IsTransient(attempt.Outcome.Exception) && !(AskedPause(attempt.Outcome) > limits.LongestRetryAfter)),
        MaxRetryAttempts = limits.Retries,
        BackoffType = DelayBackoffType.Exponential,
        Delay = limits.RetryDelay,
        UseJitter = true,
        DelayGenerator = static attempt => ValueTask.FromResult(AskedPause(attempt.Outcome)),
    };

    private static TimeSpan? AskedPause(Outcome<object> outcome) => (outcome.Exception as HttpaUnavailableException)?.RetryAfter;

    /// <summary>Nothing came back, or something that says try again. A failure of TLS is final: it may be a verdict on a certificate.</summary>
    private static bool IsTransient(Exception? failure) => failure switch
    {
        HttpaUnavailableException or TimeoutRejectedException or IOException => true,
        HttpRequestException e => e.HttpRequestError != HttpRequestError.SecureConnectionError,
        _ => false,
    };
}
