using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Httpa.TestServer.Sessions;

/// <summary>
/// The service's sessions, in memory only. A session id only goes forward: pending, live, ended. Both tables are bounded, and a live session is never
/// displaced: what is pending and what is live share the bound of live ones, so that every pending session finds room.
/// </summary>
internal sealed class SessionTable : IDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, PendingSession> _pending = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, LiveSession> _live = new(StringComparer.Ordinal);
    private readonly HttpaServerOptions _options;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private int _pendingCount;
    private int _liveCount;
    private bool _disposed;

    public SessionTable(HttpaServerOptions options)
    {
        _options = options;
        _timer = options.TimeProvider.CreateTimer(static table => ((SessionTable)table!).Sweep(), this, SweepInterval, SweepInterval);
    }

    /// <summary>True when no further session can be pending now.</summary>
    public bool IsFull
    {
        get
        {
            lock (_lock) return _pendingCount >= _options.MaxPendingSessions || _pendingCount + _liveCount >= _options.MaxLiveSessions;
        }
    }

    /// <summary>Adds a pending session. False when the table is full; the caller ends the session.</summary>
    public bool TryAdd(PendingSession session)
    {
        lock (_lock)
        {
            if (_disposed || IsFull) return false;
            _pending[session.Terms.Key] = session;
            _pendingCount++;
            return true;
        }
    }

    /// <summary>Finds a session that waits for its session request.</summary>
    public bool TryFindPending(ReadOnlySpan<byte> id, [NotNullWhen(true)] out PendingSession? session)
    {
        if (!_pending.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(SessionTerms.KeyOf(id, stackalloc char[SessionTerms.MaxKeyLength]), out session)) return false;
        if (!IsOver(session)) return true;
        End(session);
        session = null;
        return false;
    }

    /// <summary>Puts the live session in the place of the pending one. False when the table was closed: the session has ended.</summary>
    public bool TryGoLive(PendingSession pending, LiveSession session)
    {
        lock (_lock)
        {
            RemoveLocked(pending);
            if (_disposed)
            {
                session.End();
                return false;
            }

            _live[session.Terms.Key] = session;
            _liveCount++;
            return true;
        }
    }

    /// <summary>Finds a live session and enters it; the caller leaves it. Null when found, else the answer.</summary>
    public Refusal? Enter(ReadOnlySpan<byte> id, out LiveSession? session)
    {
        if (!_live.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(SessionTerms.KeyOf(id, stackalloc char[SessionTerms.MaxKeyLength]), out session)) return Refusal.UnknownSession;
        if (session.Terms.IsOver(_options.TimeProvider) || session.IsExhausted)
        {
            End(session);
            session = null;
            return Refusal.ExpiredSession;
        }

        if (session.TryEnter()) return null;
        session = null;
        return Refusal.UnknownSession;
    }

    public void End(PendingSession session)
    {
        lock (_lock) RemoveLocked(session);
        session.End();
    }

    public void End(LiveSession session)
    {
        lock (_lock)
        {
            if (_live.TryRemove(new(session.Terms.Key, session))) _liveCount--;
        }

        session.End();
    }

    /// <summary>Ends what has reached its end, so that keys are erased even when nobody asks for them.</summary>
    public void Sweep()
    {
        foreach (var session in _pending.Values)
        {
            if (IsOver(session)) End(session);
        }

        foreach (var session in _live.Values)
        {
            if (session.Terms.IsOver(_options.TimeProvider)) End(session);
        }
    }

    /// <summary>Ends every session.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock) _disposed = true;
        foreach (var session in _pending.Values) End(session);
        foreach (var session in _live.Values) End(session);
    }

    private void RemoveLocked(PendingSession session)
    {
        if (_pending.TryRemove(new(session.Terms.Key, session))) _pendingCount--;
    }

    private bool IsOver(PendingSession session) =>
        session.HasEnded || session.Terms.IsOver(_options.TimeProvider)
        || _options.TimeProvider.GetElapsedTime(session.Terms.Answered) >= _options.PendingLifetime;
}
