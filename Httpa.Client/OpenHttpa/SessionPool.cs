using Httpa.Client.Sessions;

namespace Httpa.Client.OpenHttpa;

/// <summary>
/// The sessions with one origin. Each is rented to one request at a time and comes back only when its answer was read and opened to the end; any other session ends.
/// Requests beyond the pool's size wait. Safe for concurrent use.
/// </summary>
/// <param name="key">The origin, and the options that it is spoken with under.</param>
internal sealed class SessionPool(SessionKey key)
{
    private readonly int _size = key.Options.OpenHttpa.MaxSessions;
    private readonly HandshakeBreaker _breaker = new(key.Origin, key.Options);
    private readonly Lock _gate = new();
    private readonly Stack<OpenHttpaSession> _idle = new();
    private int _rented;
    private bool _retired;
    private bool _dropped;

    /// <summary>One for each session that there may be.</summary>
    private SemaphoreSlim Places { get; } = new(key.Options.OpenHttpa.MaxSessions, key.Options.OpenHttpa.MaxSessions);

    /// <summary>When the pool was used last, by the store's count; guarded by the store's pools.</summary>
    public long LastUse { get; set; }

    /// <summary>How many sessions there are that can be used.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _rented + _idle.Count(s => !s.IsOver);
        }
    }

    /// <summary>True while a session is rented, or somebody waits for one.</summary>
    public bool IsInUse => Places.CurrentCount < _size;

    /// <summary>A session for one request: an idle one, or a new one.</summary>
    /// <param name="make">Makes a session.</param>
    /// <param name="fresh">True for a new one in any case.</param>
    /// <param name="async">False: everything happens before the call returns.</param>
    /// <param name="cancellationToken">Cancels the wait and the making.</param>
    public async ValueTask<SessionLease> RentAsync(Func<CancellationToken, ValueTask<OpenHttpaSession>> make, bool fresh, bool async, CancellationToken cancellationToken)
    {
        if (async) await Places.WaitAsync(cancellationToken).ConfigureAwait(false);
        else Places.Wait(cancellationToken);
        try
        {
            return Take((fresh ? null : TryTakeIdle()) ?? await _breaker.RunAsync(() => make(cancellationToken)).ConfigureAwait(false));
        }
        catch // whatever it is: the place is free again
        {
            Places.Release();
            throw;
        }
    }

    /// <summary>Ends every idle session; rented ones end with their requests. The pool has left the store, and requests that wait in it are served.</summary>
    public void Retire()
    {
        lock (_gate)
        {
            _retired = true;
            while (_idle.TryPop(out var session)) session.End();
        }
    }

    /// <summary>The same, and gives up the sessions that are being made.</summary>
    public void Drop()
    {
        lock (_gate) _dropped = true;
        Retire();
    }

    /// <summary>Erases the keys of idle sessions that are over.</summary>
    public void EndOld()
    {
        lock (_gate)
        {
            var live = _idle.Where(s => !s.IsOver).Reverse().ToArray();
            foreach (var over in _idle.Where(s => s.IsOver)) over.End();
            _idle.Clear();
            foreach (var session in live) _idle.Push(session);
        }
    }

    /// <summary>Takes a session back; called once for each lease.</summary>
    internal void Return(OpenHttpaSession session, bool inStep)
    {
        lock (_gate)
        {
            _rented--;
            if (inStep && !_retired && !session.IsOver) _idle.Push(session);
            else session.End();
        }

        Places.Release();
    }

    private OpenHttpaSession? TryTakeIdle()
    {
        lock (_gate)
        {
            while (_idle.TryPop(out var session))
            {
                if (!session.IsOver) return session;
                session.End();
            }

            return null;
        }
    }

    private SessionLease Take(OpenHttpaSession session)
    {
        lock (_gate)
        {
            if (!_dropped)
            {
                _rented++;
                return new SessionLease(this, session);
            }
        }

        session.End();
        throw new HttpaUnavailableException($"The sessions were dropped while one with {session.Origin} was made. Retry.");
    }
}

/// <summary>A session in the hands of one request. Given back once: in step, or, whatever else happened, at its end.</summary>
internal sealed class SessionLease(SessionPool pool, OpenHttpaSession session) : IDisposable
{
    private int _returned;

    public OpenHttpaSession Session { get; } = session;

    /// <summary>The answer was opened to its end: the next request may use the session.</summary>
    public void Keep() => Return(inStep: true);

    /// <summary>Anything else: client and service may be out of step, and nothing is sealed in this session again. Does nothing after <see cref="Keep"/>.</summary>
    public void Dispose() => Return(inStep: false);

    private void Return(bool inStep)
    {
        if (Interlocked.Exchange(ref _returned, 1) == 0) pool.Return(Session, inStep);
    }
}
