namespace Httpa.Verifiers;

/// <summary>Why evidence was not accepted. Numbers and codes are stable; docs/reasons.md tells cause and remedy of each.</summary>
public enum AppraisalReason
{
    /// <summary><c>evidence.type-not-supported</c>: no verifier judges this type.</summary>
    TypeNotSupported = 1,

    /// <summary><c>evidence.binding-mismatch</c>: the evidence does not carry the binding of this exchange.</summary>
    BindingMismatch = 2,

    /// <summary><c>policy.type-not-covered</c>: the policy has no rule for this type of evidence.</summary>
    TypeNotCovered = 3,
}

/// <summary>The codes of the reasons.</summary>
public static class AppraisalReasonCodes
{
    /// <summary>The stable code, such as <c>evidence.binding-mismatch</c>.</summary>
    /// <param name="reason">The reason.</param>
    public static string Code(this AppraisalReason reason) => reason switch
    {
        AppraisalReason.TypeNotSupported => "evidence.type-not-supported",
        AppraisalReason.BindingMismatch => "evidence.binding-mismatch",
        AppraisalReason.TypeNotCovered => "policy.type-not-covered",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a reason."),
    };
}
