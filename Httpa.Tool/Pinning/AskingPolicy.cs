using System.Security.Cryptography;
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

namespace Httpa.Tool.Pinning;

/// <summary>A policy that lets a client ask for evidence of every type. No evidence is ever held against it: <see cref="RecordingVerifier"/> refuses all before.</summary>
internal static class AskingPolicy
{
    /// <summary>The policy.</summary>
    /// <param name="hasKeys">Whether evidence may come too for which no vendor vouches.</param>
    public static AttestationPolicy Create(bool hasKeys) => new()
    {
        Name = "asks what there is",
        Sgx = SgxPolicy.ForEnclave("none", Zero(32).ToString()),
        Tdx = Tdx,
        Snp = Snp,
        Nitro = NitroPolicy.ForImage("none", Zero(48).ToString(), Zero(48).ToString(), Zero(48).ToString()),
        AzureVtpm = new AzureVtpmPolicy { Pcrs = [new(0, ReferenceValue.AnyOf(Zero(32)))], Hardware = new AttestationPolicy { Name = "none", Tdx = Tdx, Snp = Snp } },
        NvidiaGpu = new NvidiaGpuPolicy { Count = ReferenceValue.AnyOf(1u), Chip = None, DriverVersion = None, VbiosVersion = None },
        Jwt = hasKeys ? Jwt : null,
        Psa = hasKeys ? Psa : null,
        Cca = hasKeys ? Cca : null,
    };

    private static ReferenceValue<string> None => ReferenceValue.AnyOf<string>("none");

    private static TdxPolicy Tdx { get; } = new()
    {
        MrTd = ReferenceValue.AnyOf(Zero(48)), RtMr0 = ReferenceValue.AnyOf(Zero(48)), RtMr1 = ReferenceValue.AnyOf(Zero(48)),
        RtMr2 = ReferenceValue.AnyOf(Zero(48)), RtMr3 = ReferenceValue.AnyOf(Zero(48)),
    };

    private static SnpPolicy Snp { get; } = new() { Measurement = ReferenceValue.AnyOf(Zero(48)), Milan = new() };

    private static JwtPolicy Jwt => new()
    {
        Issuers = [new JwtIssuer { Issuer = "none", Profile = JwtProfile.Ear, CertificateRoots = [Zero(32)], Claims = [new("/submods/*/ear.appraisal-policy-id", None)] }],
    };

    private static PsaPolicy Psa => new()
    {
        Keys = [Nobody()], ClientId = ReferenceValue.AnyOf(int.MaxValue), SoftwareComponents = Nothing,
    };

    private static CcaPolicy Cca => new() { Keys = [Nobody()], RealmInitialMeasurement = ReferenceValue.AnyOf(Zero(32)), SoftwareComponents = Nothing };

    private static SoftwareComponentsPolicy Nothing { get; } =
        SoftwareComponentsPolicy.Of(new SoftwareComponentRule { MeasurementType = "none", MeasurementValue = ReferenceValue.AnyOf(Zero(32)) });

    private static ArmAttestationKey Nobody()
    {
        using var nobody = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new ArmAttestationKey { InstanceId = new((byte[])[1, .. new byte[32]]), PublicKey = new(nobody.ExportSubjectPublicKeyInfo()) };
    }

    private static Measurement Zero(int length) => new(new byte[length]);
}
