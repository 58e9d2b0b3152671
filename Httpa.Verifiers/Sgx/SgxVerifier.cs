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
    private readonly DcapMemory _memory = new();

    /// <inheritdoc/>
    public EvidenceType Type => EvidenceType.Sgx;

    /// <summary>How many signatures and keys this verifier dealt with.</summary>
    internal VerificationCount Count => _memory.Count;

    /// <inheritdoc/>
    public AuthenticationResult Authenticate(EndorsedEvidence evidence, AttestationPolicy? policy, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(evidence);

        // 1. Bytes -> the parts of a quote.
        if (!SgxQuote.TryParse(evidence.Evidence.Value.Span, out var quote, out var malformed))
            return new AuthenticationResult { Type = Type, Claims = null, Findings = [malformed!] };

        var relied = new Reliance { Time = time };
        var anchors = new TrustAnchors(IntelRoot.KeyHash, policy?.Sgx?.DangerousTrustedRoots ?? []);
        var platform = Authenticate(quote.Quote, evidence.Endorsements, anchors, relied);
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

    /// <summary>Each step needs what the one before it made, so none can be left out.</summary>
    private DcapPlatform? Authenticate(in DcapQuote quote, Endorsements documents, TrustAnchors anchors, Reliance relied)
    {
        // 2. Trusted root -> PCK certificate.
        if (PckChain.Authenticate(quote.PckCertificates, anchors, _memory, relied.Findings) is not { } pck) return null;

        // 3. PCK -> quoting enclave -> attestation key.
        if (QuotingEnclave.Authenticate(quote, pck, _memory, relied.Findings) is not { } enclave) return null;

        // 4. Attestation key -> header and report of the attested enclave.
        if (!IsSigned(quote, enclave, relied.Findings)) return null;

        // 5. The PCK chain is valid now.
        relied.On(enclave.Chain.Windows);

        // 6. Trusted root -> CRLs, TCB signing key -> TCB info and QE identity.
        if (DcapEndorsements.Authenticate(documents, DcapTee.Sgx, anchors, _memory, relied.Findings) is not { } endorsements) return null;

        // 7. These are valid now.
        relied.On(endorsements.Windows, endorsements.Issues);

        // 8. No certificate is revoked.
        Revocation.Judge(enclave.Chain, endorsements, relied.Findings);

        // 9. QE identity -> the quoting enclave is Intel's, and its level.
        var enclaveLevel = endorsements.QeIdentity.Judge(enclave.Report, relied.Findings);

        // 10. TCB info -> the platform's level.
        var platformLevel = PlatformTcb.FindLevel(enclave.Chain.Platform, endorsements.TcbInfo, relied.Findings);

        // 11. Both levels -> one status.
        return enclaveLevel is null || platformLevel is null ? null : PlatformTcb.Describe(enclave.Chain, endorsements, platformLevel, enclaveLevel);
    }

    private static bool IsSigned(in DcapQuote quote, QuotingEnclave enclave, List<Finding> findings)
    {
        if (enclave.AttestationKey.Verify(quote.Signed, quote.Signature)) return true;
        findings.Add(new Finding(AppraisalReason.QuoteSignatureInvalid, FindingKind.NotGenuine, "quote", "signed by its attestation key", "not signed by it",
            "The quote was changed on its way, or is forged."));
        return false;
    }
}
