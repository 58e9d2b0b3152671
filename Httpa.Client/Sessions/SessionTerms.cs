using System.Security.Cryptography;

namespace Httpa.Client.Sessions;

/// <summary>What a session is called and when it ends, on two clocks: whichever says sooner (HTTPA/1, section 3).</summary>
/// <param name="Origin">The attested origin.</param>
/// <param name="SessionId">16 to 32 bytes.</param>
/// <param name="Clock">The client's clock.</param>
/// <param name="AttestSent">The monotonic time stamp of the sending of ATTEST.</param>
/// <param name="Lifetime">How long the session lasts from then on.</param>
/// <param name="Ends">When the wall clock ends it.</param>
internal sealed record SessionTerms(
    string Origin, ReadOnlyMemory<byte> SessionId, TimeProvider Clock, long AttestSent, TimeSpan Lifetime, DateTimeOffset Ends)
{
    public TimeSpan Elapsed => Clock.GetElapsedTime(AttestSent);

    /// <summary>When a new session should be made in the background: at about two thirds of the life, not at the same time in all clients.</summary>
    public TimeSpan RenewAfter { get; } = Lifetime * (RandomNumberGenerator.GetInt32(600, 700) / 1000.0);

    public bool IsOver => Elapsed >= Lifetime || Clock.GetUtcNow() >= Ends;
}
