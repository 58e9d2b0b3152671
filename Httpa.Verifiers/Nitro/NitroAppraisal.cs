namespace Httpa.Verifiers.Nitro;

/// <summary>Holds what a genuine attestation document says against a policy: every rule runs, and each that is not met adds a finding.</summary>
internal static class NitroAppraisal
{
    private static readonly ReferenceRule Pcr0 = new(AppraisalReason.NitroPcr0Mismatch, "PCR0", "nitro.pcr0");
    private static readonly ReferenceRule Pcr1 = new(AppraisalReason.NitroPcr1Mismatch, "PCR1", "nitro.pcr1");
    private static readonly ReferenceRule Pcr2 = new(AppraisalReason.NitroPcr2Mismatch, "PCR2", "nitro.pcr2");
    private static readonly ReferenceRule Pcr3 = new(AppraisalReason.NitroPcr3Mismatch, "PCR3", "nitro.pcr3");
    private static readonly ReferenceRule Pcr4 = new(AppraisalReason.NitroPcr4Mismatch, "PCR4", "nitro.pcr4");
    private static readonly ReferenceRule Pcr8 = new(AppraisalReason.NitroPcr8Mismatch, "PCR8", "nitro.pcr8");
    private static readonly ReferenceRule ModuleId = new(AppraisalReason.NitroModuleNotListed, "module id", "nitro.moduleId");

    /// <summary>Runs every rule.</summary>
    /// <param name="claims">What the document says; genuine.</param>
    /// <param name="policy">What is accepted.</param>
    /// <param name="time">The time to judge at.</param>
    /// <param name="findings">Takes the objections.</param>
    internal static void Appraise(NitroClaims claims, NitroPolicy policy, DateTimeOffset time, ICollection<Finding> findings)
    {
        foreach (var (rule, index, reference) in Required(policy))
        {
            if (reference is null) rule.Require(reference, claims.Pcrs.GetValueOrDefault(index), findings);
            else AppraiseRegister(rule, index, reference, claims, findings);
        }

        foreach (var (rule, index, reference) in Further(policy)) AppraiseRegister(rule, index, reference, claims, findings);
        ModuleId.RequireIfStated(policy.ModuleId, claims.ModuleId, findings);
        AppraiseMode(claims, policy, findings);
        AppraiseAge(claims.Timestamp, policy.MaxAge, time, findings);
    }

    private static (ReferenceRule Rule, int Index, ReferenceValue<Measurement>? Reference)[] Required(NitroPolicy policy) =>
        [(Pcr0, 0, policy.Pcr0), (Pcr1, 1, policy.Pcr1), (Pcr2, 2, policy.Pcr2)];

    private static IEnumerable<(ReferenceRule Rule, int Index, ReferenceValue<Measurement>? Reference)> Further(NitroPolicy policy) =>
    [
        (Pcr3, 3, policy.Pcr3), (Pcr4, 4, policy.Pcr4), (Pcr8, 8, policy.Pcr8),
        .. policy.OtherPcrs.Select(other => (
            new ReferenceRule(AppraisalReason.NitroPcrMismatch, $"PCR{other.Key}", $"nitro.otherPcrs.{other.Key}"), other.Key, (ReferenceValue<Measurement>?)other.Value)),
    ];

    private static void AppraiseRegister(
        ReferenceRule rule, int index, ReferenceValue<Measurement>? reference, NitroClaims claims, ICollection<Finding> findings)
    {
        if (claims.Pcrs.TryGetValue(index, out var value)) rule.RequireIfStated(reference, value, findings);
        else if (reference is { IsUnchecked: false })
            findings.Add(rule.Refused(reference.ToString(), "not in the document", "Have the enclave lock the register before it asks for documents, or leave the member out."));
    }

    private static void AppraiseMode(NitroClaims claims, NitroPolicy policy, ICollection<Finding> findings)
    {
        if (!claims.IsDebug || policy.DangerousAllowDebug) return;
        findings.Add(new Finding(AppraisalReason.NitroDebugMode, FindingKind.Refused, "enclave", "a production enclave (PCR0, PCR1 and PCR2 measured)", "in debug mode, watched from outside",
            "Have the enclave run without --debug-mode. In development only: nitro.dangerousAllowDebug."));
    }

    private static void AppraiseAge(DateTimeOffset made, TimeSpan limit, DateTimeOffset time, ICollection<Finding> findings)
    {
        var distance = (time - made).Duration();
        if (distance <= limit) return;
        findings.Add(new Finding(AppraisalReason.NitroTimestampRefused, FindingKind.Refused, "timestamp of the document", $"at most {limit} from the time judged at, {time:u}", $"{made:u}",
            "Have the service make a document for each exchange, set the clock right, or raise nitro.maxAge."));
    }
}
