using System.Globalization;

namespace Httpa.Verifiers.AzureVtpm;

/// <summary>Holds what the vTPM says against a policy: every rule runs, and each that is not met adds a finding. The hardware's rules are its own verifier's.</summary>
internal static class AzureVtpmAppraisal
{
    private static readonly ReferenceRule Digest = new(AppraisalReason.AzureVtpmPcrDigestMismatch, "PCR digest", "azureVtpm.pcrDigest.accepted");
    private static readonly ReferenceRule NotQuoted = new(AppraisalReason.AzureVtpmPcrNotQuoted, "selection of PCRs", "azureVtpm");

    /// <summary>Runs every rule.</summary>
    /// <param name="claims">What vTPM and hardware say; genuine.</param>
    /// <param name="policy">What is accepted.</param>
    /// <param name="findings">Takes the objections.</param>
    internal static void Appraise(AzureVtpmClaims claims, AzureVtpmPolicy policy, ICollection<Finding> findings)
    {
        if (policy.Pcrs.Count == 0 && policy.PcrDigest is null)
            findings.Add(new Finding(
                AppraisalReason.PolicyMemberAbsent, FindingKind.Refused, "PCRs", "a statement in azureVtpm.pcrs or azureVtpm.pcrDigest", $"digest {claims.PcrDigest}",
                "Say which PCRs are accepted: the hardware's report measures the paravisor, and not what was booted on it."));
        if (policy.PcrDigest is { } rule) AppraiseDigest(claims, rule, findings);
        foreach (var pcr in policy.Pcrs) AppraisePcr(claims, pcr, findings);
    }

    private static void AppraiseDigest(AzureVtpmClaims claims, AzureVtpmPcrDigest rule, ICollection<Finding> findings)
    {
        if (!rule.Accepted.IsUnchecked && !rule.Pcrs.SequenceEqual(claims.QuotedPcrs.Select(i => (uint)i)))
            findings.Add(NotQuoted.Refused($"exactly {string.Join(", ", rule.Pcrs)}", string.Join(", ", claims.QuotedPcrs), "Have the service quote these PCRs: a digest over others says nothing about them."));
        else Digest.RequireIfStated(rule.Accepted, claims.PcrDigest, findings);
    }

    private static ReferenceRule RuleOn(AzureVtpmPcr pcr) => new(AppraisalReason.AzureVtpmPcrMismatch, $"PCR {pcr.Index}", "azureVtpm.pcrs")
    {
        Listed = ("azureVtpm.pcrs", new("index", pcr.Index.ToString(CultureInfo.InvariantCulture), "accepted")),
    };

    private static void AppraisePcr(AzureVtpmClaims claims, AzureVtpmPcr pcr, ICollection<Finding> findings)
    {
        if (pcr.Accepted.IsUnchecked) return;
        if (!claims.QuotedPcrs.Contains((int)pcr.Index))
            findings.Add(NotQuoted.Refused($"with PCR {pcr.Index}", string.Join(", ", claims.QuotedPcrs), "Have the service quote this PCR too."));
        else if (claims.Pcrs is not { } values)
            findings.Add(new Finding(
                AppraisalReason.AzureVtpmPcrsMissing, FindingKind.NotProven, $"value of PCR {pcr.Index}", $"given as part of the endorsement {PcrValues.Document}", "missing",
                "Let the service send the values of the quoted PCRs along, or state azureVtpm.pcrDigest instead."));
        else
            RuleOn(pcr).RequireIfStated(pcr.Accepted, values[(int)pcr.Index], findings);
    }
}
