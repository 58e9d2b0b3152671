using Httpa.Verifiers.Arm;

namespace Httpa.Verifiers.Psa;

/// <summary>Holds what a genuine PSA token says against a policy: every rule runs, and each that is not met adds a finding.</summary>
internal static class PsaAppraisal
{
    private static readonly ReferenceRule Profile = new(AppraisalReason.PsaProfileRefused, "profile of the token", "psa.profile");
    private static readonly ReferenceRule ClientId = new(AppraisalReason.PsaClientIdRefused, "client id", "psa.clientId");
    private static readonly ReferenceRule ImplementationId = new(AppraisalReason.ArmImplementationIdRefused, "implementation id", "psa.implementationId");
    private static readonly ReferenceRule BootSeed = new(AppraisalReason.PsaBootSeedRefused, "boot seed", "psa.bootSeed");
    private static readonly ReferenceRule Certification = new(AppraisalReason.PsaCertificationRefused, "certification reference", "psa.certificationReference");
    private static readonly ReferenceRule Service = new(AppraisalReason.ArmVerificationServiceRefused, "verification service indicator", "psa.verificationService");
    private static readonly SoftwareComponentsAppraisal Components = new("psa.softwareComponents");

    /// <summary>Runs every rule.</summary>
    /// <param name="claims">What the token says; genuine.</param>
    /// <param name="policy">What is accepted.</param>
    /// <param name="findings">Takes the objections.</param>
    internal static void Appraise(PsaClaims claims, PsaPolicy policy, ICollection<Finding> findings)
    {
        if (policy.Profile is not null) Profile.RequireIfStated(policy.Profile, claims.Profile, findings);
        else if (!PsaLayout.Known.Contains(claims.Profile)) findings.Add(UnknownProfile(claims.Profile));
        ClientId.Require(policy.ClientId, claims.ClientId, findings);
        ArmLifecycle.Appraise(policy.SecurityLifecycle, claims.SecurityLifecycle, "psa.securityLifecycle", findings);
        ImplementationId.RequireIfStated(policy.ImplementationId, claims.ImplementationId, findings);
        BootSeed.RequireIfStated(policy.BootSeed, claims.BootSeed, findings);
        Certification.RequireTextIfStated(policy.CertificationReference, claims.CertificationReference, findings);
        Service.RequireTextIfStated(policy.VerificationService, claims.VerificationService, findings);
        if (claims.SoftwareComponents.Count > 0) Components.Appraise(policy.SoftwareComponents, claims.SoftwareComponents, findings);
        else if (!policy.DangerousAllowNoMeasurements) findings.Add(NothingMeasured());
    }

    private static Finding UnknownProfile(string profile) => Profile.Refused(
        $"one of {string.Join(", ", PsaLayout.Known)}", profile, "If the device's maker says what this profile means, and it is as good, accept it in psa.profile.");

    private static Finding NothingMeasured() => new(
        AppraisalReason.PsaSoftwareNotMeasured, FindingKind.Refused, "software components", "software that was measured", "nothing: the device measures no software",
        "Use a device that measures what it starts. Where its kind alone is enough: psa.dangerousAllowNoMeasurements.");
}
