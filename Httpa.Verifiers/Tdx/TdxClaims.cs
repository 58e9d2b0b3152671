using System.Buffers.Binary;
using System.Globalization;
using Httpa.Verifiers.Dcap;

namespace Httpa.Verifiers.Tdx;

/// <summary>What a TDX quote says of its trust domain (Intel "TDX Module ABI Reference Specification", TDREPORT_STRUCT) and Intel of its platform.</summary>
public sealed record TdxClaims : IEvidenceClaims
{
    // TDATTRIBUTES (the same, ATTRIBUTES).
    internal const ulong Debug = 1 << 0;
    internal const ulong SeptVeDisable = 1 << 28;
    internal const ulong Migratable = 1 << 29;
    internal const ulong Pks = 1 << 30;
    internal const ulong Kl = 1UL << 31;
    internal const ulong Perfmon = 1UL << 63;

    /// <summary>The version of the quote.</summary>
    public required int QuoteVersion { get; init; }

    /// <summary>TEE_TCB_SVN, the state of TDX when the TD was launched: 16 bytes; the module's SVN, its version, then further components.</summary>
    public required Measurement TeeTcbSvn { get; init; }

    /// <summary>MRSEAM, the measurement of the TDX module: 48 bytes.</summary>
    public required Measurement MrSeam { get; init; }

    /// <summary>MRSIGNERSEAM, the signer of the TDX module: 48 bytes, zero for Intel's.</summary>
    public required Measurement MrSignerSeam { get; init; }

    /// <summary>SEAMATTRIBUTES of the TDX module: 8 bytes.</summary>
    public required Measurement SeamAttributes { get; init; }

    /// <summary>TDATTRIBUTES: 8 bytes of flags.</summary>
    public required Measurement TdAttributes { get; init; }

    /// <summary>XFAM, the extended processor features that the TD may use: 8 bytes.</summary>
    public required Measurement Xfam { get; init; }

    /// <summary>MRTD, the measurement of what the TD was built from (its virtual firmware): 48 bytes.</summary>
    public required Measurement MrTd { get; init; }

    /// <summary>MRCONFIGID, chosen by the host at launch: 48 bytes.</summary>
    public required Measurement MrConfigId { get; init; }

    /// <summary>MROWNER, chosen by the host at launch: 48 bytes.</summary>
    public required Measurement MrOwner { get; init; }

    /// <summary>MROWNERCONFIG, chosen by the host at launch: 48 bytes.</summary>
    public required Measurement MrOwnerConfig { get; init; }

    /// <summary>RTMR0, extended by software in the TD: 48 bytes; usually the firmware's configuration.</summary>
    public required Measurement RtMr0 { get; init; }

    /// <summary>RTMR1: 48 bytes; usually the boot loader and the kernel.</summary>
    public required Measurement RtMr1 { get; init; }

    /// <summary>RTMR2: 48 bytes; usually the kernel's command line and first file system.</summary>
    public required Measurement RtMr2 { get; init; }

    /// <summary>RTMR3: 48 bytes; for the application.</summary>
    public required Measurement RtMr3 { get; init; }

    /// <summary>REPORTDATA: 64 bytes of the TD's choosing.</summary>
    public required Measurement ReportData { get; init; }

    /// <summary>TEE_TCB_SVN_2, the state of TDX when the quote was made: 16 bytes; null in a report of TDX 1.0.</summary>
    public Measurement? TeeTcbSvn2 { get; init; }

    /// <summary>MRSERVICETD, the service TDs that are bound to the TD (a migration TD, say): 48 bytes, zero for none; null in a report of TDX 1.0.</summary>
    public Measurement? MrServiceTd { get; init; }

    /// <summary>What Intel's endorsements say of the platform; null when they were not all given or did not hold.</summary>
    public DcapPlatform? Platform { get; init; }

    /// <summary>TDATTRIBUTES.DEBUG (bit 0): the host can read the TD's memory.</summary>
    public bool IsDebug => Has(Debug);

    /// <summary>TDATTRIBUTES.SEPT_VE_DISABLE (bit 28): the host cannot raise exceptions in the TD by taking its pages away.</summary>
    public bool IsSeptVeDisabled => Has(SeptVeDisable);

    /// <summary>TDATTRIBUTES.MIGRATABLE (bit 29): a migration TD may move the TD to another machine.</summary>
    public bool IsMigratable => Has(Migratable);

    /// <summary>TDATTRIBUTES.PKS (bit 30): supervisor protection keys.</summary>
    public bool IsPks => Has(Pks);

    /// <summary>TDATTRIBUTES.KL (bit 31): key locker.</summary>
    public bool IsKl => Has(Kl);

    /// <summary>TDATTRIBUTES.PERFMON (bit 63): performance counters, which tell the TD's secrets to whoever reads them.</summary>
    public bool IsPerfmon => Has(Perfmon);

    /// <summary>TDATTRIBUTES as a number.</summary>
    internal ulong Flags => BinaryPrimitives.ReadUInt64LittleEndian(TdAttributes.Bytes.Span);

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, string>> Describe()
    {
        yield return new("quoteVersion", QuoteVersion.ToString(CultureInfo.InvariantCulture));
        yield return new("teeType", "129");
        yield return new("bodyType", TeeTcbSvn2 is null ? "td1.0" : "td1.5");
        yield return new("teeTcbSvn", TeeTcbSvn.ToString());
        yield return new("mrSeam", MrSeam.ToString());
        yield return new("mrSignerSeam", MrSignerSeam.ToString());
        yield return new("seamAttributes", SeamAttributes.ToString());
        yield return new("tdAttributes", TdAttributes.ToString());
        yield return new("xfam", Xfam.ToString());
        yield return new("mrTd", MrTd.ToString());
        yield return new("mrConfigId", MrConfigId.ToString());
        yield return new("mrOwner", MrOwner.ToString());
        yield return new("mrOwnerConfig", MrOwnerConfig.ToString());
        yield return new("rtMr0", RtMr0.ToString());
        yield return new("rtMr1", RtMr1.ToString());
        yield return new("rtMr2", RtMr2.ToString());
        yield return new("rtMr3", RtMr3.ToString());
        yield return new("reportData", ReportData.ToString());
        if (TeeTcbSvn2 is { } svn2) yield return new("teeTcbSvn2", svn2.ToString());
        if (MrServiceTd is { } serviceTd) yield return new("mrServiceTd", serviceTd.ToString());
        yield return new("debug", Text(IsDebug));
        yield return new("septVeDisable", Text(IsSeptVeDisabled));
        yield return new("migratable", Text(IsMigratable));
        yield return new("pks", Text(IsPks));
        yield return new("kl", Text(IsKl));
        yield return new("perfmon", Text(IsPerfmon));
        if (Platform is null) yield break;
        foreach (var claim in Platform.Describe()) yield return claim;
    }

    private bool Has(ulong flag) => (Flags & flag) != 0;

    private static string Text(bool value) => value ? "true" : "false";
}
