using System.Text.Json;

namespace Httpa.Verifiers.Jwt;

/// <summary>What a service says of a TEE that it judged, in a token of its own.</summary>
public sealed record JwtClaims : IEvidenceClaims
{
    private const string JudgedByName = "judgedBy";

    private JwtClaims()
    {
    }

    /// <summary>The service: the claim <c>iss</c>; null when the token has none.</summary>
    public string? Issuer { get; private init; }

    /// <summary>The profile that the policy gives this service; null when it gives none or does not know the service.</summary>
    public JwtProfile? Profile { get; private init; }

    /// <summary>The algorithm of the signature.</summary>
    public JwtAlgorithm Algorithm { get; private init; }

    /// <summary>The id of the key; null when the header has none.</summary>
    public string? KeyId { get; private init; }

    /// <summary>Who the token is for (<c>aud</c>).</summary>
    public IReadOnlyList<string> Audience { get; private init; } = [];

    /// <summary>When it was issued (<c>iat</c>); null when it does not say.</summary>
    public DateTimeOffset? IssuedAt { get; private init; }

    /// <summary>The first moment at which it is valid (<c>nbf</c>); null when it does not say.</summary>
    public DateTimeOffset? NotBefore { get; private init; }

    /// <summary>The first moment at which it is over (<c>exp</c>); null when it does not say.</summary>
    public DateTimeOffset? Expiry { get; private init; }

    /// <summary>The whole claims set: JSON in UTF-8, as the service signed it.</summary>
    public ReadOnlyMemory<byte> Payload { get; private init; }

    /// <summary>The claims set, read.</summary>
    internal JsonElement Root { get; private init; }

    /// <summary>Who the service is, for people: its issuer, or that it names none.</summary>
    internal string JudgedBy => Issuer ?? "a service that does not name itself (no iss)";

    /// <summary>The claims at the top of the token, under their own names; objects and lists as JSON text.</summary>
    public IEnumerable<KeyValuePair<string, string>> Describe()
    {
        yield return new(JudgedByName, JudgedBy);
        yield return new("alg", Algorithm.ToString());
        if (KeyId is not null) yield return new("kid", KeyId);
        // The header's names belong to JWS; a service that repeats them in its claims must not speak in their place.
        foreach (var claim in Root.EnumerateObject().Where(c => c.Name is not (JudgedByName or "alg" or "kid")))
            yield return new(claim.Name, ClaimPath.TextOf(claim.Value));
    }

    internal static JwtClaims Of(JwtToken token, JwtProfile? profile) => new()
    {
        Issuer = token.Issuer,
        Profile = profile,
        Algorithm = token.Algorithm,
        KeyId = token.KeyId,
        Audience = token.Audience,
        IssuedAt = token.IssuedAt,
        NotBefore = token.NotBefore,
        Expiry = token.Expiry,
        Payload = token.Payload,
        Root = token.Claims,
    };
}
