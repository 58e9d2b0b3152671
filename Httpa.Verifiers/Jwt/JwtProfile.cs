namespace Httpa.Verifiers.Jwt;

/// <summary>The shape of a service's tokens: which claim carries the binding, and what the service says of the TEE where. docs/verifiers/jwt.md lists the claims.</summary>
public enum JwtProfile
{
    /// <summary>EAT Attestation Results (draft-ietf-rats-ear), as Veraison's services issue them. The binding is in <c>eat_nonce</c>, base64url.</summary>
    Ear = 1,

    /// <summary>Microsoft Azure Attestation. The binding is the report data that the service took from the quote or report, hexadecimal.</summary>
    MicrosoftAzureAttestation = 2,

    /// <summary>Google Confidential Space. The binding is in <c>eat_nonce</c>, base64url.</summary>
    ConfidentialSpace = 3,
}
