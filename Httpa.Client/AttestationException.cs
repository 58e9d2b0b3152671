using Httpa.Verifiers;

namespace Httpa.Client;

/// <summary>The service's evidence was rejected and nothing was sent. Stop: a retry does not help.</summary>
/// <param name="message">Who was rejected, and every finding.</param>
/// <param name="result">The verdict.</param>
public sealed class AttestationException(string message, AttestationResult result) : Exception(message)
{
    /// <summary>The verdict with all findings.</summary>
    public AttestationResult Result { get; } = result;

    /// <summary>Names the service, lists every finding on its own line, and ends with the change of the policy that would accept them, where there is one.</summary>
    internal static AttestationException For(string origin, AttestationResult result, string? note = null) => new(
        $"The evidence of {origin} was rejected under the policy '{result.PolicyName}'; nothing was sent to it.{(note is null ? "" : $" {note}")}"
        + string.Concat(result.Findings.Select(f => $"{Environment.NewLine}- {f}"))
        + (result.SuggestPatch() is { } patch ? $"{Environment.NewLine}Only if all of that is right, accept it by this JSON merge patch (RFC 7396) of the policy file: {patch}" : ""),
        result);
}
