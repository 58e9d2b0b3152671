using Httpa.Client.Crypto;
using Httpa.Client.Protocol;
using Httpa.Verifiers;

namespace Httpa.TestServer.Sessions;

/// <summary>What a session is from ATTEST to its end.</summary>
/// <param name="Id">The session id.</param>
/// <param name="Origin">The origin that the evidence vouched for.</param>
/// <param name="Suite">The cipher suite.</param>
/// <param name="Answered">The monotonic timestamp of the answer to ATTEST, which ages and lifetimes count from.</param>
/// <param name="Lifetime">How long the session lives: what the answer said as its expiry, less its date.</param>
/// <param name="Expires">The same end by the wall clock, which counts where it comes sooner.</param>
internal sealed record SessionTerms(
    ReadOnlyMemory<byte> Id, string Origin, CipherSuite Suite, long Answered, TimeSpan Lifetime, DateTimeOffset Expires)
{
    /// <summary>The longest key in characters.</summary>
    public const int MaxKeyLength = 2 * ServerHello.MaxSessionIdLength;

    /// <summary>The accepted evidence of the client (mHTTPA); null one way.</summary>
    public AttestationResult? Client { get; init; }

    /// <summary>The key of the session in tables.</summary>
    public string Key { get; } = Convert.ToHexString(Id.Span);

    /// <summary>The host field that the origin stands for.</summary>
    public string Host { get; } = Origin["https://".Length..];

    /// <summary>The session id as it stands in a field.</summary>
    public string IdField { get; } = SealedFields.FormatBytes(Id.Span);

    /// <summary>The key of a session id, in <paramref name="room"/>.</summary>
    public static ReadOnlySpan<char> KeyOf(ReadOnlySpan<byte> id, Span<char> room) =>
        Convert.TryToHexString(id, room, out var length) ? room[..length] : throw new ArgumentException("The session id is too long.", nameof(id));

    /// <summary>True when the session has reached its end.</summary>
    public bool IsOver(TimeProvider time) => time.GetElapsedTime(Answered) >= Lifetime || time.GetUtcNow() >= Expires;
}
