namespace Httpa.Client;

/// <summary>Code or settings are wrong. Thrown before any traffic: fix them, a retry does not help.</summary>
/// <param name="message">Which setting, what was found, what is required.</param>
public sealed class HttpaConfigurationException(string message) : InvalidOperationException(message);
