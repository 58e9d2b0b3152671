using Httpa.Verifiers.Dcap;

namespace Httpa.Verifiers.Tdx;

/// <summary>
/// A DCAP quote about a trust domain: version 4 with a report of TDX 1.0 (584 bytes), version 5 with that or one of TDX 1.5 (648 bytes) (Intel "TDX DCAP
/// Quoting Library API", appendix A). Neither report has reserved bytes.
/// </summary>
internal readonly ref struct TdxQuote
{
    /// <summary>The quote's parts.</summary>
    public DcapQuote Quote { get; private init; }

    /// <summary>True when the report is of TDX 1.5.</summary>
    public bool IsTd15 => Quote.Body.Length == (int)TdReport.Length15;

    /// <summary>What the report says of the TDX module.</summary>
    public TdTcb Tcb => new()
    {
        TeeTcbSvn = Quote.Body[Fields.TeeTcbSvn],
        TeeTcbSvn2 = IsTd15 ? Quote.Body[Fields.TeeTcbSvn2] : default,
        MrSignerSeam = Quote.Body[Fields.MrSignerSeam],
        SeamAttributes = Quote.Body[Fields.SeamAttributes],
    };

    /// <summary>Takes a quote apart.</summary>
    /// <param name="bytes">The quote.</param>
    /// <param name="quote">The parts, when the result is true.</param>
    /// <param name="finding">What is wrong, when the result is false.</param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out TdxQuote quote, out Finding? finding)
    {
        quote = default;
        if (!DcapQuote.TryParse(bytes, DcapTee.Tdx, out var parts, out finding)) return false;
        quote = new TdxQuote { Quote = parts };
        return true;
    }

    /// <summary>What the quote says, copied out of it.</summary>
    /// <param name="platform">What the endorsements say; null when that is not known.</param>
    public TdxClaims ToClaims(DcapPlatform? platform)
    {
        var body = Quote.Body.ToArray();
        return new TdxClaims
        {
            QuoteVersion = Quote.Version,
            TeeTcbSvn = Field(Fields.TeeTcbSvn),
            MrSeam = Field(Fields.MrSeam),
            MrSignerSeam = Field(Fields.MrSignerSeam),
            SeamAttributes = Field(Fields.SeamAttributes),
            TdAttributes = Field(Fields.TdAttributes),
            Xfam = Field(Fields.Xfam),
            MrTd = Field(Fields.MrTd),
            MrConfigId = Field(Fields.MrConfigId),
            MrOwner = Field(Fields.MrOwner),
            MrOwnerConfig = Field(Fields.MrOwnerConfig),
            RtMr0 = Field(Fields.RtMr0),
            RtMr1 = Field(Fields.RtMr1),
            RtMr2 = Field(Fields.RtMr2),
            RtMr3 = Field(Fields.RtMr3),
            ReportData = Field(Fields.ReportData),
            TeeTcbSvn2 = IsTd15 ? Field(Fields.TeeTcbSvn2) : null,
            MrServiceTd = IsTd15 ? Field(Fields.MrServiceTd) : null,
            Platform = platform,
        };

        Measurement Field(Range range) => new(body.AsMemory(range));
    }

    /// <summary>Where the members stand in the report; the last two only in one of TDX 1.5.</summary>
    private static class Fields
    {
        public static readonly Range TeeTcbSvn = 0..16;
        public static readonly Range MrSeam = 16..64;
        public static readonly Range MrSignerSeam = 64..112;
        public static readonly Range SeamAttributes = 112..120;
        public static readonly Range TdAttributes = 120..128;
        public static readonly Range Xfam = 128..136;
        public static readonly Range MrTd = 136..184;
        public static readonly Range MrConfigId = 184..232;
        public static readonly Range MrOwner = 232..280;
        public static readonly Range MrOwnerConfig = 280..328;
        public static readonly Range RtMr0 = 328..376;
        public static readonly Range RtMr1 = 376..424;
        public static readonly Range RtMr2 = 424..472;
        public static readonly Range RtMr3 = 472..520;
        public static readonly Range ReportData = 520..584;
        public static readonly Range TeeTcbSvn2 = 584..600;
        public static readonly Range MrServiceTd = 600..648;
    }
}
