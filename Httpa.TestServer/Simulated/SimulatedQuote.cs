using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Httpa.TestServer.Simulated;

/// <summary>
/// The recipe of a quote with certification data of type 5, the PCK certificate chain: version 3 of an enclave (Intel, "ECDSA Quote Library API", appendix A), versions 4
/// and 5 of a trust domain (Intel, "TDX DCAP Quoting Library API", appendix A). Tests vary it with <c>with</c>.
/// </summary>
internal sealed record SimulatedQuote
{
    private const uint TeeTypeOfTdx = 0x81;
    private const int QeReportCertificationData = 6;

    /// <summary>Intel's vendor id of its quoting enclave.</summary>
    private static readonly byte[] IntelQeVendorId = Convert.FromHexString("939a7233f79c4ca9940a0db3957f0607");

    public required SimulatedReport Enclave { get; init; }

    public required SimulatedReport QuotingEnclave { get; init; }

    public required ECDsa AttestationKey { get; init; }

    public required ECDsa PckKey { get; init; }

    /// <summary>The certificates in DER, leaf first.</summary>
    public required IReadOnlyList<byte[]> PckChain { get; init; }

    public byte[] AuthenticationData { get; init; } = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    /// <summary>The report data of the quoting enclave; null for the genuine one, <c>SHA-256(attestation key || authentication data)</c> and 32 zero bytes.</summary>
    public byte[]? QeReportData { get; init; }

    public ushort CertificationDataType { get; init; } = 5;

    /// <summary>The trust domain; null for a quote of <see cref="Enclave"/>.</summary>
    public SimulatedTdxSettings? TrustDomain { get; init; }

    /// <summary>A last change of the 48 bytes of the header before they are signed.</summary>
    public Action<byte[]> EditHeader { get; init; } = _ => { };

    /// <summary>
    /// What the quoting enclave keeps for its attestation key: its own report, signed by the PCK key, its authentication data, and the certification data.
    /// </summary>
    public byte[] Certify()
    {
        var report = QuotingEnclave.Encode(QeReportData ?? [.. SHA256.HashData([.. AttestationPoint(), .. AuthenticationData]), .. new byte[32]]);
        var chain = Encoding.ASCII.GetBytes(SimulatedCertificate.ToPem(PckChain) + '\0');
        return
        [
            .. report,
            .. PckKey.SignData(report, HashAlgorithmName.SHA256),
            .. UInt16(AuthenticationData.Length),
            .. AuthenticationData,
            .. UInt16(CertificationDataType),
            .. UInt32(chain.Length),
            .. chain,
        ];
    }

    /// <summary>The quote over these 64 bytes of report data, with the result of <see cref="Certify"/>.</summary>
    public byte[] Encode(ReadOnlySpan<byte> reportData, byte[] certified)
    {
        byte[] signed = [.. Header(), .. TrustDomain is null ? Enclave.Encode(reportData) : Body(TrustDomain, reportData)];
        byte[] nested = TrustDomain is null ? certified : [.. UInt16(QeReportCertificationData), .. UInt32(certified.Length), .. certified];
        var signature = AttestationKey.SignData(signed, HashAlgorithmName.SHA256);
        return [.. signed, .. UInt32(signature.Length + 64 + nested.Length), .. signature, .. AttestationPoint(), .. nested];
    }

    /// <summary>The quote over these 64 bytes of report data, from a quoting enclave that certified its key just now: no verifier knows its report.</summary>
    public byte[] Encode(ReadOnlySpan<byte> reportData) => Encode(reportData, Certify());

    private byte[] Header()
    {
        var header = new byte[48];
        BinaryPrimitives.WriteUInt16LittleEndian(header, checked((ushort)(TrustDomain?.QuoteVersion ?? 3)));
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(2), 2); // attestation key: ECDSA-256 with P-256
        if (TrustDomain is null) BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), QuotingEnclave.IsvSvn);
        else BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), TeeTypeOfTdx);
        IntelQeVendorId.CopyTo(header.AsSpan(12));
        EditHeader(header);
        return header;
    }

    /// <summary>A report of a trust domain, which from version 5 on says what it is before it begins.</summary>
    private static byte[] Body(SimulatedTdxSettings domain, ReadOnlySpan<byte> reportData)
    {
        var report = SimulatedTdReport.Encode(domain, reportData);
        return domain.QuoteVersion < 5 ? report : [.. UInt16(domain.HasTd15Report ? 3 : 2), .. UInt32(report.Length), .. report];
    }

    private byte[] AttestationPoint()
    {
        var q = AttestationKey.ExportParameters(includePrivateParameters: false).Q;
        return [.. q.X!, .. q.Y!];
    }

    private static byte[] UInt16(int value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, checked((ushort)value));
        return bytes;
    }

    private static byte[] UInt32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
