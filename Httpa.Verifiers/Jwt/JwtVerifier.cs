using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Jwt;

/// <summary>
/// Judges attestation results of services: signed tokens (JWS) in the shapes of EAR, Microsoft Azure Attestation and Google Confidential Space. Safe for concurrent
/// use; keep one: it remembers imported keys and verified certificates, so that a token costs one verification.
/// </summary>
/// <remarks>
/// Nothing is fetched and no key of a token's own is trusted: services, their keys and their profiles come from <see cref="JwtPolicy"/>. Sources: RFC 7515, RFC 7518,
/// RFC 7519, RFC 8725, RFC 9711 (EAT). The steps are explained in docs/verifiers/jwt.md.
/// </remarks>
public sealed class JwtVerifier : IEvidenceVerifier
{
    private readonly JwtMemory _memory = new();

    /// <inheritdoc/>
    public EvidenceType Type => EvidenceType.Jwt;

    /// <summary>How many signatures and keys this verifier dealt with.</summary>
    internal VerificationCount Count => _memory.Count;

    /// <inheritdoc/>
    public AuthenticationResult Authenticate(EndorsedEvidence evidence, AttestationPolicy? policy, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(evidence);

        // 1. Bytes -> the parts of a token.
        if (!JwtToken.TryParse(evidence.Evidence.Value, out var token, out var malformed))
            return new AuthenticationResult { Type = Type, Claims = null, Findings = [malformed!] };

        var findings = new List<Finding>();

        // 2. Policy -> the service that the token says it is from.
        var issuer = FindIssuer(token, policy?.Jwt, findings);

        // 3. Service -> its key, by id or by a chain to its root.
        var signer = issuer is null ? null : JwtSigner.Find(token, issuer, _memory, findings);

        // 4. Key -> the token. 5. It is valid now.
        var expires = signer is not null && IsSigned(token, signer, findings) ? JudgeTime(token, issuer!, signer, time, findings) : DateTimeOffset.MinValue;

        var claims = JwtClaims.Of(token, issuer?.Profile);
        return new AuthenticationResult
        {
            Type = Type,
            Claims = claims,
            Findings = findings,
            BoundData = JwtProfileRules.BoundData(issuer?.Profile, token.Claims),
            Expires = findings.Count == 0 ? expires : DateTimeOffset.MinValue,
            JudgedBy = findings.Count == 0 ? claims.JudgedBy : null,
        };
    }

    /// <inheritdoc/>
    public DateTimeOffset Appraise(AuthenticationResult authenticated, AttestationPolicy policy, DateTimeOffset time, ICollection<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(authenticated);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(findings);
        if (authenticated.Claims is not JwtClaims claims) throw new ArgumentException("The evidence is not a service's token.", nameof(authenticated));
        if (policy.Jwt is { } rules) return JwtAppraisal.Appraise(claims, rules, time, findings);

        findings.Add(new Finding(AppraisalReason.TypeNotCovered, FindingKind.Refused, "policy", "a rule for attestation results of services", "without one",
            "Set the policy's member Jwt, or let the client offer only types that the policy covers."));
        return DateTimeOffset.MaxValue;
    }

    private static JwtIssuer? FindIssuer(JwtToken token, JwtPolicy? policy, List<Finding> findings)
    {
        if (policy?.Issuers.FirstOrDefault(issuer => issuer.Issuer == token.Issuer) is { } known) return known;
        var none = policy is null || policy.Issuers.Count == 0;
        findings.Add(new Finding(
            none ? AppraisalReason.JwtKeyUnknown : AppraisalReason.JwtIssuerUnknown, FindingKind.NotGenuine, "service that issued the token",
            none ? "one whose keys are given" : $"one of {string.Join(", ", policy!.Issuers.Select(issuer => issuer.Issuer ?? "no issuer"))}",
            token.Issuer is null ? "not named (no iss)" : $"'{token.Issuer}'",
            "No service is trusted by itself. Name this one with its keys in the policy, if its word about the TEE is enough for you."));
        return null;
    }

    private static bool IsSigned(JwtToken token, JwtSigner signer, List<Finding> findings)
    {
        if (signer.Key.Verify(token.Algorithm.Signature(), token.Signed.Span, token.Signature.Span)) return true;
        findings.Add(new Finding(AppraisalReason.JwtSignatureInvalid, FindingKind.NotGenuine, "token", "signed by the service's key", "not signed by that key",
            "The token was changed on its way, or is forged."));
        return false;
    }

    private static DateTimeOffset JudgeTime(JwtToken token, JwtIssuer issuer, JwtSigner signer, DateTimeOffset time, List<Finding> findings)
    {
        var begins = new[] { token.IssuedAt, token.NotBefore }.Max();
        // RFC 7519, section 4.1.4: not to be accepted in the second of exp either.
        var window = new ValidityWindow(
            "token", begins is { } from ? from - issuer.ClockSkew : DateTimeOffset.MinValue, token.Expiry?.AddSeconds(-1) ?? DateTimeOffset.MaxValue,
            AppraisalReason.JwtNotYetValid, AppraisalReason.JwtExpired);
        return ValidityWindow.Judge([window, .. signer.Windows], time, findings);
    }
}
