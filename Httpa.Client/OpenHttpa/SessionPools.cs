using Httpa.Client.Sessions;

namespace Httpa.Client.OpenHttpa;

/// <summary>The pools of a store, one for each origin and options object. Bounded: the idle one that was used longest ago goes first. Safe for concurrent use.</summary>
/// <param name="capacity">The most pools that are kept.</param>
internal sealed class SessionPools(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SessionKey, SessionPool> _pools = [];
    private long _uses;

    /// <summary>How many sessions there are that can be used.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _pools.Values.Sum(p => p.Count);
        }
    }

    /// <summary>The pool of a key.</summary>
    public SessionPool Of(SessionKey key)
    {
        lock (_gate)
        {
            if (!_pools.TryGetValue(key, out var pool))
            {
                foreach (var other in _pools.Values) other.EndOld();
                if (_pools.Count >= capacity && _pools.Where(p => !p.Value.IsInUse).OrderBy(p => p.Value.LastUse).FirstOrDefault() is { Value: { } oldest } idle)
                {
                    _pools.Remove(idle.Key);
                    oldest.Drop();
                }

                pool = _pools[key] = new SessionPool(key);
            }

            pool.LastUse = ++_uses;
            return pool;
        }
    }

    /// <summary>Lets go of the sessions under options that no new request comes under: idle ones end, the others with their requests.</summary>
    public void Retire(HttpaOptions options)
    {
        lock (_gate)
        {
            foreach (var (key, pool) in _pools.Where(p => p.Key.Options == options).ToList())
            {
                _pools.Remove(key);
                pool.Retire();
            }
        }
    }

    /// <summary>Ends every session that is idle, and every other one with its request.</summary>
    public void DropAll()
    {
        lock (_gate)
        {
            foreach (var pool in _pools.Values) pool.Drop();
            _pools.Clear();
        }
    }
}
