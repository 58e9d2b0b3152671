using Httpa.Client.Crypto;
using Httpa.Client.Diagnostics;
using Httpa.Client.Protocol;
using Httpa.Verifiers;

namespace Httpa.Client.Sessions;

/// <summary>
/// A live session with an attested service: its keys, its sequence numbers and its end. Keys are erased when the session has ended and the last message
/// that uses them is done. Only the handshake makes one, out of an accepted <see cref="AttestationResult"/>.
/// </summary>
internal sealed class AttestedSession
{
    private const long MaxSequence = (1L << 48) - 1;

    private readonly DirectionKey _clientKey;
    private readonly DirectionKey _serverKey;
    private readonly SessionTerms _terms;
    private readonly MessageContexts _contexts;
    private long _lastSequence = -1;
    private int _uses = 1; // the store's own
    private int _ended;
    private long _renewAfter; // ticks of the elapsed time
    private int _renewing;

    private AttestedSession(AttestationResult result, SessionTerms terms, CipherSuite suite, KeySchedule schedule)
    {
        if (!result.IsAccepted) throw new InvalidOperationException("Evidence that was not accepted makes no session.");
        Result = result;
        Suite = suite;
        _terms = terms;
        _renewAfter = terms.RenewAfter.Ticks;
        _contexts = new MessageContexts(terms.SessionId, terms.Origin);
        IdField = SealedFields.FormatBytes(terms.SessionId.Span);
        (_clientKey, _serverKey) = schedule.DeriveTrafficKeys(suite);
        ClientTelemetry.SessionBegan();
    }

    public string Origin => _terms.Origin;

    /// <summary>The verdict that the session rests on.</summary>
    public AttestationResult Result { get; }

    public CipherSuite Suite { get; }

    /// <summary>The session id as it stands in a field.</summary>
    public string IdField { get; }

    /// <summary>When the session ends by the wall clock.</summary>
    public DateTimeOffset Ends => _terms.Ends;

    /// <summary>True once an answer opened under the session's keys.</summary>
    public bool HasAnswered { get; private set; }

    /// <summary>True when no message may be begun any more.</summary>
    public bool IsOver =>
        Volatile.Read(ref _ended) != 0 || _terms.IsOver || _clientKey.IsExhausted || _serverKey.IsExhausted || Volatile.Read(ref _lastSequence) >= MaxSequence;

    /// <summary>Whole seconds since ATTEST was sent, on the monotonic clock.</summary>
    public uint Age => (uint)Math.Clamp((long)_terms.Elapsed.TotalSeconds, 0, uint.MaxValue);

    /// <summary>The one way to a session.</summary>
    /// <param name="result">An accepted verdict.</param>
    /// <param name="terms">Id, origin and end.</param>
    /// <param name="suite">The negotiated suite.</param>
    /// <param name="schedule">Established: the service's binder was right.</param>
    internal static AttestedSession FromHandshake(AttestationResult result, SessionTerms terms, CipherSuite suite, KeySchedule schedule) =>
        new(result, terms, suite, schedule);

    /// <summary>True when the service was asked for evidence at or after a monotonic time stamp.</summary>
    public bool IsMadeSince(long timestamp) => _terms.AttestSent >= timestamp;

    /// <summary>True once for whoever should renew the session now. After a failure (<see cref="PostponeRenewal"/>) again when half of what is left is over.</summary>
    public bool TryTakeRenewal() =>
        _terms.Elapsed.Ticks >= Volatile.Read(ref _renewAfter) && Interlocked.CompareExchange(ref _renewing, 1, 0) == 0;

    /// <summary>A renewal failed.</summary>
    public void PostponeRenewal()
    {
        Volatile.Write(ref _renewAfter, (_terms.Elapsed.Ticks + _terms.Lifetime.Ticks) / 2);
        Volatile.Write(ref _renewing, 0);
    }

    /// <summary>Takes a use of the session for a new message; give it back with <see cref="Release"/>. False when it is over.</summary>
    public bool TryUse() => !IsOver && TryRetain();

    /// <summary>Takes another use on behalf of a message that was begun, whether or not the session has ended meanwhile. False when its keys are erased.</summary>
    public bool TryRetain()
    {
        for (var uses = Volatile.Read(ref _uses); uses > 0; uses = Volatile.Read(ref _uses))
        {
            if (Interlocked.CompareExchange(ref _uses, uses + 1, uses) == uses) return true;
        }

        return false;
    }

    /// <summary>Gives a use back; the last one erases the keys.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _uses) != 0) return;
        _clientKey.Dispose();
        _serverKey.Dispose();
    }

    /// <summary>Ends the session: messages that were begun may be finished.</summary>
    public void End()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return;
        ClientTelemetry.SessionEnded();
        Release();
    }

    /// <summary>The next sequence number. Each is given out once.</summary>
    public ulong NextSequence() => (ulong)Interlocked.Increment(ref _lastSequence);

    /// <summary>The sealer of a request; one for each number.</summary>
    public RecordSealer Seal(ulong sequence, string method, string target, int padTo) => new(_clientKey, sequence, _contexts.Of(method, target).Request, padTo);

    /// <summary>The opener of the answer to a request.</summary>
    public RecordOpener Open(ulong sequence, string method, string target) => new(_serverKey, sequence, _contexts.Of(method, target).Response);

    /// <summary>Notes that an answer opened.</summary>
    public void NoteAnswer() => HasAnswered = true;
}
