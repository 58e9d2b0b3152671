namespace Httpa.Client.Endorsing;

/// <summary>How long and how often a vendor's service is asked for a document. Each host has its own retries, breaker and queue.</summary>
public sealed record FetchLimits
{
    /// <summary>How long a document may take, all attempts and pauses together. Default: 20 seconds, less than a handshake may take.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long an attempt may take, its body included. Default: 8 seconds.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How many more attempts follow the first, where it was not answered, or with 408, 429, 5xx or what is no such document. 0 to 10; default: 3.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>The pause before the second attempt; it doubles with each one, with jitter. Default: half a second.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest <c>Retry-After</c> that is waited for; a longer one ends the attempts and goes to the caller. Default: 10 seconds.</summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a host is left alone after half of at least eight attempts within 30 seconds failed. Default: 30 seconds.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many requests to a host are under way at once; others wait. 1 to 64; default: 4.</summary>
    public int ConcurrentRequests { get; init; } = 4;
}
