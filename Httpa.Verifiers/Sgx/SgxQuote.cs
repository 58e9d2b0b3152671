using System.Buffers.Binary;
using Httpa.Verifiers.Dcap;

namespace Httpa.Verifiers.Sgx;

/// <summary>A DCAP quote about an SGX enclave: version 3, 4 or 5 with an enclave report of 384 bytes.</summary>
internal readonly ref struct SgxQuote
{
    /// <summary>The quote's parts.</summary>
    public DcapQuote Quote { get; private init; }

    /// <summary>The enclave's report.</summary>
    public EnclaveReport Report { get; private init; }

    /// <summary>Takes a quote apart.</summary>
    /// <param name="bytes">The quote.</param>
    /// <param name="quote">The parts, when the result is true.</param>
    /// <param name="finding">What is wrong, when the result is false.</param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out SgxQuote quote, out Finding? finding)
    {
        quote = default;
        if (!DcapQuote.TryParse(bytes, DcapTee.Sgx, out var parts, out finding)) return false;
        if (EnclaveReport.TryParse(parts.Body, out var report))
        {
            quote = new SgxQuote { Quote = parts, Report = report };
            return true;
        }

        finding = new Finding(AppraisalReason.QuoteMalformed, FindingKind.NotGenuine, "enclave report", "zeros in its reserved bytes", "malformed",
            "The quote was changed on its way, or is of a newer format.");
        return false;
    }

    /// <summary>What the quote says, copied out of it.</summary>
    /// <param name="platform">What the endorsements say; null when that is not known.</param>
    public SgxClaims ToClaims(DcapPlatform? platform)
    {
        var body = Quote.Body.ToArray();
        return new SgxClaims
        {
            QuoteVersion = Quote.Version,
            CpuSvn = Field(EnclaveReport.Fields.CpuSvn),
            MiscSelect = Report.MiscSelect,
            Attributes = Field(EnclaveReport.Fields.Attributes),
            MrEnclave = Field(EnclaveReport.Fields.MrEnclave),
            MrSigner = Field(EnclaveReport.Fields.MrSigner),
            ConfigId = Field(EnclaveReport.Fields.ConfigId),
            IsvFamilyId = Field(EnclaveReport.Fields.IsvFamilyId),
            IsvExtProdId = Field(EnclaveReport.Fields.IsvExtProdId),
            IsvProdId = Report.IsvProdId,
            IsvSvn = Report.IsvSvn,
            ConfigSvn = BinaryPrimitives.ReadUInt16LittleEndian(Quote.Body[EnclaveReport.Fields.ConfigSvn]),
            ReportData = Field(EnclaveReport.Fields.ReportData),
            Platform = platform,
        };

        Measurement Field(Range range) => new(body.AsMemory(range));
    }
}
