using Httpa.Verifiers;
using Httpa.Verifiers.Dcap;
using Httpa.Verifiers.Sgx;

namespace Httpa.Client.Tests.Verifiers.Policy;

/// <summary>Genuine claims of a good enclave on a good platform, and the policy that accepts exactly them.</summary>
internal static class SampleClaims
{
    public static readonly DateTimeOffset Time = new(2025, 8, 20, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset TcbDate = new(2024, 3, 13, 0, 0, 0, TimeSpan.Zero);
    public static readonly string Build = new('1', 64);
    public static readonly string Signer = new('2', 64);
    public static readonly string Ppid = new('3', 32);
    public const string Fmspc = "00606a000000";

    public static SgxClaims Claims { get; } = new()
    {
        QuoteVersion = 3,
        CpuSvn = Zero(16),
        MiscSelect = 0,
        Attributes = Measurement.Parse("0500000000000000e700000000000000"),
        MrEnclave = Measurement.Parse(Build),
        MrSigner = Measurement.Parse(Signer),
        ConfigId = Zero(64),
        IsvFamilyId = Zero(16),
        IsvExtProdId = Zero(16),
        IsvProdId = 7,
        IsvSvn = 3,
        ConfigSvn = 0,
        ReportData = Zero(64),
        Platform = Platform(TcbStatus.UpToDate),
    };

    public static SgxPolicy Accepting { get; } = new()
    {
        MrEnclave = ReferenceValue.AnyOf(("v1.4.2 2026-11", Build)),
        MrSigner = ReferenceValue.AnyOf(Signer),
        IsvProdId = ReferenceValue.AnyOf<ushort>(7),
        IsvSvn = ReferenceValue.AtLeast<ushort>(3),
    };

    public static DcapPlatform Platform(TcbStatus status, params string[] advisories) => new()
    {
        Status = status,
        PlatformStatus = status,
        QeStatus = TcbStatus.UpToDate,
        AdvisoryIds = advisories,
        TcbDate = TcbDate,
        GraceStart = TcbDate,
        TcbEvaluationDataNumber = 17,
        QeEvaluationDataNumber = 17,
        Fmspc = Measurement.Parse(Fmspc),
        PceId = Zero(2),
        PceSvn = 13,
        TcbComponents = new byte[16],
        Ppid = Measurement.Parse(Ppid),
        PckCa = "platform",
    };

    public static Measurement Zero(int length) => new(new byte[length]);
}

/// <summary>The outcome of an appraisal.</summary>
internal sealed record Verdict(DateTimeOffset Expires, List<Finding> Findings)
{
    public IEnumerable<AppraisalReason> Reasons => Findings.Select(f => f.Reason);

    public static Verdict Of(SgxClaims claims, SgxPolicy policy, DateTimeOffset? time = null)
    {
        var findings = new List<Finding>();
        var expires = SgxAppraisal.Appraise(claims, policy, time ?? SampleClaims.Time, findings);
        return new(expires, findings);
    }
}
