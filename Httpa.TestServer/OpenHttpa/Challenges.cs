using System.Buffers.Binary;
using System.Security.Cryptography;
using Httpa.Client.OpenHttpa;

namespace Httpa.TestServer.OpenHttpa;

/// <summary>
/// Challenges as the reference makes them (openhttpa-rs handlers.rs, make_challenge): u64be(seconds) || 8 random bytes || HMAC-SHA-256 of these 16. Nothing is kept;
/// one can be used more than once, by anybody, for five minutes.
/// </summary>
internal sealed class Challenges(ReadOnlySpan<byte> key)
{
    private const int CoveredLength = 16;

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(300);

    private readonly byte[] _key = key.ToArray();

    public byte[] Make(DateTimeOffset now) => Make(now, RandomNumberGenerator.GetBytes(8));

    /// <summary>The same with the random bytes given, for known-answer tests.</summary>
    internal byte[] Make(DateTimeOffset now, ReadOnlySpan<byte> random)
    {
        var challenge = new byte[OpenHttpaTranscript.ChallengeLength];
        BinaryPrimitives.WriteUInt64BigEndian(challenge, (ulong)now.ToUnixTimeSeconds());
        random.CopyTo(challenge.AsSpan(sizeof(ulong)));
        HMACSHA256.HashData(_key, challenge.AsSpan(0, CoveredLength), challenge.AsSpan(CoveredLength));
        return challenge;
    }

    /// <summary>Null for a challenge of this service's that is not too old; else what is wrong, in the reference's words.</summary>
    public string? Refusal(ReadOnlySpan<byte> challenge, DateTimeOffset now)
    {
        if (!CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(_key, challenge[..CoveredLength]), challenge[CoveredLength..])) return "Attest-Challenge signature invalid";
        var made = (long)BinaryPrimitives.ReadUInt64BigEndian(challenge);
        var age = now.ToUnixTimeSeconds() - made;
        return age < 0 || age > (long)Lifetime.TotalSeconds ? "Attest-Challenge expired. Please refresh preflight." : null;
    }
}
