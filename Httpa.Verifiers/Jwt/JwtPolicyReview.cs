namespace Httpa.Verifiers.Jwt;

/// <summary>Looks a policy about services' tokens over.</summary>
internal static class JwtPolicyReview
{
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(5);

    internal static void Review(JwtPolicy policy, PolicyReview review)
    {
        if (policy.Issuers.Count == 0) review.Problem("jwt.issuers", "names no service, so that all tokens are refused. Name one, with its keys.");
        foreach (var twice in policy.Issuers.GroupBy(issuer => issuer.Issuer).Where(group => group.Count() > 1))
            review.Problem("jwt.issuers", $"names {twice.Key ?? "a service without an issuer"} twice. Put everything about it in one place.");
        for (var i = 0; i < policy.Issuers.Count; i++) ReviewIssuer(policy.Issuers[i], $"jwt.issuers[{i}]", review);
    }

    private static void ReviewIssuer(JwtIssuer issuer, string path, PolicyReview review)
    {
        if (issuer.Issuer is null && issuer.Profile != JwtProfile.Ear)
            review.Problem($"{path}.issuer", "is absent, which only the profile Ear allows. State the service's iss.");
        if (issuer.Keys.Count == 0 && issuer.CertificateRoots.Count == 0)
            review.Problem($"{path}.keys", "names no key and no root, so that all tokens are refused. Name the service's keys.");
        foreach (var twice in issuer.Keys.GroupBy(key => key.KeyId).Where(group => group.Count() > 1))
            review.Problem($"{path}.keys", $"names {(twice.Key is null ? "two keys without an id" : $"the key id '{twice.Key}' twice")}. Keep one, or give each its own id.");
        if (issuer.Keys.Any(key => key.TryReadInfo() is null))
            review.Problem($"{path}.keys", "has a key that is no SubjectPublicKeyInfo, or does not go with its algorithm.");
        foreach (var root in issuer.CertificateRoots) review.Length($"{path}.certificateRoots", root, 32);
        if (issuer.MaxAge <= TimeSpan.Zero) review.Problem($"{path}.maxAge", "is not positive, so that all tokens are refused.");
        if (issuer.ClockSkew < TimeSpan.Zero || issuer.ClockSkew > MaxSkew) review.Problem($"{path}.clockSkew", "is not between 0 and 5 minutes. Set the clocks right instead.");
        if (issuer.AcceptsMissingExpiry) review.Warn($"{path}.acceptsMissingExpiry", "is on: tokens are accepted that say nothing of their end, and count for maxAge.");
        ReviewClaims(issuer, $"{path}.claims", review);
    }

    private static void ReviewClaims(JwtIssuer issuer, string path, PolicyReview review)
    {
        foreach (var claim in issuer.Claims)
        {
            review.Optional($"{path}: {claim.Path}", claim.Accepted);
            if (!ClaimPath.TryParse(claim.Path, out _)) review.Problem(path, $"has the path '{claim.Path}', which is no JSON Pointer. Begin each step with a slash.");
            if (claim.Accepted.UncheckedBecause is { } why) review.Warn($"{path}: {claim.Path}", $"is unchecked ({why}), though the profile or the policy asks for it.");
        }

        foreach (var twice in issuer.Claims.GroupBy(claim => claim.Path).Where(group => group.Count() > 1))
            review.Problem(path, $"has two rules for {twice.Key}. Keep one.");
        if (issuer.Profile is not { } profile)
        {
            review.Problem(path.Replace(".claims", ".profile", StringComparison.Ordinal), "is absent, so that all tokens are refused: nothing says which claim carries the binding.");
            return;
        }

        var types = AzureTypes(issuer);
        foreach (var unknown in types.Where(type => profile == JwtProfile.MicrosoftAzureAttestation && !JwtProfileRules.KnowsAzureType(type)))
            review.Problem($"{path}: {JwtProfileRules.AzureType}", $"names '{unknown}', a kind of TEE without rules. Known are sgx, sevsnpvm, tdxvm and azurevm.");
        var rules = JwtProfileRules.All(profile, types);
        foreach (var rule in rules) ReviewReplaced(rule, issuer, path, review);
        var required = rules.Where(rule => rule.Default is null).Select(rule => rule.Path).ToList();
        foreach (var missing in required.Where(missing => issuer.Claims.All(claim => claim.Path != missing)))
            review.Problem(path, $"has no rule for {missing}, so that all tokens are refused. State what is accepted, or 'unchecked' and why.");
        if (required.Count > 0 && required.All(p => issuer.Claims.Any(claim => claim.Path == p && claim.Accepted.IsUnchecked)))
            review.Problem(path, "leaves everything unchecked that tells workloads apart, so that any TEE of anyone would do.");
    }

    /// <summary>A statement of the policy takes the place of what the profile demands, and may ask for less.</summary>
    private static void ReviewReplaced(JwtProfileRule rule, JwtIssuer issuer, string path, PolicyReview review)
    {
        if (rule is not { Default: { } demanded, IsIdentity: false } || issuer.Claims.FirstOrDefault(claim => claim.Path == rule.Path) is not { } stated) return;
        var more = stated.Accepted.Values.Where(value => !demanded.Accepts(value.Value)).Select(value => $"'{value.Value}'").ToList();
        if (more.Count > 0) review.Warn($"{path}: {rule.Path}", $"accepts {string.Join(", ", more)}, where the profile demands {demanded}.");
    }

    private static IReadOnlyList<string> AzureTypes(JwtIssuer issuer) =>
        [.. issuer.Claims.Where(claim => claim.Path == JwtProfileRules.AzureType).SelectMany(claim => claim.Accepted.Values).Select(value => value.Value)];
}
