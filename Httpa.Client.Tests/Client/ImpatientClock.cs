using System.Collections.Concurrent;

namespace Httpa.Client.Tests.Client;

/// <summary>A clock on which short pauses are over at once and are remembered; longer ones last until the inner clock is moved.</summary>
internal sealed class ImpatientClock(TimeProvider inner) : TimeProvider
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);

    public ConcurrentQueue<TimeSpan> Pauses { get; } = new();

    /// <summary>What short pauses last until.</summary>
    public Task Event { get; set; } = Task.CompletedTask;

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime <= TimeSpan.Zero || dueTime >= Short) return inner.CreateTimer(callback, state, dueTime, period);
        Pauses.Enqueue(dueTime);
        _ = Event.ContinueWith(_ => callback(state), TaskScheduler.Default);
        return inner.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
    }
}
