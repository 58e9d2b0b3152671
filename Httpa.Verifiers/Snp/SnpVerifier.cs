using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Snp;

/// <summary>
/// Judges AMD SEV-SNP attestation reports. Safe for concurrent use; keep one: it remembers which signatures hold, so that a report of a known chip costs one
/// verification instead of three. Time, revocation, trust and policy are judged anew on every call.
/// </summary>
/// <remarks>
/// Sources: AMD 56860 "SEV Secure Nested Paging Firmware ABI Specification", AMD 57230 "Versioned Chip Endorsement Key (VCEK) Certificate and KDS Interface
/// Specification", RFC 5280. The steps are explained in docs/verifiers/snp.md.
/// </remarks>
public sealed class SnpVerifier : IEvidenceVerifier
{
    private readonly SnpMemory _memory = new();

    /// <inheritdoc/>
    public EvidenceType Type => EvidenceType.Snp;

    /// <summary>How many signatures and keys this verifier dealt with.</summary>
    internal VerificationCount Count => _memory.Count;

    /// <inheritdoc/>
    public AuthenticationResult Authenticate(EndorsedEvidence evidence, AttestationPolicy? policy, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(evidence);

        // 1. Bytes -> the parts of a report.
        if (!SnpReport.TryParse(evidence.Evidence.Value.Span, out var report, out var malformed))
            return new AuthenticationResult { Type = Type, Claims = null, Findings = [malformed!] };

        var findings = new List<Finding>();

        // 2. and 3. SIGNING_KEY -> certificates; trusted root -> the key that signs reports.
        var chain = KeyCertificates.Find(report, evidence.Endorsements, findings) is { } certificates
            ? KeyChain.Authenticate(certificates, policy?.Snp?.DangerousTrustedRoots ?? [], _memory, findings)
            : null;
        var expires = DateTimeOffset.MaxValue;
        RootRevocationList? list = null;
        if (chain is not null)
        {
            // 4. This key -> the report.
            ReportRules.Judge(report, chain, findings);

            // 5. The certificates are valid now.
            expires = ValidityWindow.Judge(chain.Windows, time, findings);

            // 6. and 7. Root -> revocation list, if there is one; it is valid now, and no certificate is on it.
            list = JudgeRevocation(evidence.Endorsements, chain, time, findings, ref expires);
        }

        var claims = report.ToClaims(chain, list is not null);
        return new AuthenticationResult
        {
            Type = Type,
            Claims = claims,
            Findings = findings,
            BoundData = claims.ReportData.Bytes,
            Expires = findings.Count == 0 ? expires : DateTimeOffset.MinValue,
            Issues = list is null ? [] : [list.IssueFor(chain!)],
        };
    }

    /// <inheritdoc/>
    public DateTimeOffset Appraise(AuthenticationResult authenticated, AttestationPolicy policy, DateTimeOffset time, ICollection<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(authenticated);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(findings);
        if (authenticated.Claims is not SnpClaims claims) throw new ArgumentException("The evidence is not of an SNP guest.", nameof(authenticated));
        if (policy.Snp is { } rules)
        {
            SnpAppraisal.Appraise(claims, rules, findings);
        }
        else
        {
            findings.Add(new Finding(AppraisalReason.TypeNotCovered, FindingKind.Refused, "policy", "a rule for SNP guests", "without one",
                "Set the policy's member Snp, or let the client offer only types that the policy covers."));
        }

        return DateTimeOffset.MaxValue;
    }

    private RootRevocationList? JudgeRevocation(
        Endorsements documents, KeyChain chain, DateTimeOffset time, List<Finding> findings, ref DateTimeOffset expires)
    {
        if (!RootRevocationList.IsIn(documents, out var der)) return null;
        if (RootRevocationList.Authenticate(der, chain, _memory, findings) is not { } list) return null;
        var end = ValidityWindow.Judge(list.Windows, time, findings);
        if (end < expires) expires = end;
        list.Judge(chain, findings);
        return list;
    }
}
