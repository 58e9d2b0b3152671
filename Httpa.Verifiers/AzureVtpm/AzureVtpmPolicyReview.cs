namespace Httpa.Verifiers.AzureVtpm;

/// <summary>Looks a policy about Azure vTPMs over.</summary>
internal static class AzureVtpmPolicyReview
{
    private const string PcrsPath = "azureVtpm.pcrs";
    private const string DigestPath = "azureVtpm.pcrDigest";
    private const string HardwarePath = "azureVtpm.hardware";

    internal static void Review(AzureVtpmPolicy policy, PolicyReview review)
    {
        if (policy.Pcrs.Count == 0 && policy.PcrDigest is null)
            review.Problem(PcrsPath, "is absent, and azureVtpm.pcrDigest too, so that all evidence is refused. State what is booted.");
        else if (policy.Pcrs.All(pcr => pcr.Accepted.IsUnchecked) && policy.PcrDigest?.Accepted.IsUnchecked != false)
            review.Problem(PcrsPath, "checks no PCR, so that any system of anyone would do. Name one.");
        foreach (var twice in policy.Pcrs.GroupBy(pcr => pcr.Index).Where(group => group.Count() > 1)) review.Problem(PcrsPath, $"has two rules for PCR {twice.Key}. Keep one.");
        foreach (var pcr in policy.Pcrs) ReviewRule(PcrsPath, [pcr.Index], pcr.Accepted, review);
        if (policy.PcrDigest is { } digest)
        {
            if (!digest.Pcrs.SequenceEqual(digest.Pcrs.Distinct().Order())) review.Problem(DigestPath, "does not name its PCRs in ascending order, each once, as they are hashed.");
            ReviewRule(DigestPath, digest.Pcrs, digest.Accepted, review);
        }

        ReviewHardware(policy.Hardware, review);
    }

    private static void ReviewRule(string path, IReadOnlyList<uint> pcrs, ReferenceValue<Measurement> accepted, PolicyReview review)
    {
        if (pcrs.Count == 0 || pcrs.Any(index => index >= TpmQuote.PcrCount)) review.Problem(path, "names no PCR, or one that there is not. They are 0 to 23.");
        review.Optional(path, accepted);
        review.Length(path, accepted, TpmQuote.DigestLength);
        if (accepted.UncheckedBecause is { } why) review.Warn(path, $"leaves PCR {string.Join(", ", pcrs)} unchecked ({why}), though it tells systems apart.");
        else if (pcrs.All(index => index is 16 or 23)) review.Warn(path, "relies on PCR 16 or 23, which whoever runs in the VM can reset.");
    }

    private static void ReviewHardware(AttestationPolicy hardware, PolicyReview review)
    {
        if (hardware.Types.Count == 0 || hardware.Types.Any(type => type != EvidenceType.Snp && type != EvidenceType.Tdx))
        {
            review.Problem(HardwarePath, "has no rule for snp or tdx, or one for something else. State the hardware below the vTPM.");
            return;
        }

        var found = PolicyReview.Of(hardware, review.Time);
        foreach (var problem in found.Problems) review.Problem($"{HardwarePath}:", problem);
        foreach (var warning in found.Warnings) review.Warn($"{HardwarePath}:", warning);
    }
}
