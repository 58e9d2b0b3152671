using Httpa.Verifiers;

namespace Httpa.Tool.Inspecting;

/// <summary>What a piece of evidence says, unverified: its fields, and the certificates that stand in it.</summary>
/// <param name="Fields">The fields in their order.</param>
/// <param name="Certificates">The certificates as PEM text; empty when there are none.</param>
internal sealed record EvidenceLayout(IEnumerable<EvidenceField> Fields, ReadOnlyMemory<byte> Certificates)
{
    /// <summary>Reads evidence as far as it goes; broken evidence too, which is why these are not the verifiers' parsers.</summary>
    /// <param name="type">The type of the evidence.</param>
    /// <param name="evidence">Its bytes.</param>
    /// <returns>Null when evidence of this type cannot be shown.</returns>
    public static EvidenceLayout? Of(EvidenceType type, ReadOnlyMemory<byte> evidence) => type.Token switch
    {
        "sgx" or "tdx" => new(DcapQuoteLayout.Fields(evidence), DcapQuoteLayout.CertificationData(evidence)),
        "snp" => new(SnpReportLayout.Fields(evidence), default),
        "nitro" => NitroLayout.Of(evidence),
        "nvidia-gpu" => new(NvidiaGpuLayout.Fields(evidence), default),
        "azure-vtpm" => new(AzureVtpmLayout.Fields(evidence), default),
        "psa" or "cca" => new(ArmTokenLayout.Fields(evidence), default),
        "jwt" => new(JwtLayout.Fields(evidence), JwtLayout.Certificates(evidence)),
        _ => null,
    };
}
