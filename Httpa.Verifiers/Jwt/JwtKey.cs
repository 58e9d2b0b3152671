using System.Text.Json;
using Httpa.Verifiers.Encoding;
using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Jwt;

/// <summary>A public key of a service, and the one algorithm that it is used with (RFC 8725, section 3.1).</summary>
public sealed record JwtKey
{
    /// <summary>The key's id (<c>kid</c>), compared exactly; null for a key whose tokens carry none.</summary>
    public string? KeyId { get; init; }

    /// <summary>The algorithm. A token that names another is refused.</summary>
    public required JwtAlgorithm Algorithm { get; init; }

    /// <summary>The SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7), DER: RSA of 2048 to 4096 bits, or a point of P-256, P-384 or P-521.</summary>
    public required Measurement SubjectPublicKeyInfo { get; init; }

    /// <summary>Reads the set of keys that a service publishes (JWK Set, RFC 7517, section 5). Get it from the service yourself: a key that comes with a token proves nothing.</summary>
    /// <param name="utf8">The JSON text.</param>
    /// <returns>The keys. One that names no algorithm is used with that of its curve, an RSA key with RS256.</returns>
    /// <exception cref="FormatException">It is no such set, or a key in it is none that can verify tokens.</exception>
    public static IReadOnlyList<JwtKey> ParseSet(ReadOnlyMemory<byte> utf8)
    {
        using var json = StrictJson.TryRead(utf8) ?? throw new FormatException("A set of keys is a JSON object without members that stand twice.");
        var keys = json.Array(json.Root, "keys", maximum: 64);
        if (json.HasFailed) throw new FormatException("A set of keys has a member 'keys': a list of at most 64.");
        return [.. keys.Select((key, i) => TryRead(key) ?? throw new FormatException($"Key {i + 1} of the set is no public key for signatures: of 2048 to 4096 bits, or on P-256, P-384 or P-521."))];
    }

    /// <summary>Reads one JWK; null when it is no public key for signatures, or names an algorithm that does not go with it.</summary>
    internal static JwtKey? TryRead(JsonElement jwk)
    {
        if (JsonWebKey.TryRead(jwk) is not { } info || (jwk.TryGetProperty("use", out _) && JsonWebKey.Text(jwk, "use") != "sig")) return null;
        var names = jwk.TryGetProperty("alg", out _);
        var algorithm = names ? JwtAlgorithms.Find(JsonWebKey.Text(jwk, "alg") ?? "") : JwtAlgorithms.UsualFor(info.Kind);
        if (algorithm is not { } named || !named.GoesWith(info.Kind)) return null;
        var keyId = JsonWebKey.Text(jwk, "kid");
        if (keyId is null && jwk.TryGetProperty("kid", out _)) return null;
        return new JwtKey { KeyId = keyId, Algorithm = named, SubjectPublicKeyInfo = new(info.ToSubjectPublicKeyInfo()) };
    }

    /// <summary>The key inside; null when the DER is of another kind or does not go with the algorithm.</summary>
    internal PublicKeyInfo? TryReadInfo()
    {
        var algorithm = Algorithm;
        var read = Der.TryParse(SubjectPublicKeyInfo.Bytes, reader => new Box(PublicKeyInfo.Read(reader.ReadEncodedValue())));
        return read is not null && algorithm.GoesWith(read.Info.Kind) ? read.Info : null;
    }

    private sealed record Box(PublicKeyInfo Info);
}
