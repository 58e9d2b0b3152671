using System.Buffers.Binary;

namespace Httpa.Tool.Inspecting;

/// <summary>
/// The fields of an SGX quote, version 3 (Intel, "SGX ECDSA QuoteLib Reference", appendix A; the report body is the REPORT structure of the Intel SDM, volume 3D).
/// It shows broken quotes too, so it is not the verifier's parser, which refuses them.
/// </summary>
internal static class SgxQuoteLayout
{
    private const int QeAuthenticationDataLength = 1012;

    private static readonly (int Length, string Name, Func<ReadOnlySpan<byte>, string> Show)[] Fixed =
    [
        (2, "version", Number),
        (2, "attestation key type", KeyType),
        (4, "reserved (TEE type)", Hex),
        (2, "QE SVN", Number),
        (2, "PCE SVN", Number),
        (16, "QE vendor id", Hex),
        (20, "user data", Hex),
        .. Report(""),
        (4, "signature data length", Number),
        (64, "quote signature (r, s)", Hex),
        (64, "attestation key (x, y)", Hex),
        .. Report("QE "),
        (64, "QE report signature (r, s)", Hex),
    ];

    /// <summary>True when the file begins like a quote of this version.</summary>
    public static bool Recognises(ReadOnlySpan<byte> quote) =>
        quote.Length >= 8 && BinaryPrimitives.ReadUInt16LittleEndian(quote) == 3 && !quote[4..8].ContainsAnyExcept((byte)0);

    /// <summary>Every field, as far as the file goes.</summary>
    public static IEnumerable<QuoteField> Fields(ReadOnlyMemory<byte> quote)
    {
        var offset = 0;
        foreach (var (length, name, show) in Fixed)
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
        var offset = QeAuthenticationDataLength + 2 + Number(quote, QeAuthenticationDataLength, 2);
        var length = Number(quote, offset + 2, 4);
        return IsInside(quote, offset + 6, length) ? quote.Slice(offset + 6, length) : default;
    }

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

    private static QuoteField Field(ReadOnlyMemory<byte> quote, int offset, int length, string name, Func<ReadOnlySpan<byte>, string> show)
    {
        if (IsInside(quote, offset, length)) return new QuoteField(offset, length, name, show(quote.Span.Slice(offset, length)));
        return new QuoteField(offset, length, name, $"the file ends after {Math.Max(0, quote.Length - offset)} bytes of it", IsComplete: false);
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
        var set = names.Where(n => (flags >> n.Bit & 1) != 0).Select(n => n.Name);
        return $"{Convert.ToHexStringLower(bytes)} ({string.Join(", ", set)}; XFRM {Convert.ToHexStringLower(bytes[8..])})";
    }
}
