namespace Httpa.Client;

/// <summary>The peer is incompatible, misbehaves, or somebody tampered with a message. Stop: a retry does not help.</summary>
/// <param name="reason">The stable reason.</param>
/// <param name="message">Who, what was found, what was required, what to do.</param>
/// <param name="requestMayHaveBeenProcessed">True when the service may have acted on the request.</param>
/// <param name="innerException">The cause, if any.</param>
public sealed class HttpaProtocolException(
    ProtocolReason reason, string message, bool requestMayHaveBeenProcessed = false, Exception? innerException = null)
    : Exception($"{reason.Code()}: {message}", innerException)
{
    /// <summary>The stable reason.</summary>
    public ProtocolReason Reason { get; } = reason;

    /// <summary>True when the service may have acted on the request: ask it before sending the request again.</summary>
    public bool RequestMayHaveBeenProcessed { get; } = requestMayHaveBeenProcessed;
}
