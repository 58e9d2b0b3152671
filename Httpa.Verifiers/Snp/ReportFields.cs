namespace Httpa.Verifiers.Snp;

/// <summary>Where the members of an attestation report stand (AMD 56860, ATTESTATION_REPORT; the signature: "Signature formats").</summary>
internal static class ReportFields
{
    /// <summary>How many bytes of r and of s count: a coordinate of P-384. The fields have 72.</summary>
    public const int CoordinateLength = 48;

    public static readonly Range Version = 0x000..0x004;
    public static readonly Range GuestSvn = 0x004..0x008;
    public static readonly Range Policy = 0x008..0x010;
    public static readonly Range FamilyId = 0x010..0x020;
    public static readonly Range ImageId = 0x020..0x030;
    public static readonly Range Vmpl = 0x030..0x034;
    public static readonly Range SignatureAlgorithm = 0x034..0x038;
    public static readonly Range CurrentTcb = 0x038..0x040;
    public static readonly Range PlatformInfo = 0x040..0x048;
    public static readonly Range KeyInfo = 0x048..0x04c; // AUTHOR_KEY_EN (bit 0), MASK_CHIP_KEY (1), SIGNING_KEY (2 to 4)
    public static readonly Range ReportData = 0x050..0x090;
    public static readonly Range Measurement = 0x090..0x0c0;
    public static readonly Range HostData = 0x0c0..0x0e0;
    public static readonly Range IdKeyDigest = 0x0e0..0x110;
    public static readonly Range AuthorKeyDigest = 0x110..0x140;
    public static readonly Range ReportId = 0x140..0x160;
    public static readonly Range ReportIdMa = 0x160..0x180;
    public static readonly Range ReportedTcb = 0x180..0x188;
    public static readonly Range CpuId = 0x188..0x18b; // family, model, stepping; from version 3 on
    public static readonly Range ChipId = 0x1a0..0x1e0;
    public static readonly Range CommittedTcb = 0x1e0..0x1e8;
    public static readonly Range CurrentVersion = 0x1e8..0x1eb;
    public static readonly Range CommittedVersion = 0x1ec..0x1ef;
    public static readonly Range LaunchTcb = 0x1f0..0x1f8;
    public static readonly Range LaunchMitigations = 0x1f8..0x200; // from version 5 on
    public static readonly Range CurrentMitigations = 0x200..0x208; // from version 5 on
    public static readonly Range SignatureR = 0x2a0..0x2d0;
    public static readonly Range SignatureS = 0x2e8..0x318;

    public static readonly Index Family = 0x188;
    public static readonly Index Model = 0x189;

    /// <summary>What is zero in every version, the upper 24 bytes of r and of s too.</summary>
    public static readonly Range[] Reserved = [0x04c..0x050, 0x1eb..0x1ec, 0x1ef..0x1f0, 0x2d0..0x2e8, 0x318..0x4a0];
}
