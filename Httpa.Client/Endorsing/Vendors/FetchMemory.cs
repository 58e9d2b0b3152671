using System.Diagnostics.CodeAnalysis;

namespace Httpa.Client.Endorsing.Vendors;

/// <summary>Remembers for a short while how the last fetch of each document went, so that nobody can make this process press a vendor. Bounded; safe for concurrent use.</summary>
/// <param name="clock">The clock.</param>
internal sealed class FetchMemory(TimeProvider clock)
{
    private const int Capacity = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LastFetch> _last = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>Remembers the end of a fetch.</summary>
    /// <param name="key">The document's key.</param>
    /// <param name="pause">How long it is not to be fetched again.</param>
    /// <param name="failure">Why it is not there; null when it is, or when the vendor says that there is none.</param>
    public void Note(string key, TimeSpan pause, HttpaUnavailableException? failure = null)
    {
        lock (_gate)
        {
            if (!_last.ContainsKey(key))
            {
                if (_order.Count == Capacity) _last.Remove(_order.Dequeue());
                _order.Enqueue(key);
            }

            var now = clock.GetUtcNow();
            _last[key] = new LastFetch(now, now + pause, failure);
        }
    }

    /// <summary>True while a document is not to be fetched again.</summary>
    public bool IsPaused(string key, [NotNullWhen(true)] out LastFetch? last)
    {
        lock (_gate) return _last.TryGetValue(key, out last) && clock.GetUtcNow() < last.PausedUntil;
    }

    /// <summary>True when a document was fetched, or should have been, within the given time.</summary>
    public bool IsRecent(string key, TimeSpan within)
    {
        lock (_gate) return _last.TryGetValue(key, out var last) && clock.GetUtcNow() - last.Ended < within;
    }
}

/// <summary>How a fetch went.</summary>
/// <param name="Ended">When.</param>
/// <param name="PausedUntil">When the next may begin.</param>
/// <param name="Failure">Why there is nothing; null when the vendor said that there is none.</param>
internal sealed record LastFetch(DateTimeOffset Ended, DateTimeOffset PausedUntil, HttpaUnavailableException? Failure);
