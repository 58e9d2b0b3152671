using Httpa.Client.OpenHttpa;

namespace Httpa.Client.Sessions;

/// <summary>Makes a session for a slot.</summary>
/// <param name="slot">The slot.</param>
/// <param name="async">False: everything happens before the call returns.</param>
/// <param name="cancellationToken">Cancels the handshake.</param>
internal delegate ValueTask<AttestedSession> SessionMaker(OriginSlot slot, bool async, CancellationToken cancellationToken);

/// <summary>
/// Keeps attested sessions in the memory of this process, one for each origin and options object, with OpenHTTPA several. Bounded: the one that was used longest ago goes first.
/// Keys are erased when a session goes and the last message that uses it is done. Safe for concurrent use.
/// </summary>
public sealed class SessionStore
{
    /// <summary>How many origins are kept unless the constructor is told otherwise.</summary>
    public const int DefaultCapacity = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<SessionKey, OriginSlot> _slots = [];
    private readonly int _capacity;
    private readonly SessionPools _pools;
    private long _uses;

    /// <summary>Makes an empty store.</summary>
    /// <param name="capacity">The most origins that are kept, at least 1.</param>
    public SessionStore(int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _capacity = capacity;
        _pools = new SessionPools(capacity);
    }

    /// <summary>How many sessions can be used right now.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _slots.Values.Count(s => s.Current is { IsOver: false }) + _pools.Count;
        }
    }

    /// <summary>The newest issues of vendor documents seen by handshakes of this store.</summary>
    internal EndorsementLedger Ledger { get; } = new();

    /// <summary>
    /// Ends every session. Requests in flight finish, handshakes under way are given up. Call it before a snapshot, checkpoint or fork of the process: session
    /// keys belong to one process.
    /// </summary>
    public void DropAll()
    {
        lock (_gate)
        {
            foreach (var slot in _slots.Values) slot.Remove();
            _slots.Clear();
            _pools.DropAll();
        }
    }

    /// <summary>Ends the sessions under options that no new request comes under. Requests that began under them finish; a handshake that is under way may too.</summary>
    internal void Retire(HttpaOptions options)
    {
        lock (_gate)
        {
            foreach (var slot in _slots.Values.Where(s => s.Key.Options == options && !s.IsBusy).ToList()) Remove(slot);
            _pools.Retire(options);
        }
    }

    /// <summary>The sessions of OpenHTTPA, each of which carries one request at a time.</summary>
    internal SessionPool PoolOf(SessionKey key) => _pools.Of(key);

    /// <summary>The current session with a use taken, or null.</summary>
    /// <param name="key">The key.</param>
    /// <param name="since">A session that was begun before this monotonic time stamp is passed over; null for any.</param>
    internal AttestedSession? TryUse(SessionKey key, long? since = null)
    {
        lock (_gate)
            return _slots.TryGetValue(key, out var slot) ? TryUse(slot, since) : null;
    }

    /// <summary>Makes a new session in the background in the place of one that is good for a while yet, unless that is under way.</summary>
    internal void Renew(SessionKey key, AttestedSession old, SessionMaker make)
    {
        OriginSlot? slot;
        lock (_gate)
        {
            if (!_slots.TryGetValue(key, out slot) || slot.Current != old || slot.Flight is not null) return;
            slot.Flight = new TaskCompletionSource<AttestedSession>(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        var flight = slot.Flight;
        _ = Task.Run(async () =>
        {
            await FlyAsync(slot, flight, make).ConfigureAwait(false);
            if (!flight.Task.IsCompletedSuccessfully) old.PostponeRenewal();
        });
    }

    /// <summary>A session with a use taken. Concurrent asynchronous callers share one handshake, which none of them can cancel; synchronous ones take turns.</summary>
    internal async ValueTask<AttestedSession> UseAsync(SessionKey key, SessionMaker make, long? since, bool async, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            if (!async)
            {
                if (MakeInTurn(key, make, since, cancellationToken) is { } made) return made;
                continue;
            }

            var (current, flight, slot) = FindOrTakeOff(key, since);
            if (current is not null) return current;
            if (slot is not null) _ = FlyAsync(slot, flight!, make);
            var session = await flight!.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (IsMadeSince(session, since) && session.TryUse()) return session;
        }

        throw new HttpaUnavailableException($"Sessions with {key.Origin} end as soon as they begin. Retry later.");
    }

    /// <summary>Gives a session up on an unauthenticated word, if it is still the current one.</summary>
    internal void DropLost(SessionKey key, AttestedSession session)
    {
        lock (_gate)
        {
            if (!_slots.TryGetValue(key, out var slot) || slot.Current != session) return;
            slot.NoteLoss(session);
            slot.Current = null;
            session.End();
        }
    }

    private static bool IsMadeSince(AttestedSession session, long? since) => since is not { } timestamp || session.IsMadeSince(timestamp);

    private AttestedSession? TryUse(OriginSlot slot, long? since)
    {
        slot.LastUse = ++_uses;
        if (slot.Current is not { } session || !IsMadeSince(session, since)) return null;
        if (session.TryUse()) return session;
        slot.Current = null;
        session.End();
        return null;
    }

    /// <summary>The current session, else the flight to wait for, with its slot when the caller is the one to fly it.</summary>
    private (AttestedSession? Current, TaskCompletionSource<AttestedSession>? Flight, OriginSlot? Mine) FindOrTakeOff(SessionKey key, long? since)
    {
        lock (_gate)
        {
            var slot = SlotOf(key);
            if (TryUse(slot, since) is { } session) return (session, null, null);
            if (slot.Flight is { } flight) return (null, flight, null);
            slot.Flight = new TaskCompletionSource<AttestedSession>(TaskCreationOptions.RunContinuationsAsynchronously);
            return (null, slot.Flight, slot);
        }
    }

    private async Task FlyAsync(OriginSlot slot, TaskCompletionSource<AttestedSession> flight, SessionMaker make)
    {
        try
        {
            var pause = PauseOf(slot);
            if (pause > TimeSpan.Zero) await Task.Delay(pause, slot.Key.Options.TimeProvider, CancellationToken.None).ConfigureAwait(false);
            var session = await MakeAsync(slot, make, async: true, CancellationToken.None).ConfigureAwait(false);
            Land(slot, session, flight);
            flight.SetResult(session);
        }
        catch (Exception failure) // every failure goes to whoever waits for this handshake
        {
            lock (_gate) slot.Flight = null;
            flight.SetException(failure);
            _ = flight.Task.Exception; // observed, also when every caller has gone
        }
    }

    private static ValueTask<AttestedSession> MakeAsync(OriginSlot slot, SessionMaker make, bool async, CancellationToken cancellationToken) =>
        slot.Breaker.RunAsync(() => make(slot, async, cancellationToken));

    private AttestedSession? MakeInTurn(SessionKey key, SessionMaker make, long? since, CancellationToken cancellationToken)
    {
        OriginSlot slot;
        lock (_gate) slot = SlotOf(key);
        slot.SynchronousHandshake.Wait(cancellationToken);
        try
        {
            lock (_gate)
            {
                if (TryUse(slot, since) is { } current) return current;
            }

            var pause = PauseOf(slot);
            if (pause > TimeSpan.Zero)
                throw new HttpaUnavailableException($"{key.Origin} lost several sessions in a row. Retry later.", retryAfter: pause);
            var session = Synchronous.Result(MakeAsync(slot, make, async: false, cancellationToken));
            Land(slot, session, flight: null);
            return session.TryUse() ? session : null;
        }
        finally
        {
            slot.SynchronousHandshake.Release();
        }
    }

    private TimeSpan PauseOf(OriginSlot slot)
    {
        lock (_gate) return slot.Pause();
    }

    /// <summary>Makes a new session the current one and closes its flight in the same step, unless the slot was dropped meanwhile.</summary>
    private void Land(OriginSlot slot, AttestedSession session, TaskCompletionSource<AttestedSession>? flight)
    {
        lock (_gate)
        {
            if (slot.Flight == flight) slot.Flight = null;
            if (slot.IsRemoved)
            {
                session.End();
                throw new HttpaUnavailableException($"The sessions were dropped while one with {session.Origin} was made. Retry.");
            }

            slot.Current?.End();
            slot.Current = session;
        }
    }

    private OriginSlot SlotOf(SessionKey key)
    {
        if (_slots.TryGetValue(key, out var slot)) return slot;
        EndOld();
        return _slots[key] = new OriginSlot(key) { LastUse = ++_uses };
    }

    /// <summary>Erases sessions that are over, and makes room for one more.</summary>
    private void EndOld()
    {
        foreach (var slot in _slots.Values)
        {
            if (slot.Current is not { IsOver: true } over) continue;
            slot.Current = null;
            over.End();
        }

        if (_slots.Count < _capacity) return;
        Remove(_slots.Values.Where(s => !s.IsBusy).MinBy(s => s.LastUse) ?? throw new HttpaUnavailableException(
            $"The session store holds {_capacity} origins, and a handshake is under way with each. Retry later, or make a store with a larger capacity."));
    }

    private void Remove(OriginSlot slot)
    {
        _slots.Remove(slot.Key);
        slot.Remove();
    }
}
