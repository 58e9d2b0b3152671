namespace Httpa.Client;

/// <summary>Why an exchange was refused. Numbers and codes are stable; docs/reasons.md tells cause and remedy of each.</summary>
public enum ProtocolReason
{
    /// <summary><c>preflight.not-supported</c>: the service does not allow ATTEST.</summary>
    AttestNotSupported = 1,

    /// <summary><c>session.unknown</c>: the service does not know the session (<c>unknown-session</c>).</summary>
    UnknownSession = 2,

    /// <summary><c>record.bad-seal</c>: something sealed does not open.</summary>
    BadSeal = 3,

    /// <summary><c>record.truncated</c>: a message ended before its final record.</summary>
    Truncated = 4,

    /// <summary><c>record.trailing-data</c>: bytes follow the final record.</summary>
    TrailingData = 5,

    /// <summary><c>message.malformed</c>: a message of an exchange does not have the form that HTTPA/1 gives it.</summary>
    Malformed = 6,
}

/// <summary>The codes of the reasons.</summary>
public static class ProtocolReasonCodes
{
    /// <summary>The stable code, such as <c>record.bad-seal</c>.</summary>
    /// <param name="reason">The reason.</param>
    public static string Code(this ProtocolReason reason) => reason switch
    {
        ProtocolReason.AttestNotSupported => "preflight.not-supported",
        ProtocolReason.UnknownSession => "session.unknown",
        ProtocolReason.BadSeal => "record.bad-seal",
        ProtocolReason.Truncated => "record.truncated",
        ProtocolReason.TrailingData => "record.trailing-data",
        ProtocolReason.Malformed => "message.malformed",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a reason."),
    };
}
