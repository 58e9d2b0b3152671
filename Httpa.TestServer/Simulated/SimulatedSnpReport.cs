using System.Buffers.Binary;
using System.Security.Cryptography;
using Httpa.Verifiers;
using Httpa.Verifiers.Snp;

namespace Httpa.TestServer.Simulated;

/// <summary>Writes attestation reports (AMD 56860, ATTESTATION_REPORT) and signs them.</summary>
internal static class SimulatedSnpReport
{
    private const int Length = 0x4a0;
    private const int SignedLength = 0x2a0;
    private const int CoordinateLength = 48;

    /// <summary>The report of a guest, without a signature.</summary>
    /// <param name="guest">What the guest and its chip are.</param>
    /// <param name="reportData">REPORT_DATA: 64 bytes.</param>
    public static byte[] Write(SimulatedSnpSettings guest, ReadOnlySpan<byte> reportData)
    {
        var report = new byte[Length];
        var isVlek = guest.SigningKey == SnpSigningKey.Vlek;
        Number(report, 0x000, guest.ReportVersion);
        Number(report, 0x004, guest.GuestSvn);
        BinaryPrimitives.WriteUInt64LittleEndian(report.AsSpan(0x008), guest.GuestPolicy);
        Bytes(report, 0x010, guest.FamilyId);
        Bytes(report, 0x020, guest.ImageId);
        Number(report, 0x030, guest.Vmpl);
        Number(report, 0x034, 1); // ECDSA P-384 with SHA-384
        Tcb(guest.CurrentTcb, guest.Product).CopyTo(report, 0x038);
        BinaryPrimitives.WriteUInt64LittleEndian(report.AsSpan(0x040), guest.PlatformInfo);
        Number(report, 0x048, (guest.AuthorKeyDigest.IsZero ? 0u : 1u) | (guest.MasksChipKey ? 2u : 0u) | (isVlek ? 4u : 0u));
        reportData.CopyTo(report.AsSpan(0x050));
        Bytes(report, 0x090, guest.Measurement);
        Bytes(report, 0x0c0, guest.HostData);
        Bytes(report, 0x0e0, guest.IdKeyDigest);
        Bytes(report, 0x110, guest.AuthorKeyDigest);
        Bytes(report, 0x140, guest.ReportId);
        Bytes(report, 0x160, guest.ReportIdMa);
        Tcb(guest.ReportedTcb, guest.Product).CopyTo(report, 0x180);
        if (guest.ReportVersion >= 3) Processor(guest.Product).CopyTo(report, 0x188);
        if (!isVlek && !guest.MasksChipKey) Bytes(report, 0x1a0, new Measurement(guest.ChipId.Bytes[..(guest.Product == SnpProduct.Turin ? 8 : 64)]));
        Tcb(guest.CommittedTcb, guest.Product).CopyTo(report, 0x1e0);
        byte[] firmware = [40, 55, 1, 0];
        firmware.CopyTo(report, 0x1e8);
        firmware.CopyTo(report, 0x1ec);
        Tcb(guest.LaunchTcb, guest.Product).CopyTo(report, 0x1f0);
        if (guest.ReportVersion < 5) return report;
        BinaryPrimitives.WriteUInt64LittleEndian(report.AsSpan(0x1f8), guest.Mitigations);
        BinaryPrimitives.WriteUInt64LittleEndian(report.AsSpan(0x200), guest.Mitigations);
        return report;
    }

    /// <summary>Signs a report in its place: r and s little-endian, 72 bytes each.</summary>
    public static byte[] Sign(byte[] report, ECDsa key)
    {
        var signature = key.SignData(report.AsSpan(0, SignedLength), HashAlgorithmName.SHA384, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        signature.AsSpan(0, CoordinateLength).Reverse();
        signature.AsSpan(CoordinateLength).Reverse();
        signature.AsSpan(0, CoordinateLength).CopyTo(report.AsSpan(0x2a0));
        signature.AsSpan(CoordinateLength).CopyTo(report.AsSpan(0x2e8));
        return report;
    }

    private static byte[] Tcb(SnpTcb tcb, SnpProduct product) => product == SnpProduct.Turin
        ? [tcb.Fmc, tcb.Bootloader, tcb.Tee, tcb.Snp, 0, 0, 0, tcb.Microcode]
        : [tcb.Bootloader, tcb.Tee, 0, 0, 0, 0, tcb.Snp, tcb.Microcode];

    /// <summary>Family, model and stepping.</summary>
    private static byte[] Processor(SnpProduct product) => product switch
    {
        SnpProduct.Milan => [0x19, 0x01, 0x01],
        SnpProduct.Genoa => [0x19, 0x11, 0x01],
        _ => [0x1a, 0x02, 0x01],
    };

    private static void Number(byte[] report, int offset, uint number) => BinaryPrimitives.WriteUInt32LittleEndian(report.AsSpan(offset), number);

    private static void Bytes(byte[] report, int offset, Measurement value) => value.Bytes.Span.CopyTo(report.AsSpan(offset));
}
