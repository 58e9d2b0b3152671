using Httpa.Verifiers.Encoding;

namespace Httpa.Verifiers.Dcap;

/// <summary>
/// An Intel DCAP quote, taken apart and nothing more: version 3 (Intel "ECDSA Quote Library API", appendix A) and versions 4 and 5 (Intel "TDX DCAP
/// Quoting Library API", appendix A), which SGX and TDX share. All members are slices of the quote; integers are little-endian.
/// </summary>
/// <remarks>
/// Everything that is not signed must have exactly one form: lengths are nested and exact, reserved bytes zero, and nothing stands behind the end.
/// A buffer with zeros behind the quote is refused too: the attester knows how long its quote is.
/// </remarks>
internal readonly ref struct DcapQuote
{
    private const int HeaderLength = 48;
    private const uint ReportLength = EnclaveReport.Length;
    private const ushort EcdsaP256 = 2;
    private const ushort QeReportData = 6;
    private const ushort PckChain = 5;

    /// <summary>Intel's quoting enclaves.</summary>
    private static ReadOnlySpan<byte> IntelVendor =>
        [0x93, 0x9a, 0x72, 0x33, 0xf7, 0x9c, 0x4c, 0xa9, 0x94, 0x0a, 0x0d, 0xb3, 0x95, 0x7f, 0x06, 0x07];

    /// <summary>The version of the quote: 3, 4 or 5.</summary>
    public ushort Version { get; private init; }

    /// <summary>What the attestation key signs: header, body and, in version 5, what stands between them.</summary>
    public ReadOnlySpan<byte> Signed { get; private init; }

    /// <summary>The report of the enclave (384 bytes) or TD (584 or 648 bytes).</summary>
    public ReadOnlySpan<byte> Body { get; private init; }

    /// <summary>The attestation key's signature: r and s, 64 bytes.</summary>
    public ReadOnlySpan<byte> Signature { get; private init; }

    /// <summary>The attestation key: x and y, 64 bytes.</summary>
    public ReadOnlySpan<byte> AttestationKey { get; private init; }

    /// <summary>The quoting enclave's report: 384 bytes.</summary>
    public ReadOnlySpan<byte> QeReport { get; private init; }

    /// <summary>The PCK's signature over <see cref="QeReport"/>: r and s, 64 bytes.</summary>
    public ReadOnlySpan<byte> QeReportSignature { get; private init; }

    /// <summary>What the quoting enclave authenticated together with the key; usually 32 bytes.</summary>
    public ReadOnlySpan<byte> QeAuthData { get; private init; }

    /// <summary>All bytes from <see cref="AttestationKey"/> to <see cref="QeAuthData"/>: the same in every quote of one attestation key.</summary>
    public ReadOnlySpan<byte> QeStatement { get; private init; }

    /// <summary>The PCK certificate and its issuers, PEM (certification data of type 5).</summary>
    public ReadOnlySpan<byte> PckCertificates { get; private init; }

    /// <summary>Takes a quote apart.</summary>
    /// <param name="bytes">The quote.</param>
    /// <param name="tee">The kind of quote that is expected.</param>
    /// <param name="quote">The parts, when the result is true.</param>
    /// <param name="finding">What is wrong, when the result is false.</param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, DcapTee tee, out DcapQuote quote, out Finding? finding)
    {
        quote = default;
        var reader = new SpanReader(bytes);                 // offset
        var version = reader.ReadUInt16();                  // 0
        var keyType = reader.ReadUInt16();                  // 2
        var teeType = reader.ReadUInt32();                  // 4, reserved in version 3
        var svns = reader.Read(4);                          // 8, QE SVN and PCE SVN in version 3, reserved later
        var vendor = reader.Read(16);                       // 12
        reader.Read(20);                                    // 28, user data
        finding = JudgeHeader(reader.HasFailed, version, keyType, tee) ?? JudgeOrigin(teeType, tee, vendor);
        if (finding is not null) return false;

        var bodyLength = ReadBodyLength(ref reader, version, tee);  // 48
        var body = reader.Read(bodyLength);                 // 48, or 54 in version 5
        var signed = bytes[..(bytes.Length - reader.Remaining)];
        var signatureData = reader.Read(reader.ReadUInt32());
        if (reader.HasFailed || bodyLength == 0 || (version > 3 && svns.ContainsAnyExcept((byte)0)))
            finding = Malformed("its lengths, reserved bytes or body type");
        else if (reader.Remaining != 0)
            finding = TrailingBytes(reader.Remaining);
        else
            return TryParseSignature(signatureData, new DcapQuote { Version = version, Signed = signed, Body = body }, out quote, out finding);
        return false;
    }

    private static uint ReadBodyLength(ref SpanReader reader, ushort version, DcapTee tee)
    {
        if (version < 5) return tee == DcapTee.Sgx ? ReportLength : TdReport.Length10;
        var bodyType = reader.ReadUInt16();
        var expected = (tee, bodyType) switch
        {
            (DcapTee.Sgx, 1) => ReportLength,
            (DcapTee.Tdx, 2) => TdReport.Length10,
            (DcapTee.Tdx, 3) => TdReport.Length15,
            _ => 0u,
        };
        return reader.ReadUInt32() == expected ? expected : 0;
    }

    private static bool TryParseSignature(ReadOnlySpan<byte> data, DcapQuote head, out DcapQuote quote, out Finding? finding)
    {
        quote = default;
        finding = null;
        var reader = new SpanReader(data);                  // offset
        var signature = reader.Read(64);                    // 0
        var key = reader.Read(64);                          // 64
        var start = 128;
        if (head.Version > 3)
        {
            var outerType = reader.ReadUInt16();            // 128
            var inner = reader.Read(reader.ReadUInt32());   // 130
            if (!reader.IsComplete) finding = Malformed("the length of its certification data");
            else if (outerType != QeReportData) finding = Unsupported(outerType);
            if (finding is not null) return false;
            reader = new SpanReader(inner);                 // 134
            start = 134;
        }

        var before = reader.Remaining;
        var report = reader.Read(ReportLength);             // from here on relative to 128 or 134: 0
        var reportSignature = reader.Read(64);              // 384
        var authData = reader.Read(reader.ReadUInt16());    // 448
        var end = start + before - reader.Remaining;
        var type = reader.ReadUInt16();
        var certificates = reader.Read(reader.ReadUInt32());
        if (!reader.IsComplete) finding = Malformed("the lengths inside its signature data");
        else if (type != PckChain) finding = Unsupported(type);
        if (finding is not null) return false;

        quote = new DcapQuote
        {
            Version = head.Version,
            Signed = head.Signed,
            Body = head.Body,
            Signature = signature,
            AttestationKey = key,
            QeReport = report,
            QeReportSignature = reportSignature,
            QeAuthData = authData,
            QeStatement = data[64..end],
            PckCertificates = certificates,
        };
        return true;
    }

    private static Finding? JudgeHeader(bool tooShort, ushort version, ushort keyType, DcapTee tee)
    {
        if (tooShort) return Malformed($"less than {HeaderLength} bytes of header");
        // Version 3 knows of enclaves only: what is the TEE type later is reserved there.
        if (version is < 3 or > 5 || (version == 3 && tee != DcapTee.Sgx))
        {
            var expected = tee == DcapTee.Sgx ? "version 3, 4 or 5" : "version 4 or 5";
            return new Finding(AppraisalReason.QuoteVersionUnsupported, FindingKind.NotGenuine, "quote", expected, $"version {version}",
                "Make a DCAP quote with ECDSA, not an EPID quote; a newer version needs a newer verifier.");
        }

        return keyType == EcdsaP256 ? null : new Finding(
            AppraisalReason.AttestationKeyTypeUnsupported, FindingKind.NotGenuine, "attestation key", "type 2 (ECDSA with P-256)", $"type {keyType}",
            "Make the quote with an ECDSA-256-with-P-256 attestation key.");
    }

    private static Finding? JudgeOrigin(uint teeType, DcapTee tee, ReadOnlySpan<byte> vendor)
    {
        if (teeType != (uint)tee)
        {
            return new Finding(AppraisalReason.TeeTypeMismatch, FindingKind.NotGenuine, "quote", $"TEE type 0x{(uint)tee:x} ({tee})", $"TEE type 0x{teeType:x}",
                "Send the quote under the evidence type that it has.");
        }

        return vendor.SequenceEqual(IntelVendor) ? null : new Finding(
            AppraisalReason.QeVendorUnknown, FindingKind.NotGenuine, "quoting enclave", "Intel's vendor id", Convert.ToHexStringLower(vendor),
            "Only Intel's quoting enclaves can be judged.");
    }

    private static Finding Malformed(string what) => new(
        AppraisalReason.QuoteMalformed, FindingKind.NotGenuine, "quote", "a complete DCAP quote", $"malformed: {what}",
        "The quote was cut, changed on its way, or is none.");

    private static Finding TrailingBytes(int count) => new(
        AppraisalReason.QuoteTrailingBytes, FindingKind.NotGenuine, "quote", "nothing behind its signature data", $"followed by {count} bytes",
        "Send the quote alone: as many bytes as the quoting library reports, not the whole buffer.");

    private static Finding Unsupported(ushort type) => new(
        AppraisalReason.CertificationDataUnsupported, FindingKind.NotGenuine, "certification data", "type 5 (PCK certificate chain)", $"type {type}",
        "Let the platform put the PCK certificate chain into its quotes: configure a provisioning certificate cache (PCCS) and a quote provider library.");
}

/// <summary>Who makes a DCAP quote: the TEE type of the quote's header.</summary>
internal enum DcapTee
{
    /// <summary>An SGX enclave.</summary>
    Sgx = 0,

    /// <summary>A trust domain of TDX.</summary>
    Tdx = 0x81,
}

/// <summary>The lengths of TDX report bodies.</summary>
internal static class TdReport
{
    /// <summary>TD report of TDX 1.0, bytes.</summary>
    public const uint Length10 = 584;

    /// <summary>TD report of TDX 1.5, bytes.</summary>
    public const uint Length15 = 648;
}
