using System.Buffers.Binary;

namespace Httpa.TestServer.Simulated;

/// <summary>The recipe of an enclave's report body, 384 bytes (Intel SDM volume 3D, table 37-21). Tests vary it with <c>with</c>.</summary>
internal sealed record SimulatedReport
{
    public const int Length = 384;
    public const int ReportDataOffset = 320;

    public required ReadOnlyMemory<byte> CpuSvn { get; init; }

    public uint MiscSelect { get; init; }

    public ReadOnlyMemory<byte> IsvExtProdId { get; init; } = new byte[16];

    /// <summary>ATTRIBUTES: 8 bytes of flags and 8 bytes XFRM.</summary>
    public required ReadOnlyMemory<byte> Attributes { get; init; }

    public required ReadOnlyMemory<byte> MrEnclave { get; init; }

    public required ReadOnlyMemory<byte> MrSigner { get; init; }

    public ReadOnlyMemory<byte> ConfigId { get; init; } = new byte[64];

    public required ushort IsvProdId { get; init; }

    public required ushort IsvSvn { get; init; }

    public ushort ConfigSvn { get; init; }

    public ReadOnlyMemory<byte> IsvFamilyId { get; init; } = new byte[16];

    /// <summary>A last change of the bytes before they are signed.</summary>
    public Action<byte[]> Edit { get; init; } = _ => { };

    /// <summary>The report body with these 64 bytes of report data.</summary>
    public byte[] Encode(ReadOnlySpan<byte> reportData)
    {
        var report = new byte[Length];
        CpuSvn.CopyTo(report);
        BinaryPrimitives.WriteUInt32LittleEndian(report.AsSpan(16), MiscSelect);
        IsvExtProdId.Span.CopyTo(report.AsSpan(32));
        Attributes.Span.CopyTo(report.AsSpan(48));
        MrEnclave.Span.CopyTo(report.AsSpan(64));
        MrSigner.Span.CopyTo(report.AsSpan(128));
        ConfigId.Span.CopyTo(report.AsSpan(192));
        BinaryPrimitives.WriteUInt16LittleEndian(report.AsSpan(256), IsvProdId);
        BinaryPrimitives.WriteUInt16LittleEndian(report.AsSpan(258), IsvSvn);
        BinaryPrimitives.WriteUInt16LittleEndian(report.AsSpan(260), ConfigSvn);
        IsvFamilyId.Span.CopyTo(report.AsSpan(304));
        reportData.CopyTo(report.AsSpan(ReportDataOffset));
        Edit(report);
        return report;
    }
}
