using Httpa.Verifiers.Dcap;
using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Sgx;

/// <summary>
/// Judges Intel SGX quotes (DCAP). Safe for concurrent use; keep one: it remembers which signatures hold, so that a quote of a known platform costs
/// one or two verifications instead of nine. Time, revocation, trust and policy are judged anew on every call.
/// </summary>
/// <remarks>
/// Sources: Intel "ECDSA Quote Library API", Intel "PCK Certificate and Certificate Revocation List Profile", Intel PCS API v3 and v4, RFC 5280. The
/// steps are explained in docs/verifiers/sgx.md.
/// </remarks>
public sealed class SgxVerifier : IEvidenceVerifier
{
    private readonly DcapAuthentication _dcap = new(DcapTee.Sgx);

    /// <inheritdoc/>
    public EvidenceType Type => EvidenceType.Sgx;

    /// <summary>How many signatures and keys this verifier dealt with.</summary>
    internal VerificationCount Count => _dcap.Count;

    /// <inheritdoc/>
    public AuthenticationResult Authenticate(EndorsedEvidence evidence, AttestationPolicy? policy, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(evidence);

        // 1. Bytes -> the parts of a quote.
        if (!SgxQuote.TryParse(evidence.Evidence.Value.Span, out var quote, out var malformed))
            return new AuthenticationResult { Type = Type, Claims = null, Findings = [malformed!] };

        var relied = new Reliance { Time = time };

        // 2. to 9. Trusted root -> quote, endorsements, quoting enclave.
        var genuine = _dcap.Authenticate(quote.Quote, evidence.Endorsements, policy?.Sgx?.DangerousTrustedRoots ?? [], relied);
        var platform = genuine is null ? null : JudgePlatform(genuine, relied.Findings);
        var isGenuine = relied.Findings.Count == 0;
        var claims = quote.ToClaims(isGenuine ? platform : null);
        return new AuthenticationResult
        {
            Type = Type,
            Claims = claims,
            Findings = relied.Findings,
            BoundData = claims.ReportData.Bytes,
            Expires = isGenuine ? relied.Expires : DateTimeOffset.MinValue,
            Issues = relied.Issues,
        };
    }

    /// <inheritdoc/>
    public DateTimeOffset Appraise(AuthenticationResult authenticated, AttestationPolicy policy, DateTimeOffset time, ICollection<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(authenticated);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(findings);
        if (authenticated.Claims is not SgxClaims claims) throw new ArgumentException("The evidence is not of an SGX enclave.", nameof(authenticated));
        if (policy.Sgx is { } rules) return SgxAppraisal.Appraise(claims, rules, time, findings);

        findings.Add(new Finding(AppraisalReason.TypeNotCovered, FindingKind.Refused, "policy", "a rule for SGX enclaves", "without one",
            "Set the policy's member Sgx, or let the client offer only types that the policy covers."));
        return DateTimeOffset.MaxValue;
    }

    private static DcapPlatform? JudgePlatform(GenuineQuote quote, List<Finding> findings)
    {
        // 10. TCB info -> the platform's level.
        var platformLevel = PlatformTcb.FindLevel(quote.Chain.Platform, quote.Endorsements.TcbInfo, findings);

        // 11. Both levels -> one status.
        return quote.QeLevel is null || platformLevel is null ? null : PlatformTcb.Describe(quote, quote.QeLevel, platformLevel);
    }
}
