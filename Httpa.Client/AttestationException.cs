using Httpa.Verifiers;

namespace Httpa.Client;

/// <summary>The service's evidence was rejected and nothing was sent. Stop: a retry does not help.</summary>
/// <param name="message">Who was rejected, and every finding.</param>
/// <param name="result">The verdict.</param>
public sealed class AttestationException(string message, AttestationResult result) : Exception(message)
{
    /// <summary>The verdict with all findings.</summary>
    public AttestationResult Result { get; } = result;

    /// <summary>Names the service and lists every finding on its own line.</summary>
    internal static AttestationException For(string origin, AttestationResult result, string? note = null) => new(
        $"The evidence of {origin} was rejected under the policy '{result.PolicyName}'; nothing was sent to it.{(note is null ? "" : $" {note}")}"
        + string.Concat(result.Findings.Select(f => $"{Environment.NewLine}- {f}")),
        result);
}
