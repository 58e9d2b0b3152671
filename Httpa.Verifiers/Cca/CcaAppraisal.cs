using Httpa.Verifiers.Arm;

namespace Httpa.Verifiers.Cca;

/// <summary>Holds what a genuine CCA token says against a policy: every rule runs, and each that is not met adds a finding.</summary>
internal static class CcaAppraisal
{
    private static readonly string[] SoundHashes = ["sha-256", "sha-384", "sha-512"];

    private static readonly ReferenceRule Initial =
        new(AppraisalReason.CcaRealmInitialMeasurementMismatch, "initial measurement of the realm", "cca.realmInitialMeasurement");

    private static readonly ReferenceRule[] Extensible = [.. Enumerable.Range(0, 4).Select(i => new ReferenceRule(
        AppraisalReason.CcaRealmExtensibleMeasurementMismatch, $"extensible measurement {i} of the realm", $"cca.realmExtensibleMeasurement{i}"))];

    private static readonly ReferenceRule Personalization =
        new(AppraisalReason.CcaRealmPersonalizationMismatch, "personalization value of the realm", "cca.realmPersonalizationValue");

    private static readonly ReferenceRule RealmInstanceId = new(AppraisalReason.CcaRealmInstanceIdRefused, "instance id of the realm", "cca.realmInstanceId");
    private static readonly ReferenceRule RealmHash = new(AppraisalReason.CcaHashAlgorithmRefused, "hash algorithm of the realm", "cca.realmHashAlgorithm") { Suggests = false };
    private static readonly ReferenceRule KeyHash = new(AppraisalReason.CcaHashAlgorithmRefused, "hash algorithm of the realm's key", "cca.realmPublicKeyHashAlgorithm") { Suggests = false };
    private static readonly ReferenceRule PlatformHash = new(AppraisalReason.CcaHashAlgorithmRefused, "hash algorithm of the platform", "cca.platformHashAlgorithm") { Suggests = false };
    private static readonly ReferenceRule Devices = new(AppraisalReason.CcaDevicesRefused, "devices of the realm", "cca.realmDevicesTokenHash") { Suggests = false };
    private static readonly ReferenceRule MemoryEncryption = new(AppraisalReason.CcaMemoryEncryptionShared, "memory encryption of the realm", "cca.requirePrivateMemoryEncryption");
    private static readonly ReferenceRule LiveActivation = new(AppraisalReason.CcaLiveActivationAllowed, "firmware under the realm", "cca.allowLiveFirmwareActivation");
    private static readonly ReferenceRule ImplementationId = new(AppraisalReason.ArmImplementationIdRefused, "implementation id", "cca.implementationId");
    private static readonly ReferenceRule Config = new(AppraisalReason.CcaPlatformConfigRefused, "configuration of the platform", "cca.platformConfig");
    private static readonly ReferenceRule Service = new(AppraisalReason.ArmVerificationServiceRefused, "verification service indicator", "cca.verificationService");
    private static readonly SoftwareComponentsAppraisal Components = new("cca.softwareComponents");

    /// <summary>Runs every rule.</summary>
    /// <param name="claims">What the token says; genuine.</param>
    /// <param name="policy">What is accepted.</param>
    /// <param name="findings">Takes the objections.</param>
    internal static void Appraise(CcaClaims claims, CcaPolicy policy, ICollection<Finding> findings)
    {
        AppraiseRealm(claims.Realm, policy, findings);
        AppraiseProtection(claims.Realm, policy, findings);
        AppraisePlatform(claims.Platform, policy, findings);
    }

    private static void AppraiseRealm(CcaRealmClaims claims, CcaPolicy policy, ICollection<Finding> findings)
    {
        Initial.Require(policy.RealmInitialMeasurement, claims.InitialMeasurement, findings);
        ReferenceValue<Measurement>?[] extensible =
            [policy.RealmExtensibleMeasurement0, policy.RealmExtensibleMeasurement1, policy.RealmExtensibleMeasurement2, policy.RealmExtensibleMeasurement3];
        for (var i = 0; i < extensible.Length; i++) Extensible[i].RequireOrZero(extensible[i], claims.ExtensibleMeasurements[i], findings);
        Personalization.RequireOrZero(policy.RealmPersonalizationValue, claims.PersonalizationValue, findings);
        RealmInstanceId.RequireIfStated(policy.RealmInstanceId, claims.InstanceId, findings);
        RequireSound(RealmHash, policy.RealmHashAlgorithm, claims.HashAlgorithm, findings);
        RequireSound(KeyHash, policy.RealmPublicKeyHashAlgorithm, claims.PublicKeyHashAlgorithm, findings);
    }

    private static void AppraiseProtection(CcaRealmClaims claims, CcaPolicy policy, ICollection<Finding> findings)
    {
        if (policy.RealmDevicesTokenHash is not null) Devices.RequireIfStated(policy.RealmDevicesTokenHash, claims.DevicesTokenHash, findings);
        else if (claims.DevicesTokenHash is { } devices)
            findings.Add(Devices.Refused("none", $"assigned, with evidence of the hash {devices}", $"Judge that evidence, then name its hash in {Devices.Path}."));
        if (policy.RequirePrivateMemoryEncryption && claims.HasPrivateMemoryEncryption != true)
            findings.Add(MemoryEncryption.Refused("under a key of the realm's own", claims.HasPrivateMemoryEncryption is null ? "not told" : "shared", "Have the realm made with a private policy."));
        if (!policy.AllowLiveFirmwareActivation && claims.AllowsLiveFirmwareActivation == true)
            findings.Add(LiveActivation.Refused(
                "not replaced while the realm runs", "replaced when the host wants", $"Have the realm made without live activation. If it is wanted: {LiveActivation.Path}."));
    }

    private static void AppraisePlatform(CcaPlatformClaims claims, CcaPolicy policy, ICollection<Finding> findings)
    {
        Components.Appraise(policy.SoftwareComponents, claims.SoftwareComponents, findings);
        ArmLifecycle.Appraise(policy.SecurityLifecycle, claims.SecurityLifecycle, "cca.securityLifecycle", findings);
        ImplementationId.RequireIfStated(policy.ImplementationId, claims.ImplementationId, findings);
        Config.RequireIfStated(policy.PlatformConfig, claims.Config, findings);
        RequireSound(PlatformHash, policy.PlatformHashAlgorithm, claims.HashAlgorithm, findings);
        Service.RequireTextIfStated(policy.VerificationService, claims.VerificationService, findings);
    }

    private static void RequireSound(ReferenceRule rule, ReferenceValue<string>? reference, string actual, ICollection<Finding> findings)
    {
        if (reference is not null) rule.RequireIfStated(reference, actual, findings);
        else if (!SoundHashes.Contains(actual)) findings.Add(rule.Refused($"one of {string.Join(", ", SoundHashes)}", actual, $"If it is as good, accept it in {rule.Path}."));
    }
}
