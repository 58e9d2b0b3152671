using System.Buffers.Binary;
using System.Text;

namespace Httpa.Tool.Inspecting;

/// <summary>
/// The fields of an NVIDIA report: an SPDM 1.1 GET_MEASUREMENTS request and the MEASUREMENTS response behind it (DMTF DSP0274 1.1, section 10.11). It shows broken reports too, so it
/// is not the verifier's parser, which refuses them.
/// </summary>
internal static class NvidiaGpuLayout
{
    private const int SignatureLength = 96;
    private const int BlockHeaderLength = 4;
    private const int DmtfHeaderLength = 3;
    private const int OpaqueHeaderLength = 4;

    private delegate string Show(ReadOnlySpan<byte> bytes);

    /// <summary>Every field, as far as the file goes.</summary>
    /// <param name="report">The file.</param>
    public static IEnumerable<EvidenceField> Fields(ReadOnlyMemory<byte> report)
    {
        var offset = 0;
        foreach (var (length, name, show) in Layout(report))
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

    private static IEnumerable<(int Length, string Name, Show Show)> Layout(ReadOnlyMemory<byte> report)
    {
        yield return (4, "request: version, code, parameters", Hex);
        yield return (32, "request: nonce", Hex);
        yield return (1, "request: slot", Hex);
        yield return (4, "response: version, code, parameters", Hex);
        yield return (1, "number of measurement blocks", Number);
        yield return (3, "length of the measurement record", Number);
        const int record = 45;
        var recordLength = (int)Value(report, record - 3, 3);
        foreach (var block in Blocks(report, record, recordLength)) yield return block;

        yield return (32, "response: nonce", Hex);
        yield return (2, "length of the opaque data", Number);
        var opaque = record + recordLength + 34;
        foreach (var field in Opaque(report, opaque, (int)Value(report, opaque - 2, 2))) yield return field;
        yield return (SignatureLength, "signature (r, s)", Hex);
    }

    private static IEnumerable<(int Length, string Name, Show Show)> Blocks(ReadOnlyMemory<byte> report, int start, int length)
    {
        for (var offset = start; offset < start + length;)
        {
            var index = Value(report, offset, 1);
            var size = BlockHeaderLength + (int)Value(report, offset + 2, 2);
            var inside = Math.Min(size, start + length - offset);
            yield return (inside, $"measurement block {index}", bytes => bytes.Length > BlockHeaderLength + DmtfHeaderLength ? Hex(bytes[(BlockHeaderLength + DmtfHeaderLength)..]) : Hex(bytes));
            offset += inside;
        }
    }

    private static IEnumerable<(int Length, string Name, Show Show)> Opaque(ReadOnlyMemory<byte> report, int start, int length)
    {
        for (var offset = start; offset < start + length;)
        {
            var type = Value(report, offset, 2);
            var inside = Math.Min(OpaqueHeaderLength + (int)Value(report, offset + 2, 2), start + length - offset);
            yield return (inside, $"opaque data {type}", bytes => bytes.Length > OpaqueHeaderLength ? Text(bytes[OpaqueHeaderLength..]) : Hex(bytes));
            offset += inside;
        }
    }

    /// <summary>A number of the file; 0 beyond its end.</summary>
    private static uint Value(ReadOnlyMemory<byte> report, int offset, int length)
    {
        Span<byte> bytes = stackalloc byte[4];
        if (offset + length <= report.Length) report.Span.Slice(offset, length).CopyTo(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    private static string Number(ReadOnlySpan<byte> bytes)
    {
        Span<byte> number = stackalloc byte[4];
        bytes.CopyTo(number);
        return $"{BinaryPrimitives.ReadUInt32LittleEndian(number)}";
    }

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        var text = bytes.TrimEnd((byte)0);
        return !text.IsEmpty && !text.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? $"{Hex(bytes)} ({Encoding.ASCII.GetString(text)})" : Hex(bytes);
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
