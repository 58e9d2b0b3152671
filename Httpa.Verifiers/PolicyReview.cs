using Httpa.Verifiers.AzureVtpm;
using Httpa.Verifiers.Cca;
using Httpa.Verifiers.Jwt;
using Httpa.Verifiers.Nitro;
using Httpa.Verifiers.NvidiaGpu;
using Httpa.Verifiers.Psa;
using Httpa.Verifiers.Sgx;
using Httpa.Verifiers.Snp;
using Httpa.Verifiers.Tdx;

namespace Httpa.Verifiers;

/// <summary>Looks a policy over before it is used: what is wrong in it, and what its owner should know.</summary>
internal sealed class PolicyReview
{
    private readonly List<string> _problems = [];
    private readonly List<string> _warnings = [];

    private PolicyReview(DateTimeOffset? time) => Time = time;

    /// <summary>The time at which the policy is to be used; null for what is so at any time.</summary>
    public DateTimeOffset? Time { get; }

    public IReadOnlyList<string> Problems => _problems;

    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Looks a policy over.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="time">The time at which it is to be used; null for what is so at any time.</param>
    public static PolicyReview Of(AttestationPolicy policy, DateTimeOffset? time = null)
    {
        var review = new PolicyReview(time);
        if (string.IsNullOrWhiteSpace(policy.Name)) review.Problem("name", "is blank. Give the policy a name: logs and messages show it.");
        if (policy.Types.Count == 0) review.Problem("sgx", "is absent like every other type, so that the policy accepts nothing. State which evidence is accepted.");
        if (policy.Sgx is not null) SgxPolicyReview.Review(policy.Sgx, review);
        if (policy.Tdx is not null) TdxPolicyReview.Review(policy.Tdx, review);
        if (policy.Snp is not null) SnpPolicyReview.Review(policy.Snp, review);
        if (policy.Nitro is not null) NitroPolicyReview.Review(policy.Nitro, review);
        if (policy.Psa is not null) PsaPolicyReview.Review(policy.Psa, review);
        if (policy.Cca is not null) CcaPolicyReview.Review(policy.Cca, review);
        if (policy.AzureVtpm is not null) AzureVtpmPolicyReview.Review(policy.AzureVtpm, review);
        if (policy.Jwt is not null) JwtPolicyReview.Review(policy.Jwt, review);
        if (policy.NvidiaGpu is not null) NvidiaGpuPolicyReview.Review(policy.NvidiaGpu, review);
        if (policy.Types is { Count: > 0 } types && types.All(t => t.IsDevice))
            review.Problem("nvidiaGpu", "stands alone, but devices vouch for no key. State which TEE leads them.");
        return review;
    }

    public void Problem(string path, string text) => _problems.Add($"{path} {text}");

    public void Warn(string path, string text) => _warnings.Add($"{path} {text}");

    /// <summary>A member without which every piece of evidence is refused.</summary>
    public void Required<T>(string path, ReferenceValue<T>? reference) where T : IEquatable<T>
    {
        if (reference is null) Problem(path, "is absent, so that all evidence is refused. State what is accepted, or 'unchecked' and why.");
        else Optional(path, reference);
    }

    /// <summary>A member that may be absent.</summary>
    public void Optional<T>(string path, ReferenceValue<T>? reference) where T : IEquatable<T>
    {
        if (reference is null || reference.HasMinimum || reference.IsUnchecked) return;
        if (reference.Values.Count == 0) Problem(path, "names no value, so that all evidence is refused. Name at least one.");
        if (reference.Values.Any(v => v.Name is not null && string.IsNullOrWhiteSpace(v.Name)))
            Problem(path, "has a value with a blank name. Say which release it is, or leave the name out.");
        foreach (var twice in reference.Values.GroupBy(v => v.Value).Where(g => g.Count() > 1))
            Problem(path, $"names {twice.Key} twice. Keep one.");
        Times(path, reference.Values);
    }

    /// <summary>The times of values.</summary>
    private void Times<T>(string path, IReadOnlyList<NamedValue<T>> values) where T : IEquatable<T>
    {
        foreach (var never in values.Where(v => v.NotAfter < v.NotBefore))
            Problem(path, $"has a value that ends before it begins: {never}. Correct its times.");
        var ended = values.Where(v => v.NotAfter < Time).ToList();
        if (ended.Count == 0) return;
        if (ended.Count == values.Count) Problem(path, $"names only values that have ended, so that all evidence is refused: {string.Join(", ", ended)}. Name one that is in force.");
        else Warn(path, $"names values that have ended: {string.Join(", ", ended)}. Remove them.");
    }

    /// <summary>The length of every value of a member.</summary>
    public void Length(string path, ReferenceValue<Measurement>? reference, params ReadOnlySpan<int> lengths)
    {
        foreach (var value in reference?.Values ?? []) Length(path, value.Value, lengths);
    }

    /// <summary>The length of a value: one of those given.</summary>
    public void Length(string path, Measurement value, params ReadOnlySpan<int> lengths)
    {
        if (lengths.Contains(value.Bytes.Length)) return;
        Problem(path, $"has a value of {value.Bytes.Length} bytes ({value}); {string.Join(" or ", lengths.ToArray())} are required. Give two hexadecimal digits a byte.");
    }

    /// <summary>A rule on single bits.</summary>
    /// <returns>True when its lengths are right, so that its bits can be looked at.</returns>
    public bool Masked(string path, MaskedValue? rule, int length)
    {
        if (rule is null) return false;
        var problems = _problems.Count;
        Length($"{path}.value", rule.Value, length);
        Length($"{path}.mask", rule.Mask, length);
        if (_problems.Count > problems) return false;

        // The value must accept itself: a bit outside the mask could never be met.
        if (!rule.Accepts(rule.Value))
            Problem(path, "has bits in the value that the mask leaves out, which refuses all evidence. Clear them, or widen the mask.");
        return true;
    }
}
