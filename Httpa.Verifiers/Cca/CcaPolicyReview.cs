using Httpa.Verifiers.Arm;

namespace Httpa.Verifiers.Cca;

/// <summary>Looks a CCA policy over.</summary>
internal static class CcaPolicyReview
{
    internal static void Review(CcaPolicy policy, PolicyReview review)
    {
        if (policy.Keys.Count == 0) review.Problem("cca.keys", "names no platform, so that all evidence is refused. Name the attestation key of each.");
        ArmKeyReview.Review(policy.Keys, "cca.keys", review);
        ReviewRealm(policy, review);
        ReviewPlatform(policy, review);
        Warn(policy, review);
    }

    private static void ReviewRealm(CcaPolicy policy, PolicyReview review)
    {
        review.Required("cca.realmInitialMeasurement", policy.RealmInitialMeasurement);
        review.Length("cca.realmInitialMeasurement", policy.RealmInitialMeasurement, 32, 48, 64);
        foreach (var (path, reference) in Extensible(policy)) Optional(path, reference, 32, 48, 64);

        // A realm that extends nothing has extensible measurements of zero, whosoever it is.
        if (policy.RealmInitialMeasurement is { IsUnchecked: true } && Extensible(policy).All(member => member.Reference is null or { IsUnchecked: true }))
            review.Problem("cca", "checks no measurement of the realm, so that any realm of anyone would do. Name what runs in it.");
        Optional("cca.realmPersonalizationValue", policy.RealmPersonalizationValue, 64);
        Optional("cca.realmInstanceId", policy.RealmInstanceId, 33);
        Optional("cca.realmDevicesTokenHash", policy.RealmDevicesTokenHash, 32, 48, 64);
        review.Optional("cca.realmHashAlgorithm", policy.RealmHashAlgorithm);
        review.Optional("cca.realmPublicKeyHashAlgorithm", policy.RealmPublicKeyHashAlgorithm);

        void Optional(string path, ReferenceValue<Measurement>? reference, params ReadOnlySpan<int> lengths)
        {
            review.Optional(path, reference);
            review.Length(path, reference, lengths);
        }
    }

    private static void ReviewPlatform(CcaPolicy policy, PolicyReview review)
    {
        SoftwareComponentsPolicyReview.Review(policy.SoftwareComponents, "cca.softwareComponents", review);
        review.Optional("cca.implementationId", policy.ImplementationId);
        review.Length("cca.implementationId", policy.ImplementationId, 32);
        review.Optional("cca.platformConfig", policy.PlatformConfig);
        review.Optional("cca.platformHashAlgorithm", policy.PlatformHashAlgorithm);
        review.Optional("cca.verificationService", policy.VerificationService);
        ArmLifecycle.Review(policy.SecurityLifecycle, "cca.securityLifecycle", review);
    }

    private static void Warn(CcaPolicy policy, PolicyReview review)
    {
        Unchecked("cca.realmInitialMeasurement", policy.RealmInitialMeasurement);
        foreach (var (path, reference) in Extensible(policy)) Unchecked(path, reference);
        Unchecked("cca.realmPersonalizationValue", policy.RealmPersonalizationValue);
        if (policy.RealmDevicesTokenHash?.UncheckedBecause is { } why)
            review.Warn("cca.realmDevicesTokenHash", $"is unchecked ({why}): devices that nobody judged may be assigned to the realm.");
        if (policy.AllowLiveFirmwareActivation)
            review.Warn("cca.allowLiveFirmwareActivation", "is on: firmware under the realm may be replaced after it was measured.");

        void Unchecked(string path, ReferenceValue<Measurement>? reference)
        {
            if (reference?.UncheckedBecause is { } because) review.Warn(path, $"is unchecked ({because}), though it tells workloads apart.");
        }
    }

    private static (string Path, ReferenceValue<Measurement>? Reference)[] Extensible(CcaPolicy policy) =>
    [
        ("cca.realmExtensibleMeasurement0", policy.RealmExtensibleMeasurement0), ("cca.realmExtensibleMeasurement1", policy.RealmExtensibleMeasurement1),
        ("cca.realmExtensibleMeasurement2", policy.RealmExtensibleMeasurement2), ("cca.realmExtensibleMeasurement3", policy.RealmExtensibleMeasurement3),
    ];
}
