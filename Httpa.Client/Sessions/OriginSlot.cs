using System.Security.Cryptography;

namespace Httpa.Client.Sessions;

/// <summary>What the store keeps for one key. Its members are guarded by the store's lock, save those that say otherwise.</summary>
internal sealed class OriginSlot(SessionKey key)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private int _lossesInARow;

    /// <summary>What the slot is for.</summary>
    public SessionKey Key => key;

    /// <summary>The current session.</summary>
    public AttestedSession? Current { get; set; }

    /// <summary>The handshake that is under way for all asynchronous callers.</summary>
    public TaskCompletionSource<AttestedSession>? Flight { get; set; }

    /// <summary>True once the slot left the store: a session made for it must not be used.</summary>
    public bool IsRemoved { get; private set; }

    /// <summary>When the slot was used last, by the store's count.</summary>
    public long LastUse { get; set; }

    /// <summary>Held by a synchronous caller through its handshake.</summary>
    public SemaphoreSlim SynchronousHandshake { get; } = new(1, 1);

    /// <summary>True while a handshake is under way.</summary>
    public bool IsBusy => Flight is not null || SynchronousHandshake.CurrentCount == 0;

    /// <summary>Leaves the origin alone for a while when handshakes with it fail; safe for concurrent use.</summary>
    public HandshakeBreaker Breaker { get; } = new(key.Origin, key.Options);

    /// <summary>What the preflight said; used by one handshake at a time, and harmless when two race.</summary>
    public PreflightCache Preflight { get; } = new();

    /// <summary>Notes that the session was given up on an unauthenticated word. Sessions that never answered in between add up.</summary>
    public void NoteLoss(AttestedSession session) => _lossesInARow = session.HasAnswered ? 1 : Math.Min(_lossesInARow + 1, 16);

    /// <summary>Ends the session; the slot has left the store.</summary>
    public void Remove()
    {
        IsRemoved = true;
        Current?.End();
        Current = null;
    }

    /// <summary>How long the next handshake waits: the first loss costs nothing, forged ones in a row ever more.</summary>
    public TimeSpan Pause()
    {
        if (_lossesInARow <= 1) return TimeSpan.Zero;
        var pause = Math.Min(FirstPause.TotalMilliseconds * Math.Pow(2, _lossesInARow - 2), LongestPause.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(pause * RandomNumberGenerator.GetInt32(75, 101) / 100);
    }
}
