using System.Globalization;

namespace Httpa.Verifiers.Snp;

/// <summary>What an attestation report says of its guest and its platform (AMD 56860, ATTESTATION_REPORT).</summary>
public sealed record SnpClaims : IEvidenceClaims
{
    /// <summary>The version of the report: 2, 3 or 5.</summary>
    public required uint Version { get; init; }

    /// <summary>GUEST_SVN, from the signed identity block of the guest; zero without one.</summary>
    public required uint GuestSvn { get; init; }

    /// <summary>POLICY, the guest policy: what the guest's owner allowed and demanded. See <see cref="SnpGuestPolicyBits"/>.</summary>
    public required ulong GuestPolicy { get; init; }

    /// <summary>FAMILY_ID, from the identity block: 16 bytes, zero without one.</summary>
    public required Measurement FamilyId { get; init; }

    /// <summary>IMAGE_ID, from the identity block: 16 bytes, zero without one.</summary>
    public required Measurement ImageId { get; init; }

    /// <summary>VMPL of the software that asked for the report: 0 (most privileged) to 3; 4294967295 when the host asked for it.</summary>
    public required uint Vmpl { get; init; }

    /// <summary>CURRENT_TCB, what the platform runs: 8 bytes.</summary>
    public required Measurement CurrentTcb { get; init; }

    /// <summary>PLATFORM_INFO, the state of the platform. See <see cref="SnpPlatformInfoBits"/>.</summary>
    public required ulong PlatformInfo { get; init; }

    /// <summary>The flags about keys: AUTHOR_KEY_EN (bit 0), MASK_CHIP_KEY (1) and SIGNING_KEY (2 to 4).</summary>
    public required uint KeyInfo { get; init; }

    /// <summary>SIGNING_KEY: which key signed the report; null for none.</summary>
    public required SnpSigningKey? SigningKey { get; init; }

    /// <summary>REPORT_DATA: 64 bytes of the guest's choosing.</summary>
    public required Measurement ReportData { get; init; }

    /// <summary>MEASUREMENT of what the guest was launched with: 48 bytes.</summary>
    public required Measurement Measurement { get; init; }

    /// <summary>HOST_DATA, chosen by the host at launch: 32 bytes.</summary>
    public required Measurement HostData { get; init; }

    /// <summary>ID_KEY_DIGEST, of the key that signed the identity block: 48 bytes, zero without one.</summary>
    public required Measurement IdKeyDigest { get; init; }

    /// <summary>AUTHOR_KEY_DIGEST, of the key that certified the identity key: 48 bytes, zero without one.</summary>
    public required Measurement AuthorKeyDigest { get; init; }

    /// <summary>REPORT_ID of this instance of the guest: 32 bytes.</summary>
    public required Measurement ReportId { get; init; }

    /// <summary>REPORT_ID_MA, of the guest's migration agent: 32 bytes, all ones without one.</summary>
    public required Measurement ReportIdMa { get; init; }

    /// <summary>REPORTED_TCB, which the signing key was derived for: 8 bytes.</summary>
    public required Measurement ReportedTcb { get; init; }

    /// <summary>CPUID_FAM_ID, CPUID_MOD_ID and CPUID_STEP: 3 bytes, zero before version 3.</summary>
    public required Measurement CpuId { get; init; }

    /// <summary>CHIP_ID: 64 bytes, zero when the host hides it.</summary>
    public required Measurement ChipId { get; init; }

    /// <summary>COMMITTED_TCB, which the platform cannot go back behind: 8 bytes.</summary>
    public required Measurement CommittedTcb { get; init; }

    /// <summary>The version of the SNP firmware that runs: major, minor, build.</summary>
    public required Version CurrentVersion { get; init; }

    /// <summary>The version of the SNP firmware that the platform cannot go back behind: major, minor, build.</summary>
    public required Version CommittedVersion { get; init; }

    /// <summary>LAUNCH_TCB, which the guest was launched or imported under: 8 bytes.</summary>
    public required Measurement LaunchTcb { get; init; }

    /// <summary>LAUNCH_MIT_VECTOR, the mitigations that were on at launch; null before version 5.</summary>
    public ulong? LaunchMitigations { get; init; }

    /// <summary>CURRENT_MIT_VECTOR, the mitigations that are on; null before version 5.</summary>
    public ulong? CurrentMitigations { get; init; }

    /// <summary>The product line, by the certificates; by the report alone when these do not hold; null when neither tells.</summary>
    public SnpProduct? Product { get; init; }

    /// <summary>The cloud provider that the VLEK was given to, such as <c>CN=cc-us-east-2.amazonaws.com</c>; null for a VCEK.</summary>
    public string? CspId { get; init; }

