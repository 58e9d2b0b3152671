using Httpa.Verifiers.Encoding;

namespace Httpa.Verifiers.Dcap;

/// <summary>
/// An SGX report without its MAC: 384 bytes, of the attested enclave or of the quoting enclave (Intel SDM volume 3D, REPORT structure; Intel "ECDSA
/// Quote Library API", table 5). All members are slices of it.
/// </summary>
internal readonly ref struct EnclaveReport
{
    /// <summary>The length in bytes.</summary>
    public const int Length = 384;

    /// <summary>The SVNs of the processor: 16 bytes.</summary>
    public ReadOnlySpan<byte> CpuSvn { get; private init; }

    /// <summary>MISCSELECT.</summary>
    public uint MiscSelect { get; private init; }

    /// <summary>ATTRIBUTES: 16 bytes.</summary>
    public ReadOnlySpan<byte> Attributes { get; private init; }

    /// <summary>MRSIGNER: 32 bytes.</summary>
    public ReadOnlySpan<byte> MrSigner { get; private init; }

    /// <summary>ISVPRODID.</summary>
    public ushort IsvProdId { get; private init; }

    /// <summary>ISVSVN.</summary>
    public ushort IsvSvn { get; private init; }

    /// <summary>REPORTDATA: 64 bytes.</summary>
    public ReadOnlySpan<byte> ReportData { get; private init; }

    /// <summary>Where the members stand in the 384 bytes.</summary>
    public static class Fields
    {
        public static readonly Range CpuSvn = 0..16;
        public static readonly Range IsvExtProdId = 32..48;
        public static readonly Range Attributes = 48..64;
        public static readonly Range MrEnclave = 64..96;
        public static readonly Range MrSigner = 128..160;
        public static readonly Range ConfigId = 192..256;
        public static readonly Range ConfigSvn = 260..262;
        public static readonly Range IsvFamilyId = 304..320;
        public static readonly Range ReportData = 320..384;
    }

    /// <summary>Takes a report apart.</summary>
    /// <param name="bytes">The report.</param>
    /// <param name="report">The parts, when the result is true.</param>
    /// <returns>False when the length is another, or a reserved byte is not zero.</returns>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out EnclaveReport report)
    {
        var reader = new SpanReader(bytes);         // offset
        var cpuSvn = reader.Read(16);               // 0
        var miscSelect = reader.ReadUInt32();       // 16
        reader.ReadZeros(12);                       // 20
        reader.Read(16);                            // 32, ISVEXTPRODID
        var attributes = reader.Read(16);           // 48
        reader.Read(32);                            // 64, MRENCLAVE
        reader.ReadZeros(32);                       // 96
        var mrSigner = reader.Read(32);             // 128
        reader.ReadZeros(32);                       // 160
        reader.Read(64);                            // 192, CONFIGID
        var isvProdId = reader.ReadUInt16();        // 256
        var isvSvn = reader.ReadUInt16();           // 258
        reader.ReadUInt16();                        // 260, CONFIGSVN
        reader.ReadZeros(42);                       // 262
        reader.Read(16);                            // 304, ISVFAMILYID
        var reportData = reader.Read(64);           // 320
        report = new EnclaveReport
        {
            CpuSvn = cpuSvn,
            MiscSelect = miscSelect,
            Attributes = attributes,
            MrSigner = mrSigner,
            IsvProdId = isvProdId,
            IsvSvn = isvSvn,
            ReportData = reportData,
        };
        return reader.IsComplete;
    }
}
