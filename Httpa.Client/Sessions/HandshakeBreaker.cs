using System.Security.Cryptography;
using Httpa.Client.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Httpa.Client.Sessions;

/// <summary>
/// Leaves an origin alone for a while when handshakes with it failed several times in a row, or when it asked for a pause. Meanwhile callers get the last failure again:
/// a rejection stays a rejection. Then one handshake tries; when it fails, the next pause is twice as long.
/// </summary>
/// <remarks>Not Polly's: that needs two failures to see any, knows nothing of Retry-After, and throws an exception of its own (docs/decisions/polly.md).</remarks>
/// <param name="origin">The origin.</param>
/// <param name="options">The length of the first pause, the clock that counts it, and the log.</param>
internal sealed class HandshakeBreaker(string origin, HttpaOptions options)
{
    /// <summary>How many failures in a row begin a pause.</summary>
    public const int Failures = 5;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    // A pause that somebody unauthenticated asked for.
    private static readonly TimeSpan LongestAskedPause = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private Exception? _last;
    private long _since;
    private TimeSpan _pause;
    private int _inARow;

    /// <summary>Makes a session, unless the origin is left alone, and notes how that went.</summary>
    /// <exception cref="AttestationException">The service is, or was, rejected.</exception>
    /// <exception cref="HttpaProtocolException">The same of a service that misbehaves.</exception>
    /// <exception cref="HttpaUnavailableException">The same of one that is down or busy.</exception>
    public async ValueTask<T> RunAsync<T>(Func<ValueTask<T>> make)
    {
        ThrowWhilePausing();
        try
        {
            var session = await make().ConfigureAwait(false);
            NoteSuccess();
            return session;
        }
        catch (Exception failure) // whatever it is, it goes on to the caller
        {
            NoteFailure(failure);
            throw;
        }
    }

    /// <exception cref="AttestationException">The service was rejected, and is not asked again yet.</exception>
    /// <exception cref="HttpaProtocolException">The same of a service that misbehaves.</exception>
    /// <exception cref="HttpaUnavailableException">The same of one that is down or busy.</exception>
    public void ThrowWhilePausing()
    {
        lock (_gate)
        {
            var left = _pause - options.TimeProvider.GetElapsedTime(_since);
            if (_last is not null && left > TimeSpan.Zero) throw Again(_last, left);
        }
    }

    public void NoteSuccess()
    {
        lock (_gate) (_last, _pause, _inARow) = (null, TimeSpan.Zero, 0);
    }

    /// <summary>Notes a failure; what is no failure of the origin, a caller that gave up say, does not count.</summary>
    public void NoteFailure(Exception failure)
    {
        if (options.HandshakeBreak == TimeSpan.Zero || failure is not (AttestationException or HttpaProtocolException or HttpRequestException)) return;
        TimeSpan pause;
        lock (_gate)
        {
            (_last, _since, _inARow) = (failure, options.TimeProvider.GetTimestamp(), Math.Min(_inARow + 1, Failures + 16));
            pause = _pause = Max(AskedPause(failure), OwnPause());
        }

        if (pause > TimeSpan.Zero) Log.OriginLeftAlone(options.LoggerFactory.CreateLogger(ClientTelemetry.Name), origin, pause, failure.GetType().Name);
    }

    private static TimeSpan AskedPause(Exception failure) =>
        failure is HttpaUnavailableException { RetryAfter: { } asked } ? (asked < LongestAskedPause ? asked : LongestAskedPause) : TimeSpan.Zero;

    private TimeSpan OwnPause() => _inARow < Failures ? TimeSpan.Zero
        : Jitter(Math.Min(options.HandshakeBreak.TotalMilliseconds * Math.Pow(2, _inARow - Failures), LongestPause.TotalMilliseconds));

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    /// <summary>Three quarters to all of it, so that clients of one service do not return at once.</summary>
    private static TimeSpan Jitter(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds * RandomNumberGenerator.GetInt32(75, 101) / 100);

    private Exception Again(Exception last, TimeSpan left)
    {
        var text = $"{origin} is left alone for another {left.TotalSeconds:0.0} s since its last handshake failed.";
        return last switch
        {
            AttestationException rejected => AttestationException.For(origin, rejected.Result, text),
            HttpaProtocolException refused => new HttpaProtocolException(refused.Reason, $"{text} {refused.Message}", innerException: refused),
            _ => new HttpaUnavailableException($"{text} {last.Message}", (last as HttpRequestException)?.StatusCode, left, innerException: last),
        };
    }
}
