using System.Security.Cryptography;
using Httpa.Verifiers;
using Httpa.Verifiers.Dcap;

namespace Httpa.TestServer.Simulated;

/// <summary>
/// What a simulated TDX trust domain is and what its vendor says of the platform. Immutable; the defaults are a release TD on an up-to-date platform. Change single
/// things with a <c>with</c> expression.
/// </summary>
public sealed record SimulatedTdxSettings
{
    /// <summary>MRTD: 48 bytes.</summary>
    public Measurement MrTd { get; init; } = Phrase("Httpa simulated trust domain");

    /// <summary>RTMR0: 48 bytes.</summary>
    public Measurement RtMr0 { get; init; } = Phrase("Httpa simulated firmware configuration");

    /// <summary>RTMR1: 48 bytes.</summary>
    public Measurement RtMr1 { get; init; } = Phrase("Httpa simulated kernel");

    /// <summary>RTMR2: 48 bytes.</summary>
    public Measurement RtMr2 { get; init; } = Phrase("Httpa simulated command line");

    /// <summary>RTMR3: 48 bytes.</summary>
    public Measurement RtMr3 { get; init; } = Phrase("Httpa simulated application");

    /// <summary>MRCONFIGID: 48 bytes.</summary>
    public Measurement MrConfigId { get; init; } = new(new byte[48]);

    /// <summary>MROWNER: 48 bytes.</summary>
    public Measurement MrOwner { get; init; } = new(new byte[48]);

    /// <summary>MROWNERCONFIG: 48 bytes.</summary>
    public Measurement MrOwnerConfig { get; init; } = new(new byte[48]);

    /// <summary>MRSERVICETD: 48 bytes; zero for no service TD. Only the report of TDX 1.5 tells it.</summary>
    public Measurement MrServiceTd { get; init; } = new(new byte[48]);

    /// <summary>MRSEAM: 48 bytes.</summary>
    public Measurement MrSeam { get; init; } = Phrase("Httpa simulated TDX module");

    /// <summary>MRSIGNERSEAM: 48 bytes, zero for Intel's modules.</summary>
    public Measurement MrSignerSeam { get; init; } = new(new byte[48]);

    /// <summary>SEAMATTRIBUTES: 8 bytes.</summary>
    public Measurement SeamAttributes { get; init; } = new(new byte[8]);

    /// <summary>TDATTRIBUTES: 8 bytes. The default has SEPT_VE_DISABLE alone.</summary>
    public Measurement TdAttributes { get; init; } = Measurement.Parse("0000001000000000");

    /// <summary>XFAM: 8 bytes.</summary>
    public Measurement Xfam { get; init; } = Measurement.Parse("e702060000000000");

    /// <summary>TEE_TCB_SVN at the TD's launch: 16 SVNs, those of the TDX module first (its SVN, its version).</summary>
    public IReadOnlyList<byte> TeeTcbSvn { get; init; } = [6, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>TEE_TCB_SVN_2, the same now; null when nothing changed since the launch. Only the report of TDX 1.5 tells it.</summary>
    public IReadOnlyList<byte>? TeeTcbSvn2 { get; init; }

    /// <summary>The version of the quote, 4 or 5.</summary>
    public int QuoteVersion { get; init; } = 5;

    /// <summary>True for the report of TDX 1.5 (648 bytes), which needs a quote of version 5; false for that of TDX 1.0 (584 bytes).</summary>
    public bool HasTd15Report { get; init; } = true;

    /// <summary>The modules that the TCB info names.</summary>
    public IReadOnlyList<SimulatedTdxModule> Modules { get; init; } =
    [
        new() { Id = "TDX_03", Levels = [Level(3, TcbStatus.UpToDate)] },
        new() { Id = "TDX_01", Levels = [Level(6, TcbStatus.UpToDate), Level(4, TcbStatus.OutOfDate), Level(2, TcbStatus.Revoked)] },
    ];

    /// <summary>The processor, its quoting enclave and what the vendor says of them. What is said there of an enclave does not count.</summary>
    public SimulatedSgxSettings Platform { get; init; } = new()
    {
        TcbLevels = [.. new SimulatedSgxSettings().TcbLevels.Select((level, i) => level with { TdxComponents = i == 0 ? Components(5, 0, 3) : Components(3, 0, 2) })],
    };

    private static IReadOnlyList<byte> Components(byte module, byte version, byte seamLoader) => [module, version, seamLoader, .. new byte[13]];

    private static SimulatedQeLevel Level(ushort isvSvn, TcbStatus status) => status == TcbStatus.UpToDate
        ? new() { IsvSvn = isvSvn, Status = status, Date = SimulatedSgxSettings.Day(2024, 11, 13) }
        : new() { IsvSvn = isvSvn, Status = status, Date = SimulatedSgxSettings.Day(2023, 8, 9), AdvisoryIds = ["INTEL-SA-01036"] };

    private static Measurement Phrase(string phrase) => new(SHA384.HashData(System.Text.Encoding.UTF8.GetBytes(phrase)));
}
