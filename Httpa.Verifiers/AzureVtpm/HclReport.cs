using Httpa.Verifiers.Encoding;

namespace Httpa.Verifiers.AzureVtpm;

/// <summary>
/// The report that the paravisor of an Azure confidential VM leaves in the vTPM's NV index 0x01400001 (Microsoft "Azure confidential VM guest attestation design"; OpenHCL,
/// igvm_attest). Header and description are not signed: they say where things stand, and nothing else is made of them.
/// </summary>
internal sealed class HclReport
{
    /// <summary>The longest report, in bytes: the NV index has 2,600 today.</summary>
    private const int MaxLength = 16 * 1024;

    private const int HeaderLength = 32;
    private const int HardwareLength = 1184; // the longest hardware report: SNP's
    private const uint TdReportLength = 1024;
    private const int DescriptionLength = 20;
    private const uint Signature = 0x414c4348; // "HCLA", little-endian
    private const uint SnpReport = 2;
    private const uint TdxReport = 4;
    private const uint AttestationKeyRequest = 2;
    private const uint Sha256 = 1;

    private HclReport()
    {
    }

    /// <summary>The version of the header: 1 or 2.</summary>
    public required uint Version { get; init; }

    /// <summary>True when the VM runs on TDX, false on SNP.</summary>
    public required bool IsTdx { get; init; }

    /// <summary>The hardware's report: SNP's whole attestation report, or a TDREPORT, which only its own machine can check.</summary>
    public required ReadOnlyMemory<byte> HardwareReport { get; init; }

    /// <summary>The JSON text whose hash the hardware's report carries.</summary>
    public required ReadOnlyMemory<byte> RuntimeData { get; init; }

    /// <summary>Takes a report apart. Zeros behind it are those of the NV index.</summary>
    /// <param name="bytes">The report; they must not change afterwards.</param>
    /// <param name="report">The parts, when the result is true.</param>
    /// <param name="finding">What is wrong, when the result is false.</param>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, out HclReport? report, out Finding? finding)
    {
        report = null;
        var reader = new SpanReader(bytes.Length <= MaxLength ? bytes.Span : default);
        var signature = reader.ReadUInt32(); // 0
        var version = reader.ReadUInt32(); // 4
        var length = reader.ReadUInt32(); // 8: of all but the zeros at the end
        var request = reader.ReadUInt32(); // 12
        reader.ReadZeros(4); // 16: status
        reader.ReadZeros(12); // 20: reserved
        reader.Read(HardwareLength); // 32
        var dataLength = reader.ReadUInt32(); // 1216: of description and runtime data
        var dataVersion = reader.ReadUInt32(); // 1220
        var type = reader.ReadUInt32(); // 1224
        var hash = reader.ReadUInt32(); // 1228
        var runtimeLength = reader.ReadUInt32(); // 1232
        reader.Read(runtimeLength); // 1236
        reader.ReadZeros((uint)reader.Remaining);

        var fits = runtimeLength <= MaxLength && dataLength == DescriptionLength + runtimeLength && length == HeaderLength + HardwareLength + dataLength;
        if (!reader.IsComplete || signature != Signature || version is not (1 or 2) || request != AttestationKeyRequest || dataVersion != 1 || hash != Sha256 || !fits)
            finding = AzureVtpmEvidence.Malformed("a report of the paravisor (HCLA) of version 1 or 2 with SHA-256, whose lengths fit together");
        else if (type is not (SnpReport or TdxReport)) finding = Unsupported(type);
        else if (type == TdxReport && !IsTdReport(bytes.Span.Slice(HeaderLength, HardwareLength)))
            finding = AzureVtpmEvidence.Malformed("a TDREPORT of 1,024 bytes with zeros behind it");
        else
        {
            finding = null;
            report = new HclReport
            {
                Version = version,
                IsTdx = type == TdxReport,
                HardwareReport = bytes.Slice(HeaderLength, type == TdxReport ? (int)TdReportLength : HardwareLength),
                RuntimeData = bytes.Slice(HeaderLength + HardwareLength + DescriptionLength, (int)runtimeLength),
            };
        }

        return report is not null;
    }

    /// <summary>True when the bytes begin with the TEE type of TDX and are no longer than a TDREPORT.</summary>
    private static bool IsTdReport(ReadOnlySpan<byte> hardware) => hardware[0] == 0x81 && !hardware[(int)TdReportLength..].ContainsAnyExcept((byte)0);

    private static Finding Unsupported(uint type) => new(
        AppraisalReason.AzureVtpmHardwareUnsupported, FindingKind.NotGenuine, "hardware below the vTPM", "SEV-SNP or TDX", $"of type {type}",
        "A VM without such hardware (trusted launch, VBS) keeps nothing from its host.");
}
