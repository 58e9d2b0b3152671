using Httpa.Client.Protocol;

namespace Httpa.TestServer.Sessions;

/// <summary>
/// A session that requests may use. It ends once: nobody can enter it from then on, and when the last exchange has left it the keys are erased.
/// </summary>
internal sealed class LiveSession(SessionTerms terms, DirectionKey clientKey, DirectionKey serverKey)
{
    private readonly Lock _lock = new();
    private readonly ReplayWindow _window = new();
    private int _exchanges;
    private bool _ended;

    public SessionTerms Terms { get; } = terms;

    /// <summary>What the session's messages are bound to.</summary>
    public MessageContexts Contexts { get; } = new(terms.Id, terms.Origin);

    public DirectionKey ClientKey { get; } = clientKey;

    public DirectionKey ServerKey { get; } = serverKey;

    /// <summary>True when no further message fits into the budget of either direction.</summary>
    public bool IsExhausted => ClientKey.IsExhausted || ServerKey.IsExhausted;

    /// <summary>Begins an exchange, which <see cref="Leave"/> ends. False when the session has ended.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_ended) return false;
            _exchanges++;
            return true;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            _exchanges--;
            EraseIfOver();
        }
    }

    /// <summary>Lets nobody enter any more.</summary>
    public void End()
    {
        lock (_lock)
        {
            if (_ended) return;
            _ended = true;
            EraseIfOver();
        }
    }

    /// <summary>Takes the number of a request whose record 0 opened. Of two copies one gets it.</summary>
    public bool TryTake(ulong sequence) => _window.TryTake(sequence);

    private void EraseIfOver()
    {
        if (!_ended || _exchanges > 0) return;
        ClientKey.Dispose();
        ServerKey.Dispose();
    }
}
