namespace Httpa.Client;

/// <summary>Code or settings are wrong. Thrown before any traffic: fix them, a retry does not help.</summary>
/// <param name="reason">The stable reason.</param>
/// <param name="message">Which setting, what was found, what is required.</param>
public sealed class HttpaConfigurationException(ProtocolReason reason, string message)
    : InvalidOperationException($"{reason.Code()}: {message}")
{
    /// <summary>The stable reason.</summary>
    public ProtocolReason Reason { get; } = reason;
}
