using System.Buffers.Binary;

namespace Httpa.Tool.Inspecting;

/// <summary>
/// The fields of a DCAP quote: version 3 (Intel, "SGX ECDSA QuoteLib Reference", appendix A), versions 4 and 5 (Intel, "TDX DCAP Quoting Library API",
/// appendix A), with the report of an SGX enclave (Intel SDM, volume 3D, REPORT structure) or of a TDX trust domain (Intel, "TDX Module ABI Reference
/// Specification", TDREPORT_STRUCT). It shows broken quotes too, so it is not the verifier's parser, which refuses them.
/// </summary>
internal static class DcapQuoteLayout
{
    private const int TeeTypeOfTdx = 0x81;
    private const int BodyTypeOfTd15 = 3;

    /// <summary>Every field, as far as the file goes.</summary>
    public static IEnumerable<EvidenceField> Fields(ReadOnlyMemory<byte> quote)
    {
        var offset = 0;
        foreach (var (length, name, show) in Fixed(quote))
        {
            yield return Field(quote, offset, length, name, show);
            if ((offset += length) > quote.Length) yield break;
        }

        var authentication = Number(quote, offset, 2);
        yield return Field(quote, offset, 2, "QE authentication data length", Number);
        yield return Field(quote, offset + 2, authentication, "QE authentication data", Hex);
        offset += 2 + authentication;
        if (offset > quote.Length) yield break;

        var certification = Number(quote, offset + 2, 4);
        yield return Field(quote, offset, 2, "certification data type", CertificationType);
        yield return Field(quote, offset + 2, 4, "certification data length", Number);
        yield return Field(quote, offset + 6, certification, "certification data", data => $"{data.Length} bytes");
        offset += 6 + certification;
        if (offset >= 0 && offset < quote.Length) yield return Field(quote, offset, quote.Length - offset, "after the quote", Hex);
    }

    /// <summary>The certification data, which holds the certificate chain when its type is 5; empty when it is not all there.</summary>
    public static ReadOnlyMemory<byte> CertificationData(ReadOnlyMemory<byte> quote)
    {
        var offset = Fixed(quote).Sum(field => field.Length);
        offset += 2 + Number(quote, offset, 2);
        var length = Number(quote, offset + 2, 4);
        return IsInside(quote, offset + 6, length) ? quote.Slice(offset + 6, length) : default;
    }

    /// <summary>The fields up to the QE report's signature, which have one length in all quotes of a kind.</summary>
    private static (int Length, string Name, Func<ReadOnlySpan<byte>, string> Show)[] Fixed(ReadOnlyMemory<byte> quote)
    {
        var version = Number(quote, 0, 2);
        var isTd = version > 3 && Number(quote, 4, 4) == TeeTypeOfTdx;
        var hasTd15 = isTd && version == 5 && Number(quote, 48, 2) == BodyTypeOfTd15;
        return
        [
            (2, "version", Number),
            (2, "attestation key type", KeyType),
            (4, version > 3 ? "TEE type" : "reserved (TEE type)", Hex),
            .. version > 3 ? [(4, "reserved", Hex)] : new (int, string, Func<ReadOnlySpan<byte>, string>)[] { (2, "QE SVN", Number), (2, "PCE SVN", Number) },
            (16, "QE vendor id", Hex),
            (20, "user data", Hex),
            .. version > 4 ? [(2, "body type", Number), (4, "body length", Number)] : Array.Empty<(int, string, Func<ReadOnlySpan<byte>, string>)>(),
            .. isTd ? TdReport(hasTd15) : Report(""),
            (4, "signature data length", Number),
            (64, "quote signature (r, s)", Hex),
            (64, "attestation key (x, y)", Hex),
            .. version > 3 ? [(2, "outer certification data type", CertificationType), (4, "outer certification data length", Number)]
                : Array.Empty<(int, string, Func<ReadOnlySpan<byte>, string>)>(),
            .. Report("QE "),
            (64, "QE report signature (r, s)", Hex),
        ];
    }

    private static (int Length, string Name, Func<ReadOnlySpan<byte>, string> Show)[] TdReport(bool hasTd15) =>
    [
        (16, "TEE_TCB_SVN", Hex),
        (48, "MRSEAM", Hex),
        (48, "MRSIGNERSEAM", Hex),
        (8, "SEAMATTRIBUTES", Hex),
        (8, "TDATTRIBUTES", TdAttributes),
        (8, "XFAM", Hex),
        (48, "MRTD", Hex),
        (48, "MRCONFIGID", Hex),
        (48, "MROWNER", Hex),
        (48, "MROWNERCONFIG", Hex),
        (48, "RTMR0", Hex),
        (48, "RTMR1", Hex),
        (48, "RTMR2", Hex),
        (48, "RTMR3", Hex),
        (64, "REPORTDATA", Hex),
        .. hasTd15 ? [(16, "TEE_TCB_SVN_2", Hex), (48, "MRSERVICETD", Hex)] : Array.Empty<(int, string, Func<ReadOnlySpan<byte>, string>)>(),
    ];

