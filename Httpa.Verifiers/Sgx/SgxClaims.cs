using System.Buffers.Binary;
using System.Globalization;
using Httpa.Verifiers.Dcap;

namespace Httpa.Verifiers.Sgx;

/// <summary>What an SGX quote says of its enclave (Intel SDM volume 3D, REPORT structure) and Intel of its platform.</summary>
public sealed record SgxClaims : IEvidenceClaims
{
    /// <summary>The version of the quote.</summary>
    public required int QuoteVersion { get; init; }

    /// <summary>The SVNs of the processor: 16 bytes.</summary>
    public required Measurement CpuSvn { get; init; }

    /// <summary>MISCSELECT: the extended features that the enclave selected.</summary>
    public required uint MiscSelect { get; init; }

    /// <summary>ATTRIBUTES: 8 bytes of flags, 8 bytes XFRM.</summary>
    public required Measurement Attributes { get; init; }

    /// <summary>MRENCLAVE, the measurement of the enclave's build: 32 bytes.</summary>
    public required Measurement MrEnclave { get; init; }

    /// <summary>MRSIGNER, the hash of the key that signed the enclave: 32 bytes.</summary>
    public required Measurement MrSigner { get; init; }

    /// <summary>CONFIGID: 64 bytes, zero without key separation and sharing.</summary>
    public required Measurement ConfigId { get; init; }

    /// <summary>ISVFAMILYID: 16 bytes.</summary>
    public required Measurement IsvFamilyId { get; init; }

    /// <summary>ISVEXTPRODID: 16 bytes.</summary>
    public required Measurement IsvExtProdId { get; init; }

    /// <summary>ISVPRODID, the signer's number of the product.</summary>
    public required ushort IsvProdId { get; init; }

    /// <summary>ISVSVN, the security version of the enclave.</summary>
    public required ushort IsvSvn { get; init; }

    /// <summary>CONFIGSVN.</summary>
    public required ushort ConfigSvn { get; init; }

    /// <summary>REPORTDATA: 64 bytes of the enclave's choosing.</summary>
    public required Measurement ReportData { get; init; }

    /// <summary>What Intel's endorsements say of the platform; null when they were not all given or did not hold.</summary>
    public DcapPlatform? Platform { get; init; }

    /// <summary>ATTRIBUTES.DEBUG (bit 1): the enclave's memory can be read from outside.</summary>
    public bool IsDebug => (Attributes.Bytes.Span[0] & 0x02) != 0;

    /// <summary>ATTRIBUTES.KSS (bit 7): key separation and sharing is on.</summary>
    public bool IsKss => (Attributes.Bytes.Span[0] & 0x80) != 0;

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, string>> Describe()
    {
        yield return new("quoteVersion", Decimal(QuoteVersion));
        yield return new("teeType", "0");
        yield return new("bodyType", "sgx");
        yield return new("cpuSvn", CpuSvn.ToString());
        // Byte for byte as it stands in the quote, like everything in hexadecimal.
        yield return new("miscSelect", $"{BinaryPrimitives.ReverseEndianness(MiscSelect):x8}");
        yield return new("attributes", Attributes.ToString());
        yield return new("mrEnclave", MrEnclave.ToString());
        yield return new("mrSigner", MrSigner.ToString());
        yield return new("configId", ConfigId.ToString());
        yield return new("configSvn", Decimal(ConfigSvn));
        yield return new("isvFamilyId", IsvFamilyId.ToString());
        yield return new("isvExtProdId", IsvExtProdId.ToString());
        yield return new("isvProdId", Decimal(IsvProdId));
        yield return new("isvSvn", Decimal(IsvSvn));
        yield return new("reportData", ReportData.ToString());
        yield return new("debug", IsDebug ? "true" : "false");
        if (Platform is null) yield break;
        foreach (var claim in Platform.Describe()) yield return claim;
    }

    private static string Decimal(int value) => value.ToString(CultureInfo.InvariantCulture);
}
