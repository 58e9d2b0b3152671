namespace Httpa.Verifiers.Snp;

/// <summary>
/// Which SEV-SNP guests are accepted. <see cref="Measurement"/> must be stated: null refuses every guest. Of <see cref="Milan"/>, <see cref="Genoa"/> and
/// <see cref="Turin"/> those must be stated that may be used: AMD publishes no judgement of its firmware, so that the oldest acceptable one is for the policy to say.
/// </summary>
/// <remarks>Names and lengths as in ATTESTATION_REPORT (AMD 56860).</remarks>
public sealed record SnpPolicy
{
    /// <summary>MEASUREMENT of what the guest was launched with: 48 bytes. Null refuses.</summary>
    public ReferenceValue<Measurement>? Measurement { get; init; }

    /// <summary>HOST_DATA, which the host chooses at launch: 32 bytes. Null: must be zero.</summary>
    public ReferenceValue<Measurement>? HostData { get; init; }

    /// <summary>FAMILY_ID of the identity block: 16 bytes. Null: must be zero.</summary>
    public ReferenceValue<Measurement>? FamilyId { get; init; }

    /// <summary>IMAGE_ID of the identity block: 16 bytes. Null: must be zero.</summary>
    public ReferenceValue<Measurement>? ImageId { get; init; }

    /// <summary>GUEST_SVN of the identity block. Null: any.</summary>
    public ReferenceValue<uint>? GuestSvn { get; init; }

    /// <summary>ID_KEY_DIGEST, of the key that signed the identity block: 48 bytes. Null: must be zero.</summary>
    public ReferenceValue<Measurement>? IdKeyDigest { get; init; }

    /// <summary>AUTHOR_KEY_DIGEST, of the key that certified the identity key: 48 bytes. Null: must be zero.</summary>
    public ReferenceValue<Measurement>? AuthorKeyDigest { get; init; }

    /// <summary>REPORT_ID of one instance of a guest: 32 bytes. Null: any.</summary>
    public ReferenceValue<Measurement>? ReportId { get; init; }

    /// <summary>
    /// REPORT_ID_MA, of the migration agent: 32 bytes. Null: any where the guest policy allows no agent, and a refusal where <see cref="SnpGuestPolicyRules.MigrateMa"/>
    /// lets it allow one.
    /// </summary>
    public ReferenceValue<Measurement>? ReportIdMa { get; init; }

    /// <summary>VMPL that the report was asked for from. Null: 0. Numbers over 3, and with them reports that the host asked for, are refused whatever stands here.</summary>
    public ReferenceValue<uint>? Vmpl { get; init; }

    /// <summary>The guest policy, bit by bit.</summary>
    public SnpGuestPolicyRules GuestPolicy { get; init; } = new();

    /// <summary>The state of the platform, bit by bit.</summary>
    public SnpPlatformInfoRules PlatformInfo { get; init; } = new();

    /// <summary>The oldest firmware that is accepted on Milan. Null refuses Milan.</summary>
    public SnpTcbPolicy? Milan { get; init; }

    /// <summary>The oldest firmware that is accepted on Genoa, Bergamo and Siena. Null refuses them.</summary>
    public SnpTcbPolicy? Genoa { get; init; }

    /// <summary>The oldest firmware that is accepted on Turin. Null refuses Turin.</summary>
    public SnpTcbPolicy? Turin { get; init; }

    /// <summary>
    /// The chips, by CHIP_ID: 64 bytes. Null: any chip that AMD certified. Name yours where someone with physical access to another machine is a threat. A report that
    /// hides the id, as most with a VLEK do, is refused when values are named here.
    /// </summary>
    public ReferenceValue<Measurement>? ChipId { get; init; }

    /// <summary>The cloud providers, as their VLEK certificates name them. Null: any. A report that is signed by a VCEK is refused when values are named here.</summary>
    public ReferenceValue<string>? CspId { get; init; }

    /// <summary>Refuses a report without AMD's revocation list. A list that is given always counts.</summary>
    public bool RequireCrl { get; init; }

