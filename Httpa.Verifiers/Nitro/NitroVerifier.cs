using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Nitro;

/// <summary>
/// Judges attestation documents of AWS Nitro Enclaves. Safe for concurrent use; keep one: it remembers which signatures hold, so that a document of a known enclave
/// costs one verification instead of five. Time, trust and policy are judged anew on every call.
/// </summary>
/// <remarks>
/// Sources: AWS, "Nitro Enclaves Attestation Process" (aws-nitro-enclaves-nsm-api, docs/attestation_process.md); AWS Nitro Enclaves user guide, "Verifying the root of trust"; RFC 9052;
/// RFC 5280. The steps are explained in docs/verifiers/nitro.md.
/// </remarks>
public sealed class NitroVerifier : IEvidenceVerifier
{
    private readonly NitroMemory _memory = new();

    /// <inheritdoc/>
    public EvidenceType Type => EvidenceType.Nitro;

    /// <summary>How many signatures and keys this verifier dealt with.</summary>
    internal VerificationCount Count => _memory.Count;

    /// <inheritdoc/>
    public AuthenticationResult Authenticate(EndorsedEvidence evidence, AttestationPolicy? policy, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(evidence);

        // 1. Bytes -> the parts of a document.
        if (!NitroDocument.TryParse(evidence.Evidence.Value, out var document, out var malformed))
            return new AuthenticationResult { Type = Type, Claims = null, Findings = [malformed] };

        var findings = new List<Finding>();

        // 2. Trusted root -> the enclave's certificate.
        var anchors = new TrustAnchors(NitroRoot.KeyHash, policy?.Nitro?.DangerousTrustedRoots ?? []);
        var expires = DateTimeOffset.MinValue;
        if (NitroChain.Authenticate(document, anchors, _memory, findings) is { } chain)
        {
            // 3. The enclave's certificate -> the document.
            RequireSignature(document, chain.Leaf.Key, findings);

            // 4. The certificates are valid now.
            expires = ValidityWindow.Judge(chain.Windows, time, findings);
        }

        var claims = document.ToClaims();
        return new AuthenticationResult
        {
            Type = Type,
            Claims = claims,
            Findings = findings,
            BoundData = claims.UserData?.Bytes ?? default,
            Expires = findings.Count == 0 ? expires : DateTimeOffset.MinValue,
        };
    }

    /// <inheritdoc/>
    public DateTimeOffset Appraise(AuthenticationResult authenticated, AttestationPolicy policy, DateTimeOffset time, ICollection<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(authenticated);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(findings);
        if (authenticated.Claims is not NitroClaims claims) throw new ArgumentException("The evidence is not of a Nitro enclave.", nameof(authenticated));
        if (policy.Nitro is { } rules)
        {
            NitroAppraisal.Appraise(claims, rules, time, findings);
        }
        else
        {
            findings.Add(new Finding(AppraisalReason.TypeNotCovered, FindingKind.Refused, "policy", "a rule for Nitro enclaves", "without one",
                "Set the policy's member Nitro, or let the client offer only types that the policy covers."));
        }

        return DateTimeOffset.MaxValue;
    }

    private static void RequireSignature(NitroDocument document, PublicKey key, List<Finding> findings)
    {
        if (document.Message.Algorithm != SignatureAlgorithm.EcdsaP384Sha384)
            findings.Add(new Finding(AppraisalReason.NitroAlgorithmUnsupported, FindingKind.NotGenuine, "attestation document", "signed by ES384 (-35)",
                $"signed by the algorithm {document.Message.AlgorithmNumber}", "AWS signs with ES384 alone: the document is forged, or this library is too old."));
        else if (!document.Message.IsSignedBy(key))
            findings.Add(new Finding(AppraisalReason.NitroSignatureInvalid, FindingKind.NotGenuine, "attestation document", "signed by the key of its certificate", "not signed by that key",
                "The document was changed on its way, or is forged."));
    }
}
