using System.Text.Json.Nodes;

namespace Httpa.Verifiers.Jwt;

/// <summary>Holds what a service says against a policy: every rule runs, and each that is not met adds a finding.</summary>
internal static class JwtAppraisal
{
    /// <summary>Runs every rule.</summary>
    /// <param name="claims">What the service says; genuine.</param>
    /// <param name="policy">What is accepted.</param>
    /// <param name="time">The time to judge at.</param>
    /// <param name="findings">Takes the objections.</param>
    /// <returns>When the token is too old for the policy; <see cref="DateTimeOffset.MinValue"/> when that cannot be said.</returns>
    internal static DateTimeOffset Appraise(JwtClaims claims, JwtPolicy policy, DateTimeOffset time, ICollection<Finding> findings)
    {
        var index = policy.Issuers.TakeWhile(other => other.Issuer != claims.Issuer).Count();
        if (index == policy.Issuers.Count)
        {
            findings.Add(new Finding(AppraisalReason.JwtIssuerUnknown, FindingKind.Refused, "service that issued the token", "one that the policy names", claims.JudgedBy,
                "Name the service in jwt.issuers, if its word about the TEE is enough for you."));
            return DateTimeOffset.MinValue;
        }

        var (issuer, path) = (policy.Issuers[index], $"jwt.issuers[{index}]");
        AppraiseClaims(claims, issuer, path, findings);
        AppraiseSubmodules(claims, findings);
        AppraiseAudience(claims, issuer, path, findings);
        return AppraiseAge(claims, issuer, new(path, time), findings);
    }

    private static void AppraiseClaims(JwtClaims claims, JwtIssuer issuer, string path, ICollection<Finding> findings)
    {
        if (issuer.Profile is not { } profile)
        {
            findings.Add(new Finding(AppraisalReason.JwtProfileMismatch, FindingKind.Refused, "profile of the service", "one that says which claim carries the binding", "not stated",
                $"State {path}.profile: {string.Join(", ", Enum.GetNames<JwtProfile>())}."));
            return;
        }

        if (JwtProfileRules.For(profile, claims.Root) is not { } rules)
        {
            findings.Add(new Finding(AppraisalReason.JwtProfileMismatch, FindingKind.Refused, "token", $"about a kind of TEE that the profile {profile} has rules for", "about another",
                "Only the kinds of TEE in docs/verifiers/jwt.md are judged."));
            return;
        }

        foreach (var rule in rules)
            Require(RuleOn(rule.Path, rule.Reason, path), Stated(issuer, rule.Path) ?? rule.Default, claims, findings);
        foreach (var extra in issuer.Claims.Where(claim => rules.All(rule => rule.Path != claim.Path)))
            Require(RuleOn(extra.Path, AppraisalReason.JwtClaimRefused, path), extra.Accepted, claims, findings);
    }

    /// <summary>What a service says of debug mode and of the state of a platform is not suggested to be accepted.</summary>
    private static ReferenceRule RuleOn(string claim, AppraisalReason reason, string path) => new(reason, claim, $"{path}.claims")
    {
        Listed = ($"{path}.claims", new("path", JsonValue.Create(claim).ToJsonString(), "accepted")),
        Suggests = reason == AppraisalReason.JwtClaimRefused,
    };

    private static ReferenceValue<string>? Stated(JwtIssuer issuer, string path) => issuer.Claims.FirstOrDefault(claim => claim.Path == path)?.Accepted;

    private static void Require(ReferenceRule rule, ReferenceValue<string>? accepted, JwtClaims claims, ICollection<Finding> findings)
    {
        if (!ClaimPath.TryParse(rule.Claim, out var path)) findings.Add(rule.Refused("a claim at a JSON Pointer", "a path that is none", $"Correct it in {rule.Path}."));
        else if (accepted is null) findings.Add(rule.Absent(path.Show(claims.Root)) with { Change = Accepting(rule, null, claims) });
        else if (path.Judge(claims.Root, accepted) is { } actual)
            findings.Add(rule.Refused(accepted.ToString(), actual, $"If the operator of the service announced {actual}, accept it in {rule.Path}; if not, do not use the service.") with
            {
                Change = Accepting(rule, accepted, claims),
            });
    }

    private static PolicyChange? Accepting(ReferenceRule rule, ReferenceValue<string>? accepted, JwtClaims claims) =>
        rule.Accepting(ClaimPath.Find(rule.Claim, claims.Root).Where(value => accepted?.Accepts(value) != true));

    /// <summary>A submodule that is only named by its hash, or is a token in the token, was not judged: what it says would not count.</summary>
    private static void AppraiseSubmodules(JwtClaims claims, ICollection<Finding> findings)
    {
        if (!claims.Root.TryGetProperty("submods", out var submodules)) return;
        if (submodules.ValueKind == System.Text.Json.JsonValueKind.Object && submodules.EnumerateObject().All(s => s.Value.ValueKind == System.Text.Json.JsonValueKind.Object)) return;
        findings.Add(new Finding(AppraisalReason.JwtDetachedClaims, FindingKind.Refused, "submodules of the token", "claims in the token itself", "elsewhere, or in tokens of their own",
            "Have the service issue its result as one token: detached and nested submodules (RFC 9711, section 4.2.18) are not read."));
    }

    private static void AppraiseAudience(JwtClaims claims, JwtIssuer issuer, string path, ICollection<Finding> findings)
    {
        var accepted = issuer.Audience is { } audience ? claims.Audience.Contains(audience, StringComparer.Ordinal) : claims.Audience.Count == 0;
        if (accepted) return;
        findings.Add(new Finding(
            AppraisalReason.JwtAudienceMismatch, FindingKind.Refused, "audience of the token (aud)", issuer.Audience ?? "nobody, as the policy states none",
            claims.Audience.Count == 0 ? "nobody" : string.Join(", ", claims.Audience),
            $"Have the TEE ask for a token for the audience in {path}.audience; a token for somebody else must not be used here."));
    }

    private static DateTimeOffset AppraiseAge(JwtClaims claims, JwtIssuer issuer, in (string Path, DateTimeOffset Time) context, ICollection<Finding> findings)
    {
        if (claims.Expiry is null && !issuer.AcceptsMissingExpiry)
            findings.Add(new Finding(AppraisalReason.JwtExpiryAbsent, FindingKind.Refused, "token", "a token that says when it ends (exp)", "without an end",
                $"If the service issues none, let {context.Path}.maxAge alone end its tokens: {context.Path}.acceptsMissingExpiry."));
        if (claims.IssuedAt is not { } issued)
        {
            findings.Add(new Finding(AppraisalReason.JwtIssueTimeAbsent, FindingKind.Refused, "token", "a token that says when it was issued (iat)", "without that",
                "Its age cannot be told. Have the service state it."));
            return DateTimeOffset.MinValue;
        }

        var end = DateTimeOffset.MaxValue - issued <= issuer.MaxAge ? DateTimeOffset.MaxValue : issued + issuer.MaxAge;
        if (context.Time <= end) return end;
        findings.Add(new Finding(AppraisalReason.JwtTooOld, FindingKind.Refused, "token", $"issued at most {issuer.MaxAge} ago", $"issued at {issued:u}",
            $"Have the TEE fetch a new token for each exchange. What is accepted stands in {context.Path}.maxAge."));
        return DateTimeOffset.MinValue;
    }
}
