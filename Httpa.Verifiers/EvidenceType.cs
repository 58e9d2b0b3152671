using System.Diagnostics.CodeAnalysis;

namespace Httpa.Verifiers;

/// <summary>Names a kind of evidence by its HTTPA/1 token, such as <c>sgx</c> (HTTPA/1, section 5).</summary>
public readonly record struct EvidenceType
{
    /// <summary>Intel SGX quote (DCAP).</summary>
    public static readonly EvidenceType Sgx = new("sgx");

    /// <summary>Intel TDX quote (DCAP).</summary>
    public static readonly EvidenceType Tdx = new("tdx");

    /// <summary>AMD SEV-SNP attestation report.</summary>
    public static readonly EvidenceType Snp = new("snp");

    /// <summary>AWS Nitro Enclaves attestation document.</summary>
    public static readonly EvidenceType Nitro = new("nitro");

    /// <summary>Arm PSA attestation token (TrustZone).</summary>
    public static readonly EvidenceType Psa = new("psa");

    /// <summary>Arm CCA attestation token.</summary>
    public static readonly EvidenceType Cca = new("cca");

    /// <summary>NVIDIA GPU attestation report; a device, never a lead.</summary>
    public static readonly EvidenceType NvidiaGpu = new("nvidia-gpu");

    /// <summary>Azure vTPM: a hardware report and a TPM quote.</summary>
    public static readonly EvidenceType AzureVtpm = new("azure-vtpm");

    /// <summary>The attestation result of a service, as a JWS.</summary>
    public static readonly EvidenceType Jwt = new("jwt");

    private EvidenceType(string token) => Token = token;

    /// <summary>True for the evidence of a device, which vouches for no key: it stands behind the lead's, and never in its place (HTTPA/1, section 2).</summary>
    public bool IsDevice => this == NvidiaGpu;

    /// <summary>The token as it stands on the wire.</summary>
    public string Token { get => field ?? ""; }

    /// <summary>Reads a token: a lower-case letter, then up to 31 lower-case letters, digits or hyphens.</summary>
    /// <param name="token">The text of the token.</param>
    /// <param name="type">The type, when the result is true.</param>
    /// <returns>False when the text is no such token. A token that no verifier knows is still a type.</returns>
    public static bool TryParse([NotNullWhen(true)] string? token, out EvidenceType type)
    {
        var valid = token is { Length: >= 1 and <= 32 } && char.IsAsciiLetterLower(token[0])
            && token.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
        type = valid ? new EvidenceType(token!) : default;
        return valid;
    }

    /// <summary>The token.</summary>
    public override string ToString() => Token;
}
