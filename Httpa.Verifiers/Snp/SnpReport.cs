using System.Buffers.Binary;
using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Snp;

/// <summary>
/// An attestation report of 1,184 bytes (AMD 56860, ATTESTATION_REPORT): version 2, version 3 (which adds the processor's CPUID) or version 5 (which adds mitigation
/// vectors). Numbers are little-endian. Parsed and nothing more: not verified.
/// </summary>
internal readonly ref struct SnpReport
{
    /// <summary>The length of every report in bytes.</summary>
    public const int Length = 0x4a0;

    private const int SignedLength = 0x2a0;
    private const uint EcdsaP384Sha384 = 1;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly Form _form;

    private SnpReport(ReadOnlySpan<byte> bytes, Form form)
    {
        _bytes = bytes;
        _form = form;
    }

    /// <summary>What the signature is over: bytes 000h to 29Fh.</summary>
    public ReadOnlySpan<byte> Signed => _bytes[..SignedLength];

    /// <summary>SIGNING_KEY; null when the report says that it is not signed, or names a key that is reserved.</summary>
    public SnpSigningKey? SigningKey => SigningKeyNumber switch
    {
        0 => SnpSigningKey.Vcek,
        1 => SnpSigningKey.Vlek,
        _ => null,
    };

    /// <summary>SIGNING_KEY as it stands: 7 is no key.</summary>
    public uint SigningKeyNumber => (KeyInfo >> 2) & 0b111;

    /// <summary>MASK_CHIP_KEY: the host keeps the chip's key from being used.</summary>
    public bool MasksChipKey => (KeyInfo & 0b10) != 0;

    /// <summary>REPORTED_TCB, which the signing key was derived for.</summary>
    public ReadOnlySpan<byte> ReportedTcb => _bytes[ReportFields.ReportedTcb];

    /// <summary>CHIP_ID.</summary>
    public ReadOnlySpan<byte> ChipId => _bytes[ReportFields.ChipId];

    /// <summary>True when the report states the processor's family and model.</summary>
    public bool HasProcessor => _form.HasProcessor;

    /// <summary>The product line of the processor that the report states; null for none or an unknown one.</summary>
    public ProductLine? Processor => HasProcessor ? ProductLine.OfProcessor(_bytes[ReportFields.Family], _bytes[ReportFields.Model]) : null;

    private uint KeyInfo => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[ReportFields.KeyInfo]);

    /// <summary>Takes a report apart.</summary>
    /// <param name="bytes">The report.</param>
    /// <param name="report">The parts, when the result is true.</param>
    /// <param name="finding">What is wrong, when the result is false.</param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out SnpReport report, out Finding? finding)
    {
        report = default;
        finding = null;
        if (bytes.Length != Length)
            finding = Malformed($"of {Length} bytes", $"of {bytes.Length} bytes");
        else if (Form.Find(BinaryPrimitives.ReadUInt32LittleEndian(bytes)) is not { } form)
            finding = NotSupported(AppraisalReason.SnpVersionUnsupported, "version 2, 3 or 5", "version", bytes[..4]);
        else if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[ReportFields.SignatureAlgorithm]) != EcdsaP384Sha384)
            finding = NotSupported(AppraisalReason.SnpSignatureAlgorithmUnsupported, "algorithm 1 (ECDSA P-384 with SHA-384)", "algorithm", bytes[ReportFields.SignatureAlgorithm]);
        else if (!HasZeros(bytes, form.Reserved) || !HasZeros(bytes, ReportFields.Reserved) || new SnpReport(bytes, form).KeyInfo >> 5 != 0)
            finding = Malformed("zero in reserved bytes", "not zero there");
        else
            report = new SnpReport(bytes, form);
        return finding is null;
    }

    /// <summary>True when a key made the signature: r and s are little-endian, 72 bytes each (AMD 56860, "Signature formats").</summary>
    public bool IsSignedBy(PublicKey key)
    {
        Span<byte> signature = stackalloc byte[2 * ReportFields.CoordinateLength];
        var r = signature[..ReportFields.CoordinateLength];
        var s = signature[ReportFields.CoordinateLength..];
        _bytes[ReportFields.SignatureR].CopyTo(r);
        _bytes[ReportFields.SignatureS].CopyTo(s);
        r.Reverse();
        s.Reverse();
        return key.Verify(SignatureAlgorithm.EcdsaP384Sha384, Signed, signature);
    }

    /// <summary>What the report says, copied out of it.</summary>
    /// <param name="chain">The certificates of the key that signed it; null when they do not hold.</param>
    /// <param name="hasCrl">True when a revocation list was taken into account.</param>
    public SnpClaims ToClaims(KeyChain? chain, bool hasCrl)
    {
        var body = Signed.ToArray();
        return new SnpClaims
        {
            Version = Number(ReportFields.Version),
            GuestSvn = Number(ReportFields.GuestSvn),
            GuestPolicy = BinaryPrimitives.ReadUInt64LittleEndian(body.AsSpan(ReportFields.Policy)),
            FamilyId = Field(ReportFields.FamilyId),
            ImageId = Field(ReportFields.ImageId),
            Vmpl = Number(ReportFields.Vmpl),
            CurrentTcb = Field(ReportFields.CurrentTcb),
            PlatformInfo = BinaryPrimitives.ReadUInt64LittleEndian(body.AsSpan(ReportFields.PlatformInfo)),
            KeyInfo = Number(ReportFields.KeyInfo),
            SigningKey = SigningKey,
            ReportData = Field(ReportFields.ReportData),
            Measurement = Field(ReportFields.Measurement),
            HostData = Field(ReportFields.HostData),
            IdKeyDigest = Field(ReportFields.IdKeyDigest),
            AuthorKeyDigest = Field(ReportFields.AuthorKeyDigest),
            ReportId = Field(ReportFields.ReportId),
            ReportIdMa = Field(ReportFields.ReportIdMa),
            ReportedTcb = Field(ReportFields.ReportedTcb),
            CpuId = Field(ReportFields.CpuId),
            ChipId = Field(ReportFields.ChipId),
            CommittedTcb = Field(ReportFields.CommittedTcb),
            CurrentVersion = FirmwareVersion(ReportFields.CurrentVersion),
            CommittedVersion = FirmwareVersion(ReportFields.CommittedVersion),
            LaunchTcb = Field(ReportFields.LaunchTcb),
            LaunchMitigations = _form.HasMitigations ? BinaryPrimitives.ReadUInt64LittleEndian(body.AsSpan(ReportFields.LaunchMitigations)) : null,
            CurrentMitigations = _form.HasMitigations ? BinaryPrimitives.ReadUInt64LittleEndian(body.AsSpan(ReportFields.CurrentMitigations)) : null,
            Product = (chain?.Line ?? Processor)?.Product,
            CspId = chain?.Extension.CspId,
            HasRevocationList = hasCrl,
        };

        Measurement Field(Range range) => new(body.AsMemory(range));

        uint Number(Range range) => BinaryPrimitives.ReadUInt32LittleEndian(body.AsSpan(range));

        // Build, minor, major.
        Version FirmwareVersion(Range range)
        {
            var bytes = body.AsSpan(range);
            return new Version(bytes[2], bytes[1], bytes[0]);
        }
    }

    private static bool HasZeros(ReadOnlySpan<byte> bytes, Range[] ranges)
    {
        foreach (var range in ranges)
        {
            if (bytes[range].ContainsAnyExcept((byte)0)) return false;
        }

        return true;
    }

    private static Finding Malformed(string expected, string actual) => new(
        AppraisalReason.SnpReportMalformed, FindingKind.NotGenuine, "attestation report", expected, actual,
        "Let the service send the report as the firmware made it, without the table of certificates behind it.");

    private static Finding NotSupported(AppraisalReason reason, string expected, string what, ReadOnlySpan<byte> number) => new(
        reason, FindingKind.NotGenuine, "attestation report", expected, $"{what} {BinaryPrimitives.ReadUInt32LittleEndian(number)}",
        "Update this library if AMD published a newer format.");

    /// <summary>A version of the report, and what is reserved in it.</summary>
    private sealed record Form(uint Version, bool HasProcessor, bool HasMitigations, Range[] Reserved)
    {
        private static readonly Form[] All =
        [
            new(2, HasProcessor: false, HasMitigations: false, [0x188..0x1a0, 0x1f8..0x2a0]),
            new(3, HasProcessor: true, HasMitigations: false, [0x18b..0x1a0, 0x1f8..0x2a0]),
            new(5, HasProcessor: true, HasMitigations: true, [0x18b..0x1a0, 0x208..0x2a0]),
        ];

        public static Form? Find(uint version) => Array.Find(All, form => form.Version == version);
    }
}
