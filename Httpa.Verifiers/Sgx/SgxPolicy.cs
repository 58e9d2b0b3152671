using Httpa.Verifiers.Dcap;

namespace Httpa.Verifiers.Sgx;

/// <summary>
/// Which SGX enclaves are accepted. <see cref="MrEnclave"/>, <see cref="MrSigner"/>, <see cref="IsvProdId"/> and <see cref="IsvSvn"/> must each be
/// stated: one that is null refuses every enclave.
/// </summary>
/// <remarks>Names and lengths as in the REPORT structure (Intel SDM, volume 3D, section 34.15).</remarks>
public sealed record SgxPolicy
{
    /// <summary>The build: 32 bytes. Null refuses.</summary>
    public ReferenceValue<Measurement>? MrEnclave { get; init; }

    /// <summary>The hash of the signer's key: 32 bytes. Null refuses.</summary>
    public ReferenceValue<Measurement>? MrSigner { get; init; }

    /// <summary>The signer's number of the product. Null refuses.</summary>
    public ReferenceValue<ushort>? IsvProdId { get; init; }

    /// <summary>The security version of the enclave. Null refuses.</summary>
    public ReferenceValue<ushort>? IsvSvn { get; init; }

    /// <summary>CONFIGID, 64 bytes, which the host chooses at launch (key separation and sharing). Null: must be zero.</summary>
    public ReferenceValue<Measurement>? ConfigId { get; init; }

    /// <summary>CONFIGSVN. Null: must be zero.</summary>
    public ReferenceValue<ushort>? ConfigSvn { get; init; }

    /// <summary>ISVFAMILYID, 16 bytes. Null: must be zero.</summary>
    public ReferenceValue<Measurement>? IsvFamilyId { get; init; }

    /// <summary>ISVEXTPRODID, 16 bytes. Null: must be zero.</summary>
    public ReferenceValue<Measurement>? IsvExtProdId { get; init; }

    /// <summary>
    /// ATTRIBUTES: 8 bytes of flags and 8 bytes XFRM. Null: PROVISIONKEY, EINITTOKENKEY and reserved flags must be clear. A rule given here takes the
    /// place of that. INIT must always be set, and DEBUG has its own member (<see cref="DangerousAllowDebug"/>).
    /// </summary>
    public MaskedValue? Attributes { get; init; }

    /// <summary>
    /// MISCSELECT. Null: any of EXINFO and CPINFO (bits 0 and 1), which concern memory inside the enclave only; reserved bits must be clear.
    /// </summary>
    public ReferenceValue<uint>? MiscSelect { get; init; }

    /// <summary>The state of the platform.</summary>
    public TcbPolicy Tcb { get; init; } = new();

    /// <summary>
    /// The machines, by provisioning id (PPID, 16 bytes). Null: any machine that Intel certified. Name yours where someone with physical access
    /// to another machine is a threat: keys that were taken from any one genuine processor pass every other rule.
    /// </summary>
    public ReferenceValue<Measurement>? Ppid { get; init; }

    /// <summary>The models of processor and platform (FMSPC, 6 bytes). Null: any.</summary>
    public ReferenceValue<Measurement>? Fmspc { get; init; }

    /// <summary>Accepts enclaves whose memory can be read from outside. They protect nothing; for development only.</summary>
    public bool DangerousAllowDebug { get; init; }

    /// <summary>
    /// Further roots that are trusted like Intel's, by the SHA-256 of their SubjectPublicKeyInfo: 32 bytes. Whoever holds such a root's key can
    /// make evidence that says anything; for a simulated TEE only.
    /// </summary>
    public IReadOnlyList<Measurement> DangerousTrustedRoots { get; init => field = [.. value]; } = [];

    /// <summary>Accepts one build, whoever signed it.</summary>
    /// <param name="name">What the build is called, such as <c>v1.4.2 2026-11</c>.</param>
    /// <param name="mrEnclave">Its MRENCLAVE: 64 hexadecimal digits.</param>
    /// <exception cref="FormatException">The measurement is not hexadecimal.</exception>
    public static SgxPolicy ForEnclave(string name, string mrEnclave) => new()
    {
        MrEnclave = ReferenceValue.AnyOf((name, mrEnclave)),
        MrSigner = ReferenceValue.Unchecked<Measurement>(NamedByMrEnclave),
        IsvProdId = ReferenceValue.Unchecked<ushort>(NamedByMrEnclave),
        IsvSvn = ReferenceValue.Unchecked<ushort>(NamedByMrEnclave),
    };

    /// <summary>Accepts every build of a product that a signer released, from a security version on. The signer can release anything.</summary>
    /// <param name="mrSigner">The signer's MRSIGNER: 64 hexadecimal digits.</param>
    /// <param name="isvProdId">The signer's number of the product.</param>
    /// <param name="minimumIsvSvn">The smallest accepted security version.</param>
    /// <exception cref="FormatException">The measurement is not hexadecimal.</exception>
    public static SgxPolicy ForSigner(string mrSigner, ushort isvProdId, ushort minimumIsvSvn) => new()
    {
        MrEnclave = ReferenceValue.Unchecked<Measurement>("the signer is trusted to release only good builds"),
        MrSigner = ReferenceValue.AnyOf(mrSigner),
        IsvProdId = ReferenceValue.AnyOf<ushort>(isvProdId),
        IsvSvn = ReferenceValue.AtLeast(minimumIsvSvn),
    };

    private const string NamedByMrEnclave = "MRENCLAVE names the build";
}
