using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.AzureVtpm;

/// <summary>
/// Judges evidence of Azure confidential VMs: hardware report (SEV-SNP or TDX) -> paravisor -> attestation key of the vTPM -> quote. Safe for concurrent use; keep one: it
/// remembers attestation keys. Time, revocation, trust and policy are judged anew on every call.
/// </summary>
/// <remarks>
/// Sources: Microsoft "Azure confidential VM guest attestation design", OpenHCL (igvm_attest), TCG "TPM 2.0 Library", parts 1 and 2; for the hardware those of its own
/// verifier. The steps are explained in docs/verifiers/azure-vtpm.md.
/// </remarks>
public sealed class AzureVtpmVerifier : IEvidenceVerifier
{
    private readonly HardwareEvidence _hardware;
    private readonly BoundedMemory<PublicKey> _keys = new(256);

    /// <summary>Takes the verifiers of the hardware below; they may serve evidence of their own types too.</summary>
    /// <param name="snp">Judges SEV-SNP reports.</param>
    /// <param name="tdx">Judges TDX quotes.</param>
    /// <exception cref="ArgumentException">A verifier is for another type.</exception>
    public AzureVtpmVerifier(IEvidenceVerifier snp, IEvidenceVerifier tdx)
    {
        ArgumentNullException.ThrowIfNull(snp);
        ArgumentNullException.ThrowIfNull(tdx);
        if (snp.Type != EvidenceType.Snp) throw new ArgumentException($"It judges {snp.Type}.", nameof(snp));
        if (tdx.Type != EvidenceType.Tdx) throw new ArgumentException($"It judges {tdx.Type}.", nameof(tdx));
        _hardware = new HardwareEvidence(snp, tdx);
    }

    /// <inheritdoc/>
    public EvidenceType Type => EvidenceType.AzureVtpm;

    /// <summary>How many signatures and keys this verifier dealt with, besides those of the hardware.</summary>
    internal VerificationCount Count { get; } = new();

    /// <inheritdoc/>
    public AuthenticationResult Authenticate(EndorsedEvidence evidence, AttestationPolicy? policy, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(evidence);

        // 1. Bytes -> paravisor's report, quote, signature.
        if (!AzureVtpmEvidence.TryParse(evidence.Evidence.Value, out var parts, out var malformed))
            return new AuthenticationResult { Type = Type, Claims = null, Findings = [malformed!] };

        var findings = new List<Finding>();

        // 2. and 3. Vendor's root -> hardware report -> runtime data.
        var hardware = _hardware.Authenticate(parts!.Report, evidence.Endorsements, policy?.AzureVtpm?.Hardware, time, findings);
        IReadOnlyDictionary<int, Measurement>? pcrs = null;

        // 4. Runtime data -> attestation key. 5. Attestation key -> quote. 6. Quote -> values of the PCRs, if they are given.
        if (findings.Count == 0 && AttestationKey.Read(parts.Report.RuntimeData, _keys, Count, findings) is { } key && IsSigned(parts, key, findings))
            pcrs = PcrValues.Read(evidence.Endorsements, parts.Quote, findings);

        return new AuthenticationResult
        {
            Type = Type,
            Claims = AzureVtpmClaims.Of(parts, hardware, pcrs),
            Findings = findings,
            BoundData = parts.Quote.ExtraData,
            Expires = findings.Count == 0 ? hardware!.Expires : DateTimeOffset.MinValue,
            Issues = hardware?.Issues ?? [],
        };
    }

    /// <inheritdoc/>
    public DateTimeOffset Appraise(AuthenticationResult authenticated, AttestationPolicy policy, DateTimeOffset time, ICollection<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(authenticated);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(findings);
        if (authenticated.Claims is not AzureVtpmClaims { HardwareResult: { } hardware } claims)
            throw new ArgumentException("The evidence is not of an Azure vTPM.", nameof(authenticated));
        if (policy.AzureVtpm is not { } rules)
        {
            findings.Add(new Finding(AppraisalReason.TypeNotCovered, FindingKind.Refused, "policy", "a rule for Azure vTPMs", "without one",
                "Set the policy's member AzureVtpm, or let the client offer only types that the policy covers."));
            return DateTimeOffset.MaxValue;
        }

        AzureVtpmAppraisal.Appraise(claims, rules, findings);
        var objections = new List<Finding>();
        var end = _hardware.VerifierOf(hardware).Appraise(hardware, rules.Hardware, time, objections);
        foreach (var finding in objections) findings.Add(finding with { Change = finding.Change?.Below("azureVtpm.hardware") });
        return end;
    }

    private static bool IsSigned(AzureVtpmEvidence parts, PublicKey key, List<Finding> findings)
    {
        if (key.Verify(SignatureAlgorithm.RsaPkcs1Sha256, parts.Signed.Span, parts.Signature.Span)) return true;
        findings.Add(new Finding(AppraisalReason.AzureVtpmQuoteSignatureInvalid, FindingKind.NotGenuine, "TPM quote", "signed by the vTPM's attestation key (RSASSA, SHA-256)", "not signed by that key",
            "The quote was changed on its way, is forged, or was made by another key than the vTPM's attestation key."));
        return false;
    }
}
