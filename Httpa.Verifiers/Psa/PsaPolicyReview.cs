using Httpa.Verifiers.Arm;

namespace Httpa.Verifiers.Psa;

/// <summary>Looks a PSA policy over.</summary>
internal static class PsaPolicyReview
{
    private const int MinSecretLength = 32;

    internal static void Review(PsaPolicy policy, PolicyReview review)
    {
        if (policy.Keys.Count + policy.DangerousSymmetricKeys.Count == 0)
            review.Problem("psa.keys", "names no device, so that all evidence is refused. Name the attestation key of each.");
        ArmKeyReview.Review(policy.Keys, "psa.keys", review);
        ReviewSymmetricKeys(policy, review);
        review.Required("psa.clientId", policy.ClientId);
        if (policy.ClientId?.Values.Any(v => v.Value == 0) == true) review.Problem("psa.clientId", "names 0, which is nobody's. Name the caller.");
        SoftwareComponentsPolicyReview.Review(policy.SoftwareComponents, "psa.softwareComponents", review);
        ReviewOptional(policy, review);
        Warn(policy, review);
    }

    private static void ReviewSymmetricKeys(PsaPolicy policy, PolicyReview review)
    {
        for (var i = 0; i < policy.DangerousSymmetricKeys.Count; i++)
        {
            var (key, path) = (policy.DangerousSymmetricKeys[i], $"psa.dangerousSymmetricKeys[{i}]");
            ArmKeyReview.ReviewDevice(key, path, review);
            if (key.Secret.Bytes.Length < MinSecretLength)
                review.Problem($"{path}.secret", $"has {key.Secret.Bytes.Length} bytes; {MinSecretLength} are required at least. Use a stronger key.");
            review.Warn(path, $"is a key that the device {key.InstanceId} shares with its verifiers: whoever reads this policy can make tokens that say anything.");
        }
    }

    private static void ReviewOptional(PsaPolicy policy, PolicyReview review)
    {
        review.Optional("psa.implementationId", policy.ImplementationId);
        review.Length("psa.implementationId", policy.ImplementationId, 32);
        review.Optional("psa.certificationReference", policy.CertificationReference);
        review.Optional("psa.bootSeed", policy.BootSeed);
        foreach (var seed in policy.BootSeed?.Values.Where(v => v.Value.Bytes.Length is < 8 or > 32) ?? [])
            review.Problem("psa.bootSeed", $"has a value of {seed.Value.Bytes.Length} bytes ({seed.Value}); 8 to 32 are required. Give two hexadecimal digits a byte.");
        review.Optional("psa.verificationService", policy.VerificationService);
        review.Optional("psa.profile", policy.Profile);
    }

    private static void Warn(PsaPolicy policy, PolicyReview review)
    {
        if (policy.ClientId?.UncheckedBecause is { } why)
            review.Warn("psa.clientId", $"is unchecked ({why}): software of less trust in the same device can get tokens that are accepted.");
        ArmLifecycle.Review(policy.SecurityLifecycle, "psa.securityLifecycle", review);
        if (policy.DangerousAllowNoMeasurements)
            review.Warn("psa.dangerousAllowNoMeasurements", "is on: tokens are accepted that do not tell what runs in the device.");
    }
}
