using System.Buffers.Binary;
using System.Globalization;

namespace Httpa.Tool.Inspecting;

/// <summary>
/// The fields of an SNP attestation report (AMD 56860, ATTESTATION_REPORT), of any version. It shows broken reports too, so it is not the verifier's parser, which refuses
/// them. The components of TCB versions stand in another order on Turin, so that these are shown as they are.
/// </summary>
internal static class SnpReportLayout
{
    private static readonly (int Bit, string Name)[] PolicyBits =
    [
        (16, "SMT"), (17, "always one"), (18, "MIGRATE_MA"), (19, "DEBUG"), (20, "SINGLE_SOCKET"), (21, "CXL_ALLOW"), (22, "MEM_AES_256_XTS"), (23, "RAPL_DIS"),
        (24, "CIPHERTEXT_HIDING_DRAM"), (25, "PAGE_SWAP_DISABLE"),
    ];

    private static readonly (int Bit, string Name)[] PlatformBits =
    [
        (0, "SMT_EN"), (1, "TSME_EN"), (2, "ECC_EN"), (3, "RAPL_DIS"), (4, "CIPHERTEXT_HIDING_DRAM_EN"), (5, "ALIAS_CHECK_COMPLETE"), (6, "IOMMU_WRITE_SAFE"), (7, "TIO_EN"),
    ];

    private delegate string Show(ReadOnlySpan<byte> bytes);

    /// <summary>Every field, as far as the file goes.</summary>
    /// <param name="report">The file.</param>
    public static IEnumerable<EvidenceField> Fields(ReadOnlyMemory<byte> report)
    {
        var offset = 0;
        var version = report.Length >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(report.Span) : 0;
        foreach (var (length, name, show) in Layout(version))
        {
            if (report.Length - offset < length)
            {
                yield return new EvidenceField(offset, length, name, $"the file ends after {report.Length - offset} bytes of it", IsComplete: false);
                yield break;
            }

            yield return new EvidenceField(offset, length, name, show(report.Span.Slice(offset, length)));
            offset += length;
        }

        if (offset < report.Length) yield return new EvidenceField(offset, report.Length - offset, "after the report", $"{report.Length - offset} bytes");
    }

    private static (int Length, string Name, Show Show)[] Layout(uint version) =>
    [
        (4, "VERSION", Number), (4, "GUEST_SVN", Number), (8, "POLICY", Policy), (16, "FAMILY_ID", Hex), (16, "IMAGE_ID", Hex), (4, "VMPL", Number),
        (4, "SIGNATURE_ALGO", Number), (8, "CURRENT_TCB", Hex), (8, "PLATFORM_INFO", bytes => Bits(bytes, PlatformBits)), (4, "key information", KeyInfo),
        (4, "reserved", Hex), (64, "REPORT_DATA", Hex), (48, "MEASUREMENT", Hex), (32, "HOST_DATA", Hex), (48, "ID_KEY_DIGEST", Hex), (48, "AUTHOR_KEY_DIGEST", Hex),
        (32, "REPORT_ID", Hex), (32, "REPORT_ID_MA", Hex), (8, "REPORTED_TCB", Hex),
        .. version >= 3 ? [(1, "CPUID_FAM_ID", Hex), (1, "CPUID_MOD_ID", Hex), (1, "CPUID_STEP", Hex), (21, "reserved", Hex)] : new (int, string, Show)[] { (24, "reserved", Hex) },
        (64, "CHIP_ID", Hex), (8, "COMMITTED_TCB", Hex), (3, "current version", FirmwareVersion), (1, "reserved", Hex), (3, "committed version", FirmwareVersion),
        (1, "reserved", Hex), (8, "LAUNCH_TCB", Hex),
        .. version >= 5 ? [(8, "LAUNCH_MIT_VECTOR", Hex), (8, "CURRENT_MIT_VECTOR", Hex), (152, "reserved", Hex)] : new (int, string, Show)[] { (168, "reserved", Hex) },
        (72, "signature, r", Hex), (72, "signature, s", Hex), (368, "reserved", Hex),
    ];

    private static string Policy(ReadOnlySpan<byte> bytes) => $"{Bits(bytes, PolicyBits)}, ABI {bytes[1]}.{bytes[0]} or later";

    private static string KeyInfo(ReadOnlySpan<byte> bytes)
    {
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        var key = ((flags >> 2) & 7) switch { 0 => "VCEK", 1 => "VLEK", 7 => "none", var other => $"{other}, which is reserved" };
        return $"0x{flags:x8} (signed by {key}{((flags & 1) == 0 ? "" : ", AUTHOR_KEY_EN")}{((flags & 2) == 0 ? "" : ", MASK_CHIP_KEY")})";
    }

    private static string Bits(ReadOnlySpan<byte> bytes, (int Bit, string Name)[] names)
    {
        var bits = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return $"0x{bits:x16} ({string.Join(", ", names.Where(n => (bits >> n.Bit & 1) != 0).Select(n => n.Name))})";
    }

    // Build, minor, major.
    private static string FirmwareVersion(ReadOnlySpan<byte> bytes) => $"{bytes[2]}.{bytes[1]}.{bytes[0]}";

    private static string Number(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes).ToString(CultureInfo.InvariantCulture);

    private static string Hex(ReadOnlySpan<byte> bytes) => !bytes.ContainsAnyExcept((byte)0) ? "zero" : Convert.ToHexStringLower(bytes);
}
