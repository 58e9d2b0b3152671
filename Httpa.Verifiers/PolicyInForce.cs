namespace Httpa.Verifiers;

/// <summary>A policy as it is at a time, and how long an acceptance by it lasts: until a value ends without which the evidence is not accepted.</summary>
internal sealed class PolicyInForce
{
    private readonly AttestationPolicy _whole;
    private readonly IReadOnlyCollection<DateTimeOffset> _ends;

    private PolicyInForce(AttestationPolicy whole, AttestationPolicy policy, IReadOnlyCollection<DateTimeOffset> ends) =>
        (_whole, Policy, _ends) = (whole, policy, ends);

    /// <summary>The policy without values that are not in force.</summary>
    public AttestationPolicy Policy { get; }

    /// <summary>True when a value of a policy has a time of its own.</summary>
    public static bool HasTimes(AttestationPolicy policy)
    {
        ReadOnlySpan<byte> json = policy.ToJson();
        return json.IndexOf("\"notBefore\""u8) >= 0 || json.IndexOf("\"notAfter\""u8) >= 0;
    }

    /// <summary>A policy whose values have no time of their own.</summary>
    public static PolicyInForce Always(AttestationPolicy policy) => new(policy, policy, []);

    /// <summary>Reads a policy as it is at a time. One that cannot be read adds a finding, so that nothing is accepted.</summary>
    public static PolicyInForce Of(AttestationPolicy policy, DateTimeOffset time, ICollection<Finding> findings)
    {
        try
        {
            return new PolicyInForce(policy, AttestationPolicyJson.At(policy, time, out var ends), ends);
        }
        catch (PolicyFormatException e)
        {
            findings.Add(new(AppraisalReason.PolicyUnusable, FindingKind.Refused, "policy", "without problems", $"unusable: {e.Message}", "Correct the policy."));
            return Always(policy);
        }
    }

    /// <summary>When the acceptance ends because values do; null when it lasts until <paramref name="expires"/>.</summary>
    /// <param name="isAccepted">Judges the same evidence under the policy of a later time.</param>
    /// <param name="expires">When the acceptance ends for other reasons.</param>
    public DateTimeOffset? EndOf(Func<AttestationPolicy, bool> isAccepted, DateTimeOffset expires)
    {
        foreach (var end in _ends.Where(end => end < expires))
            if (!isAccepted(_whole.At(end.AddTicks(1)))) return end;
        return null;
    }
}
