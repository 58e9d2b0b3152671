namespace Httpa.Client.Protocol;

/// <summary>
/// Takes each sequence number of a session once (HTTPA/1, section 4). Numbers may come in any order; one that lies 4,096 or more behind the highest seen
/// is too old to know, and refused. Safe for concurrent use: of two copies exactly one is taken.
/// </summary>
internal sealed class ReplayWindow
{
    /// <summary>How many numbers back from the highest are still told apart; the profile asks for 1,024.</summary>
    public const int Size = 4096;

    private readonly ulong[] _seen = new ulong[Size / 64];
    private readonly Lock _lock = new();
    private ulong _next; // the highest number taken, plus 1

    /// <summary>Marks the number. False when it was taken before, lies before the window, or is not below 2^48.</summary>
    public bool TryTake(ulong sequence)
    {
        if (sequence > RecordSealer.MaxSequence) return false;
        lock (_lock)
        {
            if (sequence + Size < _next) return false;
            if (sequence >= _next) MoveTo(sequence + 1);
            ref var word = ref _seen[sequence % Size / 64];
            var bit = 1UL << (int)(sequence % 64);
            if ((word & bit) != 0) return false;
            word |= bit;
            return true;
        }
    }

    /// <summary>Forgets what falls out of the window, so that its places serve the new numbers.</summary>
    private void MoveTo(ulong next)
    {
        if (next - _next >= Size)
        {
            Array.Clear(_seen);
        }
        else
        {
            for (var n = _next; n < next; n++) _seen[n % Size / 64] &= ~(1UL << (int)(n % 64));
        }

        _next = next;
    }
}
