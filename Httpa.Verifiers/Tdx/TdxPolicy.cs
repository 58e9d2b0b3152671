using Httpa.Verifiers.Dcap;

namespace Httpa.Verifiers.Tdx;

/// <summary>
/// Which TDX trust domains are accepted. <see cref="MrTd"/> and <see cref="RtMr0"/> to <see cref="RtMr3"/> must each be stated: one that is null
/// refuses every TD.
/// </summary>
/// <remarks>Names and lengths as in TDREPORT_STRUCT (Intel "TDX Module ABI Reference Specification"). All measurements have 48 bytes.</remarks>
public sealed record TdxPolicy
{
    /// <summary>MRTD: what the TD was built from, its virtual firmware. Null refuses.</summary>
    public ReferenceValue<Measurement>? MrTd { get; init; }

    /// <summary>RTMR0: usually the firmware's configuration. Null refuses.</summary>
    public ReferenceValue<Measurement>? RtMr0 { get; init; }

    /// <summary>RTMR1: usually boot loader and kernel. Null refuses.</summary>
    public ReferenceValue<Measurement>? RtMr1 { get; init; }

    /// <summary>RTMR2: usually the kernel's command line and first file system. Null refuses.</summary>
    public ReferenceValue<Measurement>? RtMr2 { get; init; }

    /// <summary>RTMR3: for the application. Null refuses.</summary>
    public ReferenceValue<Measurement>? RtMr3 { get; init; }

    /// <summary>MRCONFIGID, which the host chooses at launch. Null: must be zero.</summary>
    public ReferenceValue<Measurement>? MrConfigId { get; init; }

    /// <summary>MROWNER, which the host chooses at launch. Null: must be zero.</summary>
    public ReferenceValue<Measurement>? MrOwner { get; init; }

    /// <summary>MROWNERCONFIG, which the host chooses at launch. Null: must be zero.</summary>
    public ReferenceValue<Measurement>? MrOwnerConfig { get; init; }

    /// <summary>
    /// MRSERVICETD: the service TDs that are bound to the TD, such as one that migrates it. Null: must be zero, so that there are none. A report of TDX
    /// 1.0 does not tell; it is refused when values are named here.
    /// </summary>
    public ReferenceValue<Measurement>? MrServiceTd { get; init; }

    /// <summary>MRSEAM: the TDX modules. Null: any that Intel's TCB info judges well; a list here needs care at every update of a module.</summary>
    public ReferenceValue<Measurement>? MrSeam { get; init; }

    /// <summary>
    /// TDATTRIBUTES: 8 bytes of flags. Null: SEPT_VE_DISABLE must be set, PKS and KL may be, all others must be clear, MIGRATABLE and PERFMON too. A
    /// rule given here takes the place of that. DEBUG has its own member (<see cref="DangerousAllowDebug"/>).
    /// </summary>
    public MaskedValue? Attributes { get; init; }

    /// <summary>XFAM: 8 bytes. Null: x87 and SSE must be set, and no bit that the first TDX modules did not know.</summary>
    public MaskedValue? Xfam { get; init; }

    /// <summary>The state of the platform.</summary>
    public TcbPolicy Tcb { get; init; } = new();

    /// <summary>
    /// The machines, by provisioning id (PPID, 16 bytes). Null: any machine that Intel certified. Name yours where someone with physical access
    /// to another machine is a threat: keys that were taken from any one genuine processor pass every other rule.
    /// </summary>
    public ReferenceValue<Measurement>? Ppid { get; init; }

    /// <summary>The models of processor and platform (FMSPC, 6 bytes). Null: any.</summary>
    public ReferenceValue<Measurement>? Fmspc { get; init; }

    /// <summary>Accepts TDs whose memory the host can read. They protect nothing; for development only.</summary>
    public bool DangerousAllowDebug { get; init; }

    /// <summary>
    /// Further roots that are trusted like Intel's, by the SHA-256 of their SubjectPublicKeyInfo: 32 bytes. Whoever holds such a root's key can
    /// make evidence that says anything; for a simulated TEE only.
    /// </summary>
    public IReadOnlyList<Measurement> DangerousTrustedRoots { get; init => field = [.. value]; } = [];
}
