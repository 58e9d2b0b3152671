using Httpa.Verifiers;
using Httpa.Verifiers.Arm;
using Httpa.Verifiers.AzureVtpm;
using Httpa.Verifiers.Cca;
using Httpa.Verifiers.Jwt;
using Httpa.Verifiers.Nitro;
using Httpa.Verifiers.NvidiaGpu;
using Httpa.Verifiers.Psa;
using Httpa.Verifiers.Sgx;
using Httpa.Verifiers.Snp;
using Httpa.Verifiers.Tdx;

namespace Httpa.Tool.Verifying;

/// <summary>
/// The policy's defaults without a workload: what a policy that says nothing about platform and debug would refuse. It shows the state of evidence when no policy was
/// given, and never accepts anything.
/// </summary>
internal static class StrictDefaults
{
    private const string NotAsked = "no policy names the workload";

    /// <summary>The policy for evidence that says this; its build is taken as the right one, since nobody named another.</summary>
    /// <param name="claims">What the evidence says.</param>
    /// <param name="trust">Whom the user trusts besides the vendors; null for nobody.</param>
    public static AttestationPolicy For(IEvidenceClaims? claims, AttestationPolicy? trust) => new()
    {
        Name = "strict defaults",
        Sgx = claims is SgxClaims enclave ? For(enclave) : null,
        Tdx = claims is TdxClaims td ? For(td) : null,
        Snp = claims is SnpClaims guest ? For(guest) : null,
        Nitro = claims is NitroClaims enclaveOfAws ? For(enclaveOfAws) : null,
        Psa = claims is PsaClaims psa ? For(psa, trust?.Psa) : null,
        Cca = claims is CcaClaims realm ? For(realm, trust?.Cca) : null,
        AzureVtpm = claims is AzureVtpmClaims vtpm ? For(vtpm) : null,
        Jwt = claims is JwtClaims token && trust?.Jwt is { } services ? new JwtPolicy { Issuers = services.Issuers.Select(issuer => issuer.PinnedTo(token)).ToArray() } : null,
        NvidiaGpu = claims is NvidiaGpuClaims device ? For(device) : null,
    };

    private static AzureVtpmPolicy For(AzureVtpmClaims claims) => new()
    {
        PcrDigest = new([.. claims.QuotedPcrs.Select(index => (uint)index)], ReferenceValue.AnyOf(claims.PcrDigest)),
        Hardware = For(claims.Hardware, trust: null),
    };

    private static SgxPolicy For(SgxClaims claims) => new()
    {
        MrEnclave = ReferenceValue.AnyOf(claims.MrEnclave),
        MrSigner = ReferenceValue.Unchecked<Measurement>(NotAsked),
        IsvProdId = ReferenceValue.Unchecked<ushort>(NotAsked),
        IsvSvn = ReferenceValue.Unchecked<ushort>(NotAsked),
        ConfigId = ReferenceValue.Unchecked<Measurement>(NotAsked),
        ConfigSvn = ReferenceValue.Unchecked<ushort>(NotAsked),
        IsvFamilyId = ReferenceValue.Unchecked<Measurement>(NotAsked),
        IsvExtProdId = ReferenceValue.Unchecked<Measurement>(NotAsked),
    };

    private static TdxPolicy For(TdxClaims claims) => new()
    {
        MrTd = ReferenceValue.AnyOf(claims.MrTd),
        RtMr0 = ReferenceValue.Unchecked<Measurement>(NotAsked),
        RtMr1 = ReferenceValue.Unchecked<Measurement>(NotAsked),
        RtMr2 = ReferenceValue.Unchecked<Measurement>(NotAsked),
        RtMr3 = ReferenceValue.Unchecked<Measurement>(NotAsked),
        MrConfigId = ReferenceValue.Unchecked<Measurement>(NotAsked),
        MrOwner = ReferenceValue.Unchecked<Measurement>(NotAsked),
        MrOwnerConfig = ReferenceValue.Unchecked<Measurement>(NotAsked),
    };

    /// <summary>Manifests and OCSP responses are judged when they are given; nobody has said that they must be.</summary>
    private static NvidiaGpuPolicy For(NvidiaGpuClaims claims) => new()
    {
        Count = ReferenceValue.Unchecked<uint>("one device is judged alone"),
        SwitchCount = ReferenceValue.Unchecked<uint>("one device is judged alone"),
        Chip = ReferenceValue.Unchecked<string>(NotAsked),
        DriverVersion = ReferenceValue.Unchecked<string>(NotAsked),
        VbiosVersion = ReferenceValue.Unchecked<string>(NotAsked),
        RequireRims = false,
        RequireOcsp = false,
        Measurements = [.. claims.Measurements.Select(m => new NvidiaGpuMeasurement((uint)m.Key, ReferenceValue.AnyOf(m.Value)))],
    };

    private static SnpPolicy For(SnpClaims claims) => new()
    {
        Measurement = ReferenceValue.AnyOf(claims.Measurement),
        HostData = ReferenceValue.Unchecked<Measurement>(NotAsked),
        FamilyId = ReferenceValue.Unchecked<Measurement>(NotAsked),
        ImageId = ReferenceValue.Unchecked<Measurement>(NotAsked),
        IdKeyDigest = ReferenceValue.Unchecked<Measurement>(NotAsked),
        AuthorKeyDigest = ReferenceValue.Unchecked<Measurement>(NotAsked),
        // AMD judges no firmware: without a policy nobody has said which is too old.
        Milan = new(),
        Genoa = new(),
        Turin = new(),
    };

    private static NitroPolicy For(NitroClaims claims) => new()
    {
        Pcr0 = ReferenceValue.AnyOf(claims.Pcrs.GetValueOrDefault(0)),
        Pcr1 = ReferenceValue.Unchecked<Measurement>(NotAsked),
        Pcr2 = ReferenceValue.Unchecked<Measurement>(NotAsked),
    };

    private static PsaPolicy For(PsaClaims claims, PsaPolicy? trust) => new()
    {
        Keys = trust?.Keys ?? [],
        DangerousSymmetricKeys = trust?.DangerousSymmetricKeys ?? [],
        ClientId = ReferenceValue.AnyOf<int>(claims.ClientId),
        SoftwareComponents = SoftwareComponentsPolicy.Of([.. claims.SoftwareComponents.Select(RuleFor)]),
    };

    private static CcaPolicy For(CcaClaims claims, CcaPolicy? trust) => new()
    {
        Keys = trust?.Keys ?? [],
        RealmInitialMeasurement = ReferenceValue.AnyOf(claims.Realm.InitialMeasurement),
        RealmExtensibleMeasurement0 = ReferenceValue.Unchecked<Measurement>(NotAsked),
        RealmExtensibleMeasurement1 = ReferenceValue.Unchecked<Measurement>(NotAsked),
        RealmExtensibleMeasurement2 = ReferenceValue.Unchecked<Measurement>(NotAsked),
        RealmExtensibleMeasurement3 = ReferenceValue.Unchecked<Measurement>(NotAsked),
        RealmPersonalizationValue = ReferenceValue.Unchecked<Measurement>(NotAsked),
        SoftwareComponents = SoftwareComponentsPolicy.Of([.. claims.Platform.SoftwareComponents.Select(RuleFor)]),
    };

    private static SoftwareComponentRule RuleFor(SoftwareComponent component) =>
        new() { MeasurementType = component.MeasurementType, MeasurementValue = ReferenceValue.AnyOf(component.MeasurementValue) };
}
