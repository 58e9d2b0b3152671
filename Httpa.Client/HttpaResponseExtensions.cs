using Httpa.Client.Requests;
using Httpa.Verifiers;

namespace Httpa.Client;

/// <summary>Who answered.</summary>
public static class HttpaResponseExtensions
{
    /// <summary>The verdict on the service that sealed this response.</summary>
    /// <param name="response">The response.</param>
    /// <returns>Null when the response did not come through an <see cref="HttpaHandler"/>, or a handler above it replaced it.</returns>
    public static AttestationResult? GetAttestation(this HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return (response as AttestedResponse)?.Attestation;
    }
}