    /// <summary>Accepts guests whose memory the host can read (guest policy, DEBUG). They protect nothing; for development only.</summary>
    public bool DangerousAllowDebug { get; init; }

    /// <summary>
    /// Further roots that are trusted like AMD's, by the SHA-256 of their SubjectPublicKeyInfo: 32 bytes. Whoever holds such a root's key can make evidence that says
    /// anything; for a simulated TEE only.
    /// </summary>
    public IReadOnlyList<Measurement> DangerousTrustedRoots { get; init => field = [.. value]; } = [];
}

/// <summary>The oldest firmware that is accepted on a product line. Every component must reach its minimum; the default demands nothing.</summary>
public sealed record SnpTcbPolicy
{
    /// <summary>REPORTED_TCB, which the key that signs was derived for.</summary>
    public SnpTcb Reported { get; init; }

    /// <summary>COMMITTED_TCB, which the platform cannot go back behind.</summary>
    public SnpTcb Committed { get; init; }

    /// <summary>CURRENT_TCB, what the platform runs.</summary>
    public SnpTcb Current { get; init; }

    /// <summary>LAUNCH_TCB, which the guest was launched under.</summary>
    public SnpTcb Launch { get; init; }
}

/// <summary>What the bits of a guest policy may be (<see cref="SnpGuestPolicyBits"/>). Reserved bits are refused whatever stands here; DEBUG has its own member.</summary>
public sealed record SnpGuestPolicyRules
{
    /// <summary>SMT. Null: either.</summary>
    public ReferenceValue<bool>? Smt { get; init; }

    /// <summary>MIGRATE_MA. Null: must be clear.</summary>
    public ReferenceValue<bool>? MigrateMa { get; init; }

    /// <summary>SINGLE_SOCKET. Null: either.</summary>
    public ReferenceValue<bool>? SingleSocket { get; init; }

    /// <summary>CXL_ALLOW. Null: must be clear.</summary>
    public ReferenceValue<bool>? CxlAllow { get; init; }

    /// <summary>MEM_AES_256_XTS. Null: either.</summary>
    public ReferenceValue<bool>? MemAes256Xts { get; init; }

    /// <summary>RAPL_DIS. Null: either.</summary>
    public ReferenceValue<bool>? RaplDis { get; init; }

    /// <summary>CIPHERTEXT_HIDING_DRAM. Null: either.</summary>
    public ReferenceValue<bool>? CiphertextHidingDram { get; init; }

    /// <summary>PAGE_SWAP_DISABLE. Null: either.</summary>
    public ReferenceValue<bool>? PageSwapDisable { get; init; }
}

/// <summary>What the bits of a platform's state may be (<see cref="SnpPlatformInfoBits"/>).</summary>
public sealed record SnpPlatformInfoRules
{
    /// <summary>SMT_EN. Null: either.</summary>
    public ReferenceValue<bool>? Smt { get; init; }

    /// <summary>TSME_EN. Null: either.</summary>
    public ReferenceValue<bool>? Tsme { get; init; }

    /// <summary>ECC_EN. Null: either.</summary>
    public ReferenceValue<bool>? Ecc { get; init; }

    /// <summary>RAPL_DIS. Null: either.</summary>
    public ReferenceValue<bool>? RaplDis { get; init; }

    /// <summary>CIPHERTEXT_HIDING_DRAM_EN. Null: either.</summary>
    public ReferenceValue<bool>? CiphertextHidingDram { get; init; }

    /// <summary>ALIAS_CHECK_COMPLETE. Null: must be set in reports from version 3 on; earlier ones do not tell.</summary>
    public ReferenceValue<bool>? AliasCheckComplete { get; init; }

    /// <summary>IOMMU_WRITE_SAFE. Null: either.</summary>
    public ReferenceValue<bool>? IommuWriteSafe { get; init; }

    /// <summary>TIO_EN. Null: either.</summary>
    public ReferenceValue<bool>? Tio { get; init; }

    /// <summary>Whether a bit is set that this library does not know, as newer firmware may. Null: must be clear.</summary>
    public ReferenceValue<bool>? Unknown { get; init; }
}