    private static (int Length, string Name, Func<ReadOnlySpan<byte>, string> Show)[] Report(string owner) =>
    [
        (16, owner + "CPUSVN", Hex),
        (4, owner + "MISCSELECT", bytes => $"{BinaryPrimitives.ReadUInt32LittleEndian(bytes):x8}"),
        (12, owner + "reserved", Hex),
        (16, owner + "ISVEXTPRODID", Hex),
        (16, owner + "ATTRIBUTES", Attributes),
        (32, owner + "MRENCLAVE", Hex),
        (32, owner + "reserved", Hex),
        (32, owner + "MRSIGNER", Hex),
        (32, owner + "reserved", Hex),
        (64, owner + "CONFIGID", Hex),
        (2, owner + "ISVPRODID", Number),
        (2, owner + "ISVSVN", Number),
        (2, owner + "CONFIGSVN", Number),
        (42, owner + "reserved", Hex),
        (16, owner + "ISVFAMILYID", Hex),
        (64, owner + "REPORTDATA", Hex),
    ];

    private static EvidenceField Field(ReadOnlyMemory<byte> quote, int offset, int length, string name, Func<ReadOnlySpan<byte>, string> show)
    {
        if (IsInside(quote, offset, length)) return new EvidenceField(offset, length, name, show(quote.Span.Slice(offset, length)));
        return new EvidenceField(offset, length, name, $"the file ends after {Math.Max(0, quote.Length - offset)} bytes of it", IsComplete: false);
    }

    private static bool IsInside(ReadOnlyMemory<byte> quote, int offset, int length) =>
        offset >= 0 && length >= 0 && offset <= quote.Length && length <= quote.Length - offset;

    /// <summary>A little-endian number; zero when it is not all there, so that what depends on it is shown as missing.</summary>
    private static int Number(ReadOnlyMemory<byte> quote, int offset, int length)
    {
        if (!IsInside(quote, offset, length)) return 0;
        var bytes = quote.Span.Slice(offset, length);
        return length == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : (int)Math.Min(int.MaxValue / 2, BinaryPrimitives.ReadUInt32LittleEndian(bytes));
    }

    private static string Number(ReadOnlySpan<byte> bytes) =>
        bytes.Length == 2 ? $"{BinaryPrimitives.ReadUInt16LittleEndian(bytes)}" : $"{BinaryPrimitives.ReadUInt32LittleEndian(bytes)}";

    private static string Hex(ReadOnlySpan<byte> bytes) => bytes.Length > 0 && !bytes.ContainsAnyExcept((byte)0) ? "zero" : Convert.ToHexStringLower(bytes);

    private static string KeyType(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes) switch
    {
        2 => "2 (ECDSA P-256)",
        3 => "3 (ECDSA P-384)",
        var other => $"{other} (unknown)",
    };

    private static string CertificationType(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes) switch
    {
        1 => "1 (PPID in clear)",
        2 => "2 (PPID encrypted, RSA-2048)",
        3 => "3 (PPID encrypted, RSA-3072)",
        4 => "4 (PCK certificate)",
        5 => "5 (PCK certificate chain, PEM)",
        6 => "6 (QE report certification data)",
        7 => "7 (platform manifest)",
        var other => $"{other} (unknown)",
    };

    private static string Attributes(ReadOnlySpan<byte> bytes)
    {
        // ATTRIBUTES.FLAGS: bit 0 INIT, 1 DEBUG, 2 MODE64BIT, 4 PROVISIONKEY, 5 EINITTOKENKEY, 6 CET, 7 KSS, 10 AEXNOTIFY.
        var flags = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        (int Bit, string Name)[] names =
            [(0, "INIT"), (1, "DEBUG"), (2, "MODE64BIT"), (4, "PROVISIONKEY"), (5, "EINITTOKENKEY"), (6, "CET"), (7, "KSS"), (10, "AEXNOTIFY")];
        return $"{Convert.ToHexStringLower(bytes)} ({Names(flags, names)}; XFRM {Convert.ToHexStringLower(bytes[8..])})";
    }

    private static string TdAttributes(ReadOnlySpan<byte> bytes)
    {
        (int Bit, string Name)[] names = [(0, "DEBUG"), (28, "SEPT_VE_DISABLE"), (29, "MIGRATABLE"), (30, "PKS"), (31, "KL"), (63, "PERFMON")];
        return $"{Convert.ToHexStringLower(bytes)} ({Names(BinaryPrimitives.ReadUInt64LittleEndian(bytes), names)})";
    }

    private static string Names(ulong flags, (int Bit, string Name)[] names) =>
        string.Join(", ", names.Where(n => (flags >> n.Bit & 1) != 0).Select(n => n.Name));
}
