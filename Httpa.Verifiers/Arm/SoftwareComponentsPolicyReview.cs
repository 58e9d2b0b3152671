namespace Httpa.Verifiers.Arm;

/// <summary>Looks the rules on a device's software over.</summary>
internal static class SoftwareComponentsPolicyReview
{
    internal static void Review(SoftwareComponentsPolicy? policy, string path, PolicyReview review)
    {
        if (policy is null) review.Problem(path, "is absent, so that all evidence is refused. State which software is accepted, or 'unchecked' and why.");
        else if (policy.UncheckedBecause is { } why) review.Warn(path, $"is unchecked ({why}): the device may have started with any software.");
        else if (policy.Components.Count == 0) review.Problem(path, "names no component, so that all evidence is refused. Name at least one.");
        for (var i = 0; i < (policy?.Components.Count ?? 0); i++) Review(policy!.Components[i], $"{path}.components[{i}]", review);
    }

    private static void Review(SoftwareComponentRule rule, string path, PolicyReview review)
    {
        review.Required($"{path}.measurementValue", rule.MeasurementValue);
        review.Length($"{path}.measurementValue", rule.MeasurementValue, 32, 48, 64);
        review.Optional($"{path}.signerId", rule.SignerId);
        review.Length($"{path}.signerId", rule.SignerId, 32, 48, 64);
        review.Optional($"{path}.version", rule.Version);
        if (rule.MeasurementValue?.UncheckedBecause is not { } why) return;
        if (rule.SignerId is null) review.Problem(path, "checks neither measurementValue nor signerId, so that anything would do. State one of them, or 'unchecked' for both.");
        else review.Warn($"{path}.measurementValue", $"is unchecked ({why}), though it tells software apart{(rule.SignerId.IsUnchecked ? ", and signerId is too" : "")}.");
    }
}
