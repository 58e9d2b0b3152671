namespace Httpa.Verifiers;

/// <summary>What kind of objection a finding is.</summary>
public enum FindingKind
{
    /// <summary>The evidence or an endorsement is malformed, forged, revoked, or outside its validity: it proves nothing.</summary>
    NotGenuine = 1,

    /// <summary>Something that is needed to judge, an endorsement say, is missing: nothing is known to be wrong, and nothing is proven.</summary>
    NotProven = 2,

    /// <summary>The evidence is genuine, and the policy does not accept what it says.</summary>
    Refused = 3,
}

/// <summary>One objection to the evidence.</summary>
/// <param name="Reason">The stable reason code.</param>
/// <param name="Kind">What kind of objection it is.</param>
/// <param name="Subject">Who it is about, such as <c>PCK certificate</c> or <c>MRENCLAVE</c>.</param>
/// <param name="Expected">What was required.</param>
/// <param name="Actual">What was found.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record Finding(AppraisalReason Reason, FindingKind Kind, string Subject, string Expected, string Actual, string Remedy)
{
    /// <summary>What the policy would have to accept for this to be no objection; null where no suggestion is made.</summary>
    internal PolicyChange? Change { get; init; }

    /// <summary>One line: reason code, subject, what was found, what was required, and what to do.</summary>
    public override string ToString() => $"{Reason.Code()}: {Subject} is {Actual}; required: {Expected}. {Remedy}";
}
