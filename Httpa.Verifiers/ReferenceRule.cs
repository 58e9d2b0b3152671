using System.Numerics;

namespace Httpa.Verifiers;

/// <summary>Holds one claim against one member of the policy.</summary>
/// <param name="Reason">The reason of a mismatch.</param>
/// <param name="Claim">The claim, as the vendor spells it.</param>
/// <param name="Path">The member in a policy file, such as <c>sgx.mrEnclave</c>.</param>
internal sealed record ReferenceRule(AppraisalReason Reason, string Claim, string Path)
{
    /// <summary>Where <see cref="Path"/> is one of a list of rules: the list, and which rule it is.</summary>
    public (string Path, PolicyListItem Item)? Listed { get; init; }

    /// <summary>False where a refused value must not be suggested to the policy's owner: it says that nobody vouches for the platform, say.</summary>
    public bool Suggests { get; init; } = true;

    /// <summary>Refuses a claim that is not accepted, and any claim when the policy is silent.</summary>
    public void Require<T>(ReferenceValue<T>? reference, T actual, ICollection<Finding> findings) where T : IEquatable<T>
    {
        if (reference is null) findings.Add(Absent($"{actual}") with { Change = Accepting(actual) });
        else RequireIfStated(reference, actual, findings);
    }

    /// <summary>Refuses a claim that is not accepted; when the policy is silent, any that is not zero.</summary>
    public void RequireOrZero(ReferenceValue<Measurement>? reference, Measurement actual, ICollection<Finding> findings)
    {
        if (reference is not null) RequireIfStated(reference, actual, findings);
        else if (!actual.IsZero) findings.Add(NotZero(actual.ToString()) with { Change = Accepting(actual) });
    }

    /// <summary>The same for a number.</summary>
    public void RequireOrZero<T>(ReferenceValue<T>? reference, T actual, ICollection<Finding> findings) where T : struct, INumber<T>
    {
        if (reference is not null) RequireIfStated(reference, actual, findings);
        else if (!T.IsZero(actual)) findings.Add(NotZero($"{actual}") with { Change = Accepting(actual) });
    }

    /// <summary>Refuses a claim that is not accepted; a silent policy accepts any.</summary>
    public void RequireIfStated<T>(ReferenceValue<T>? reference, T actual, ICollection<Finding> findings) where T : IEquatable<T>
    {
        if (reference is null || reference.Accepts(actual)) return;
        findings.Add(Refused(
            reference.ToString(), $"{actual}", $"If the operator of the service announced {actual}, accept it in {Path}; if not, do not use the service.") with
        { Change = Accepting(actual) });
    }

    /// <summary>The same for a claim that may be absent, which is refused when the policy states anything but that it is unchecked.</summary>
    public void RequireIfStated<T>(ReferenceValue<T>? reference, T? actual, ICollection<Finding> findings) where T : struct, IEquatable<T>
    {
        if (actual is { } value) RequireIfStated(reference, value, findings);
        else if (reference is { IsUnchecked: false }) findings.Add(NotThere(reference.ToString()));
    }

    /// <inheritdoc cref="RequireIfStated{T}(ReferenceValue{T}, Nullable{T}, ICollection{Finding})"/>
    public void RequireTextIfStated(ReferenceValue<string>? reference, string? actual, ICollection<Finding> findings)
    {
        if (actual is not null) RequireIfStated(reference, actual, findings);
        else if (reference is { IsUnchecked: false }) findings.Add(NotThere(reference.ToString()));
    }

    /// <summary>A refusal under this rule.</summary>
    public Finding Refused(string expected, string actual, string remedy) => new(Reason, FindingKind.Refused, Claim, expected, actual, remedy);

    /// <summary>What the policy would have to accept besides.</summary>
    public PolicyChange? Accepting<T>(params IEnumerable<T> actual) => Suggests ? PolicyChange.Accepting(Listed?.Path ?? Path, actual, Listed?.Item) : null;

    private Finding NotThere(string expected) => Refused(expected, "absent", $"Have the evidence say it, or remove {Path}.");

    private Finding NotZero(string actual) => Refused("zero, as the policy states nothing", actual, $"If {actual} is right, accept it in {Path}.");

    /// <summary>A refusal because the policy is silent.</summary>
    public Finding Absent(string actual) => new(
        AppraisalReason.PolicyMemberAbsent, FindingKind.Refused, Claim, $"a statement in {Path}", actual,
        $"Say in {Path} what is accepted: {actual} if that is right, or 'unchecked' with the reason.");
}
