using Httpa.Verifiers.Dcap;
using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Tdx;

/// <summary>
/// Judges Intel TDX quotes (DCAP). Safe for concurrent use; keep one: it remembers which signatures hold, so that a quote of a known platform costs
/// one or two verifications instead of nine. Time, revocation, trust and policy are judged anew on every call.
/// </summary>
/// <remarks>
/// Sources: Intel "TDX DCAP Quoting Library API", Intel "PCK Certificate and Certificate Revocation List Profile", Intel PCS API v4, Intel "TDX Module
/// ABI Reference Specification", RFC 5280. The steps are explained in docs/verifiers/tdx.md.
/// </remarks>
public sealed class TdxVerifier : IEvidenceVerifier
{
    private readonly DcapAuthentication _dcap = new(DcapTee.Tdx);

    /// <inheritdoc/>
    public EvidenceType Type => EvidenceType.Tdx;

    /// <summary>How many signatures and keys this verifier dealt with.</summary>
    internal VerificationCount Count => _dcap.Count;

    /// <inheritdoc/>
    public AuthenticationResult Authenticate(EndorsedEvidence evidence, AttestationPolicy? policy, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(evidence);

        // 1. Bytes -> the parts of a quote.
        if (!TdxQuote.TryParse(evidence.Evidence.Value.Span, out var quote, out var malformed))
            return new AuthenticationResult { Type = Type, Claims = null, Findings = [malformed!] };

        var relied = new Reliance { Time = time };

        // 2. to 9. Trusted root -> quote, endorsements, quoting enclave.
        var genuine = _dcap.Authenticate(quote.Quote, evidence.Endorsements, policy?.Tdx?.DangerousTrustedRoots ?? [], relied);

        // 10. and 11. TCB info -> the TDX module is Intel's; levels of platform and module, at launch and now -> one status.
        var platform = genuine is null ? null : TdxTcb.Judge(genuine, quote.Tcb, relied.Findings);
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
        if (authenticated.Claims is not TdxClaims claims) throw new ArgumentException("The evidence is not of a trust domain.", nameof(authenticated));
        if (policy.Tdx is { } rules) return TdxAppraisal.Appraise(claims, rules, time, findings);

        findings.Add(new Finding(AppraisalReason.TypeNotCovered, FindingKind.Refused, "policy", "a rule for TDX trust domains", "without one",
            "Set the policy's member Tdx, or let the client offer only types that the policy covers."));
        return DateTimeOffset.MaxValue;
    }
}
