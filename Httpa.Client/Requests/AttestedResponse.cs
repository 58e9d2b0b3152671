using System.Net;
using Httpa.Verifiers;

namespace Httpa.Client.Requests;

/// <summary>A response that the attested service sealed; knows who answered.</summary>
internal sealed class AttestedResponse(HttpStatusCode status, AttestationResult attestation) : HttpResponseMessage(status)
{
    public AttestationResult Attestation { get; } = attestation;
}
