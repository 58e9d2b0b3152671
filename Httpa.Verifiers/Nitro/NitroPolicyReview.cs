namespace Httpa.Verifiers.Nitro;

/// <summary>Looks a Nitro policy over.</summary>
internal static class NitroPolicyReview
{
    private const int PcrLength = 48;

    // The enclave's certificate lives for three hours; a document cannot be older and genuine.
    private static readonly TimeSpan Long = TimeSpan.FromHours(3);

    /// <summary>The registers that have no member of their own.</summary>
    internal static IEnumerable<int> OtherIndices => Enumerable.Range(0, 32).Except([0, 1, 2, 3, 4, 8]);

    internal static void Review(NitroPolicy policy, PolicyReview review)
    {
        foreach (var (path, reference) in Workload(policy)) review.Required(path, reference);
        foreach (var (path, reference) in Further(policy)) review.Optional(path, reference);
        foreach (var (path, reference) in Workload(policy).Concat(Further(policy))) review.Length(path, reference, PcrLength);
        foreach (var index in policy.OtherPcrs.Keys.Except(OtherIndices))
            review.Problem($"nitro.otherPcrs.{index}", "is no register of its own: 0 to 4 and 8 have members of their own, and 31 is the last. Move or remove it.");
        review.Optional("nitro.moduleId", policy.ModuleId);
        if (policy.ModuleId?.Values.Any(v => string.IsNullOrWhiteSpace(v.Value)) == true)
            review.Problem("nitro.moduleId", "has a blank value. Give ids such as i-0827e799ec9232d44-enc019b55a68bd2ed4b.");
        foreach (var root in policy.DangerousTrustedRoots) review.Length("nitro.dangerousTrustedRoots", root, 32);
        ReviewAge(policy.MaxAge, review);
        if (policy is { Pcr0.IsUnchecked: true, Pcr1.IsUnchecked: true, Pcr2.IsUnchecked: true, Pcr8: null or { IsUnchecked: true } } && !policy.DangerousAllowDebug)
            review.Problem("nitro", "checks neither the image (pcr0, pcr1, pcr2) nor who signed it (pcr8), so that any enclave of anyone would do. Name one of them.");
        Warn(policy, review);
    }

    private static (string Path, ReferenceValue<Measurement>? Reference)[] Workload(NitroPolicy policy) =>
        [("nitro.pcr0", policy.Pcr0), ("nitro.pcr1", policy.Pcr1), ("nitro.pcr2", policy.Pcr2)];

    private static IEnumerable<(string Path, ReferenceValue<Measurement>? Reference)> Further(NitroPolicy policy) =>
    [
        ("nitro.pcr3", policy.Pcr3), ("nitro.pcr4", policy.Pcr4), ("nitro.pcr8", policy.Pcr8),
        .. policy.OtherPcrs.Select(other => ($"nitro.otherPcrs.{other.Key}", (ReferenceValue<Measurement>?)other.Value)),
    ];

    private static void ReviewAge(TimeSpan limit, PolicyReview review)
    {
        if (limit <= TimeSpan.Zero) review.Problem("nitro.maxAge", "is not above zero, so that all evidence is refused. A few minutes leave room for clocks that differ.");
        else if (limit >= Long) review.Warn("nitro.maxAge", "is no limit: no document is genuine for more than three hours.");
    }

    private static void Warn(NitroPolicy policy, PolicyReview review)
    {
        if (policy.DangerousAllowDebug)
            review.Warn("nitro.dangerousAllowDebug", "is on: enclaves in debug mode are accepted, which are watched from outside and not measured. They protect nothing.");
        foreach (var root in policy.DangerousTrustedRoots)
            review.Warn("nitro.dangerousTrustedRoots", $"trusts {root} like AWS: whoever holds its key can make evidence that says anything.");
        foreach (var (path, reference) in Workload(policy).Concat(Further(policy)))
            if (reference is { UncheckedBecause: { } why }) review.Warn(path, $"is unchecked ({why}), though it tells workloads apart.");
    }
}