    /// <summary>True when a revocation list of AMD's was given and taken into account.</summary>
    public bool HasRevocationList { get; init; }

    /// <summary>AUTHOR_KEY_EN: the digest of an author key is there.</summary>
    public bool HasAuthorKey => (KeyInfo & 0b01) != 0;

    /// <summary>MASK_CHIP_KEY: the host keeps the chip's key from being used.</summary>
    public bool MasksChipKey => (KeyInfo & 0b10) != 0;

    /// <summary>Tells whether a bit of the guest policy is set.</summary>
    /// <param name="bit">The bit.</param>
    public bool Has(SnpGuestPolicyBits bit) => (GuestPolicy & (ulong)bit) != 0;

    /// <summary>Tells whether a bit of the platform's state is set.</summary>
    /// <param name="bit">The bit.</param>
    public bool Has(SnpPlatformInfoBits bit) => (PlatformInfo & (ulong)bit) != 0;

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, string>> Describe() =>
        [.. DescribeGuest(), .. DescribePolicyBits(), .. DescribePlatform(), .. DescribePlatformBits()];

    private IEnumerable<KeyValuePair<string, string>> DescribeGuest()
    {
        yield return new("version", Text(Version));
        yield return new("guestSvn", Text(GuestSvn));
        yield return new("policy", Text(GuestPolicy));
        yield return new("familyId", FamilyId.ToString());
        yield return new("imageId", ImageId.ToString());
        yield return new("vmpl", Text(Vmpl));
        yield return new("reportData", ReportData.ToString());
        yield return new("measurement", Measurement.ToString());
        yield return new("hostData", HostData.ToString());
        yield return new("idKeyDigest", IdKeyDigest.ToString());
        yield return new("authorKeyDigest", AuthorKeyDigest.ToString());
        yield return new("reportId", ReportId.ToString());
        yield return new("reportIdMa", ReportIdMa.ToString());
        yield return new("launchTcb", LaunchTcb.ToString());
        if (LaunchMitigations is { } mitigations) yield return new("launchMitVector", Text(mitigations));
    }

    private IEnumerable<KeyValuePair<string, string>> DescribePolicyBits()
    {
        yield return new("abiMinor", Text(GuestPolicy & 0xff));
        yield return new("abiMajor", Text((GuestPolicy >> 8) & 0xff));
        foreach (var bit in Enum.GetValues<SnpGuestPolicyBits>()) yield return new(JsonName(bit.ToString()), Text(Has(bit)));
    }

    private IEnumerable<KeyValuePair<string, string>> DescribePlatform()
    {
        if (Product is { } product) yield return new("product", product.ToString());
        yield return new("sigAlgo", "1");
        yield return new("keyInfo", Text(KeyInfo));
        yield return new("signingKey", SigningKey?.ToString().ToUpperInvariant() ?? "none");
        yield return new("maskChipKey", Text(MasksChipKey));
        yield return new("authorKeyEn", Text(HasAuthorKey));
        yield return new("chipId", ChipId.ToString());
        if (CspId is not null) yield return new("cspId", CspId);
        yield return new("cpuid", CpuId.ToString());
        if (!CpuId.IsZero)
        {
            yield return new("cpuidFamily", Text(CpuId.Bytes.Span[0]));
            yield return new("cpuidModel", Text(CpuId.Bytes.Span[1]));
            yield return new("cpuidStepping", Text(CpuId.Bytes.Span[2]));
        }

        yield return new("reportedTcb", ReportedTcb.ToString());
        if (Product is { } line) yield return new("reportedTcbComponents", SnpTcb.Read(ReportedTcb, line).ToString());
        yield return new("committedTcb", CommittedTcb.ToString());
        yield return new("currentTcb", CurrentTcb.ToString());
        yield return new("currentVersion", CurrentVersion.ToString());
        yield return new("committedVersion", CommittedVersion.ToString());
        if (CurrentMitigations is { } mitigations) yield return new("currentMitVector", Text(mitigations));
        yield return new("revocationList", Text(HasRevocationList));
    }

    private IEnumerable<KeyValuePair<string, string>> DescribePlatformBits()
    {
        yield return new("platformInfo", Text(PlatformInfo));
        foreach (var bit in Enum.GetValues<SnpPlatformInfoBits>()) yield return new($"platform{bit}", Text(Has(bit)));
    }

    private static string JsonName(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static string Text(bool value) => value ? "true" : "false";

    private static string Text(ulong value) => value.ToString(CultureInfo.InvariantCulture);
}
