using System.Security.Cryptography;
using Httpa.Verifiers;
using Httpa.Verifiers.Dcap;

namespace Httpa.TestServer.Simulated;

/// <summary>
/// What a simulated SGX platform is and what its vendor says of it. Immutable; the defaults are an up-to-date platform with a release enclave.
/// Change single things with a <c>with</c> expression.
/// </summary>
public sealed record SimulatedSgxSettings
{
    /// <summary>MRENCLAVE, the measurement of the enclave's build: 32 bytes.</summary>
    public Measurement MrEnclave { get; init; } = Phrase("Httpa simulated enclave");

    /// <summary>MRSIGNER, the hash of the key that signed the enclave: 32 bytes.</summary>
    public Measurement MrSigner { get; init; } = Phrase("Httpa simulated enclave signer");

    /// <summary>ISVPRODID, the signer's number of the product.</summary>
    public ushort IsvProdId { get; init; } = 1;

    /// <summary>ISVSVN, the security version of the enclave.</summary>
    public ushort IsvSvn { get; init; } = 2;

    /// <summary>ATTRIBUTES.DEBUG: true for an enclave whose memory can be read from outside.</summary>
    public bool IsDebug { get; init; }

    /// <summary>ATTRIBUTES.KSS: true for an enclave with key separation and sharing.</summary>
    public bool IsKss { get; init; }

    /// <summary>CONFIGID: 64 bytes; zero without key separation.</summary>
    public Measurement ConfigId { get; init; } = new(new byte[64]);

    /// <summary>CONFIGSVN; zero without key separation.</summary>
    public ushort ConfigSvn { get; init; }

    /// <summary>ISVFAMILYID: 16 bytes; zero without key separation.</summary>
    public Measurement IsvFamilyId { get; init; } = new(new byte[16]);

    /// <summary>ISVEXTPRODID: 16 bytes; zero without key separation.</summary>
    public Measurement IsvExtProdId { get; init; } = new(new byte[16]);

    /// <summary>FMSPC, which names the kind of platform: 6 bytes. The default is no real platform's.</summary>
    public Measurement Fmspc { get; init; } = Measurement.Parse("53494d000000");

    /// <summary>PCEID: 2 bytes.</summary>
    public Measurement PceId { get; init; } = Measurement.Parse("0000");

    /// <summary>PPID, which names one machine: 16 bytes.</summary>
    public Measurement Ppid { get; init; } = Measurement.Parse("53494d554c4154454400000000000001");

    /// <summary>The SVNs of the platform's 16 TCB components, as its PCK certificate states them.</summary>
    public IReadOnlyList<byte> TcbComponents { get; init; } = [14, 14, 3, 3, 255, 255, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>The SVN of the platform's provisioning certification enclave.</summary>
    public ushort PceSvn { get; init; } = 13;

    /// <summary>True for a client platform, whose PCK certificate the Processor CA issues; false for a server, certified by the Platform CA.</summary>
    public bool UsesProcessorCa { get; init; }

    /// <summary>ISVSVN of the quoting enclave.</summary>
    public ushort QeIsvSvn { get; init; } = 8;

    /// <summary>The version of the TCB info: 3, or 2 as it was until 2023.</summary>
    public int TcbInfoVersion { get; init; } = 3;

    /// <summary>The levels of the TCB info, newest first.</summary>
    public IReadOnlyList<SimulatedTcbLevel> TcbLevels { get; init; } =
    [
        new() { Components = [14, 14, 3, 3, 255, 255, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0], PceSvn = 13, Status = TcbStatus.UpToDate, Date = Day(2024, 3, 13) },
        new()
        {
            Components = [12, 12, 3, 3, 255, 255, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0], PceSvn = 13, Status = TcbStatus.OutOfDate, Date = Day(2023, 8, 9),
            AdvisoryIds = ["INTEL-SA-00960"],
        },
        new()
        {
            Components = [4, 4, 3, 3, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], PceSvn = 5, Status = TcbStatus.OutOfDate, Date = Day(2018, 1, 4),
            AdvisoryIds = ["INTEL-SA-00960", "INTEL-SA-00106"],
        },
    ];

    /// <summary>The levels of the QE identity, newest first.</summary>
    public IReadOnlyList<SimulatedQeLevel> QeLevels { get; init; } =
    [
        new() { IsvSvn = 8, Status = TcbStatus.UpToDate, Date = Day(2024, 3, 13) },
        new() { IsvSvn = 6, Status = TcbStatus.OutOfDate, Date = Day(2021, 11, 10), AdvisoryIds = ["INTEL-SA-00615"] },
    ];

    /// <summary>The TCB evaluation data number of the TCB info.</summary>
    public long TcbEvaluationDataNumber { get; init; } = 17;

    /// <summary>The TCB evaluation data number of the QE identity.</summary>
    public long QeEvaluationDataNumber { get; init; } = 17;

    /// <summary>Which certificates the revocation lists name.</summary>
    public SimulatedRevocations Revoked { get; init; }

    /// <summary>The number of both revocation lists.</summary>
    public long CrlNumber { get; init; } = 1;

    /// <summary>
    /// When the endorsements are issued; they are issued once then. Null: at the time of the first use, and again whenever half of their lifetime is over.
    /// </summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>How long endorsements are valid; 30 days as Intel's are.</summary>
    public TimeSpan EndorsementLifetime { get; init; } = TimeSpan.FromDays(30);

    internal static DateTimeOffset Day(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.Zero);

    internal static Measurement Phrase(string phrase) => new(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(phrase)));
}
