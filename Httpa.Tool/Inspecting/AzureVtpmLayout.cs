using System.Buffers.Binary;
using System.Text;

namespace Httpa.Tool.Inspecting;

/// <summary>Evidence of an Azure vTPM: the paravisor's report with the hardware's in it, the quote, the signature, as far as the file goes.</summary>
internal sealed class AzureVtpmLayout
{
    private readonly ReadOnlyMemory<byte> _evidence;
    private readonly List<EvidenceField> _fields = [];
    private int _offset;

    private AzureVtpmLayout(ReadOnlyMemory<byte> evidence) => _evidence = evidence;

    /// <summary>Every field.</summary>
    public static IReadOnlyList<EvidenceField> Fields(ReadOnlyMemory<byte> evidence)
    {
        var layout = new AzureVtpmLayout(evidence);
        layout.AddPart("HCL report", layout.AddReport);
        layout.AddPart("TPM quote", layout.AddQuote);
        layout.AddPart("signature", end => layout.Add(end - layout._offset, "signature", Hex));
        return layout._fields;
    }

    /// <summary>A part after its length; what the part's own fields leave over is shown as the rest.</summary>
    private void AddPart(string name, Action<int> addFields)
    {
        var length = Add(4, $"length of the {name}", Big) ? BinaryPrimitives.ReadUInt32BigEndian(Last(4)) : 0;
        var end = (int)Math.Min(_offset + (long)length, int.MaxValue);
        if (length > 0) addFields(end);
        if (end > _offset) Add(end - _offset, $"rest of the {name}", Hex);
    }

    private void AddReport(int end)
    {
        Add(4, "HCL signature", Text);
        foreach (var name in new[] { "HCL version", "HCL report size", "HCL request type", "HCL status" }) Add(4, name, Little);
        Add(12, "HCL reserved", Hex);
        Add(1184, "hardware report", Hex);
        foreach (var name in new[] { "data size", "data version", "report type (2 SNP, 4 TDX)", "report data hash (1 SHA-256)" }) Add(4, name, Little);
        var isKnown = Add(4, "runtime data size", Little);
        if (isKnown) Add((int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(Last(4)), (uint)Math.Max(0, end - _offset)), "runtime data", Text);
    }

    private void AddQuote(int _)
    {
        Add(4, "magic", Hex);
        Add(2, "type", Hex);
        AddSized("qualifiedSigner");
        AddSized("extraData");
        Add(8, "clock", Hex);
        Add(4, "resetCount", Big);
        Add(4, "restartCount", Big);
        Add(1, "safe", Hex);
        Add(8, "firmwareVersion", Hex);
        Add(4, "pcrSelect count", Big);
        Add(2, "pcrSelect hash (000b SHA-256)", Hex);
        Add(1, "pcrSelect size", Hex);
        Add(3, "pcrSelect", Hex);
        AddSized("pcrDigest");
    }

    private void AddSized(string name)
    {
        if (Add(2, $"{name} size", Hex)) Add(BinaryPrimitives.ReadUInt16BigEndian(Last(2)), name, Hex);
    }

    /// <summary>Adds the next field.</summary>
    /// <returns>False when the file ends before it does.</returns>
    private bool Add(int length, string name, Func<ReadOnlySpan<byte>, string> show)
    {
        var isComplete = _evidence.Length - _offset >= length;
        _fields.Add(isComplete
            ? new(_offset, length, name, show(_evidence.Span.Slice(_offset, length)))
            : new(_offset, length, name, $"the file ends after {Math.Max(0, _evidence.Length - _offset)} bytes of it", IsComplete: false));
        _offset = (int)Math.Min(_offset + (long)length, int.MaxValue);
        return isComplete;
    }

    private ReadOnlySpan<byte> Last(int length) => _evidence.Span.Slice(_offset - length, length);

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private static string Little(ReadOnlySpan<byte> bytes) => $"{BinaryPrimitives.ReadUInt32LittleEndian(bytes)}";

    private static string Big(ReadOnlySpan<byte> bytes) => $"{BinaryPrimitives.ReadUInt32BigEndian(bytes)}";
}
