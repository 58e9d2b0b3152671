namespace Httpa.Verifiers.Jwt;

/// <summary>
/// Which services' word about a TEE is taken in place of its evidence (the passport model of RFC 9334, section 5.1). Nothing is pinned here: a service counts by the
/// keys that the policy gives it.
/// </summary>
public sealed record JwtPolicy
{
    /// <summary>The services. A token of any other is refused.</summary>
    public IReadOnlyList<JwtIssuer> Issuers { get; init => field = [.. value]; } = [];
}

/// <summary>A service whose tokens are accepted, by what, and what they must say.</summary>
public sealed record JwtIssuer
{
    /// <summary>The claim <c>iss</c>, compared exactly. Null: the tokens have none, which only <see cref="JwtProfile.Ear"/> allows.</summary>
    public string? Issuer { get; init; }

    /// <summary>The shape of the service's tokens. Null refuses every token: nothing would say which claim carries the binding.</summary>
    public JwtProfile? Profile { get; init; }

    /// <summary>The service's keys.</summary>
    public IReadOnlyList<JwtKey> Keys { get; init => field = [.. value]; } = [];

    /// <summary>
    /// Roots of the service's certificates, by the SHA-256 of their SubjectPublicKeyInfo: 32 bytes. A token whose header carries a chain (<c>x5c</c>) up to one of
    /// them is verified by its leaf; Confidential Space calls these PKI tokens.
    /// </summary>
    public IReadOnlyList<Measurement> CertificateRoots { get; init => field = [.. value]; } = [];

    /// <summary>Who the token must be for (<c>aud</c>). Null: the token must name nobody.</summary>
    public string? Audience { get; init; }

    /// <summary>How old a token may be by its claim <c>iat</c>. A session ends no later.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How far the service's clock may be ahead of ours, for <c>iat</c> and <c>nbf</c>. The end (<c>exp</c>) is taken as it stands.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Accepts tokens without <c>exp</c>, which then end by <see cref="MaxAge"/> alone. EAR does not demand one.</summary>
    public bool AcceptsMissingExpiry { get; init; }

    /// <summary>What claims must be: what the profile leaves open, in place of what it demands, or beside it.</summary>
    public IReadOnlyList<JwtClaimRule> Claims { get; init => field = [.. value]; } = [];

    /// <summary>
    /// The same service, with a rule for each claim that the profile leaves open and this policy does not state yet: it must be as in the token. A starting point for
    /// whoever has made sure that this very token is a good one.
    /// </summary>
    /// <param name="claims">What the token says.</param>
    public JwtIssuer PinnedTo(JwtClaims claims)
    {
        ArgumentNullException.ThrowIfNull(claims);
        if (Profile is not { } profile || JwtProfileRules.For(profile, claims.Root) is not { } rules) return this;
        var open = rules.Where(rule => rule.Default is null && Claims.All(claim => claim.Path != rule.Path));
        var named = open.Select(rule => (rule.Path, Values: ClaimPath.Find(rule.Path, claims.Root))).Where(rule => rule.Values.Count > 0);
        return this with { Claims = [.. Claims, .. named.Select(rule => new JwtClaimRule(rule.Path, ReferenceValue.AnyOf<string>([.. rule.Values.Select(v => new NamedValue<string>(v))])))] };
    }
}

/// <summary>What a claim must be.</summary>
/// <param name="Path">
/// Where it stands: a JSON Pointer (RFC 6901) such as <c>/submods/container/image_digest</c>, in which a step <c>*</c> means each member or element, and <c>?</c> at least
/// one.
/// </param>
/// <param name="Accepted">
/// What is accepted: a string as it is, a number or <c>true</c> and <c>false</c> as in the JSON text, an object or a list by its JSON text byte for byte. A claim that is absent
/// is refused, unless it is unchecked.
/// </param>
public sealed record JwtClaimRule(string Path, ReferenceValue<string> Accepted);
