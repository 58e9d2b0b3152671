using System.Diagnostics.CodeAnalysis;
using Httpa.Verifiers.Encoding;

namespace Httpa.Verifiers.NvidiaGpu;

/// <summary>
/// The evidence of an NVIDIA GPU or NVLink switch: an SPDM 1.1 GET_MEASUREMENTS request and the device's MEASUREMENTS response (DMTF DSP0274 1.1, sections
/// 10.11.1 and 10.11.2), one behind the other. The signature is over both, itself left out.
/// </summary>
internal sealed class NvidiaGpuReport
{
    /// <summary>The length of the nonce in bytes.</summary>
    public const int NonceLength = 32;

    private const int SignatureLength = 96;
    private const byte Version11 = 0x11;
    private const byte GetMeasurements = 0xe0;
    private const byte Measurements = 0x60;
    private const byte SignatureRequested = 0x01;
    private const byte AllMeasurements = 0xff;
    private const byte DmtfSpecification = 0x01;
    private const int DmtfHeaderLength = 3;

    private NvidiaGpuReport(ReadOnlyMemory<byte> signed, ReadOnlyMemory<byte> signature) => (Signed, Signature) = (signed, signature);

    /// <summary>Request and response without the signature: what was signed.</summary>
    public ReadOnlyMemory<byte> Signed { get; }

    /// <summary>r and s, 48 bytes each.</summary>
    public ReadOnlyMemory<byte> Signature { get; }

    /// <summary>The requester's nonce: 32 bytes.</summary>
    public Measurement Nonce { get; private init; }

    /// <summary>The measurements by the number of their block, from 1.</summary>
    public IReadOnlyDictionary<int, Measurement> Blocks { get; private init; } = new Dictionary<int, Measurement>();

    /// <summary>The opaque data, in the order of the report.</summary>
    public IReadOnlyList<KeyValuePair<OpaqueField, Measurement>> Opaque { get; private init; } = [];

    /// <summary>Reads a report.</summary>
    /// <param name="bytes">The evidence; kept.</param>
    /// <param name="report">The report, when the result is true.</param>
    /// <param name="problem">The objection, when it is false.</param>
    public static bool TryParse(
        ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out NvidiaGpuReport? report, [NotNullWhen(false)] out Finding? problem)
    {
        report = Parse(bytes);
        problem = report is not null ? null : new Finding(
            AppraisalReason.NvidiaGpuReportMalformed, FindingKind.NotGenuine, "GPU report", "an SPDM 1.1 request for all measurements and the signed answer", "cut, longer, or of another form",
            "Send the attestation report as the driver gives it out: the request of 37 bytes, and the whole response behind it.");
        return report is not null;
    }

    private static NvidiaGpuReport? Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length <= SignatureLength) return null;
        var signed = bytes[..^SignatureLength];
        var reader = new SpanReader(signed.Span);

        // The request. Its nonce is the caller's.
        if (!Starts(ref reader, Version11, GetMeasurements, SignatureRequested, AllMeasurements)) return null; // 0
        var nonce = reader.Read(NonceLength).ToArray();  // 4
        var slot = reader.ReadByte();                    // 36

        // The response. Its own nonce is the device's, which the signature covers and nobody compares.
        if (!Starts(ref reader, Version11, Measurements, 0, slot)) return null; // 37
        var count = reader.ReadByte();                   // 41
        var record = reader.Read(reader.ReadUInt24());   // 42, 45
        reader.Read(NonceLength);
        var opaque = reader.Read(reader.ReadUInt16());
        if (!reader.IsComplete || ReadBlocks(record, count) is not { } blocks || ReadOpaque(opaque) is not { } fields) return null;
        return new NvidiaGpuReport(signed, bytes[^SignatureLength..]) { Nonce = new(nonce), Blocks = blocks, Opaque = fields };
    }

    private static bool Starts(ref SpanReader reader, params ReadOnlySpan<byte> header) => reader.Read((uint)header.Length).SequenceEqual(header);

    /// <summary>The measurement record: blocks in ascending order, each holding one DMTF measurement.</summary>
    private static Dictionary<int, Measurement>? ReadBlocks(ReadOnlySpan<byte> record, byte count)
    {
        var reader = new SpanReader(record);
        var blocks = new Dictionary<int, Measurement>(count);
        var last = 0;
        for (var i = 0; i < count; i++)
        {
            var index = reader.ReadByte();
            var specification = reader.ReadByte();
            var size = reader.ReadUInt16();
            reader.ReadByte(); // what was measured; the index says it too
            var value = reader.Read(reader.ReadUInt16());
            if (reader.HasFailed || index <= last || specification != DmtfSpecification || value.IsEmpty || size != value.Length + DmtfHeaderLength) return null;
            blocks.Add(last = index, new Measurement(value.ToArray()));
        }

        return reader.IsComplete && count > 0 ? blocks : null;
    }

    /// <summary>The opaque data: type, length, value. A type that stands twice would leave open which one counts.</summary>
    private static List<KeyValuePair<OpaqueField, Measurement>>? ReadOpaque(ReadOnlySpan<byte> opaque)
    {
        var reader = new SpanReader(opaque);
        var fields = new List<KeyValuePair<OpaqueField, Measurement>>();
        var seen = new HashSet<OpaqueField>();
        while (reader.Remaining > 0)
        {
            var field = (OpaqueField)reader.ReadUInt16();
            fields.Add(new(field, new Measurement(reader.Read(reader.ReadUInt16()).ToArray())));
            if (!seen.Add(field)) return null;
        }

        return reader.IsComplete ? fields : null;
    }
}
