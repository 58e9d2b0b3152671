using System.Text.Json.Nodes;

namespace Httpa.Verifiers.Arm;

/// <summary>Holds the software that a device started with against a policy.</summary>
/// <param name="path">The policy's member, such as <c>psa.softwareComponents</c>.</param>
internal sealed class SoftwareComponentsAppraisal(string path)
{
    private const string Subject = "software components";

    /// <summary>Refuses components that no rule accepts, and rules that no component meets.</summary>
    /// <param name="policy">The rules; null refuses.</param>
    /// <param name="actual">The components of the token.</param>
    /// <param name="findings">Takes the objections.</param>
    public void Appraise(SoftwareComponentsPolicy? policy, IReadOnlyList<SoftwareComponent> actual, ICollection<Finding> findings)
    {
        if (policy is null)
        {
            findings.Add(new(AppraisalReason.PolicyMemberAbsent, FindingKind.Refused, Subject, $"a statement in {path}", $"{actual.Count} components",
                $"Say in {path} which software is accepted, or 'unchecked' with the reason."));
            return;
        }

        if (policy.UncheckedBecause is not null) return;
        var open = policy.Components.ToList();
        foreach (var component in actual)
        {
            var rules = policy.Components.Where(rule => rule.MeasurementType == component.MeasurementType).ToList();
            var judged = rules.ConvertAll(rule => (Rule: rule, Objections: ObjectionsOf(rule, component)));
            var met = judged.Where(j => j.Objections.Count == 0).Select(j => j.Rule).ToList();

            // An objection to a component is one to its rules too: they are not reported as missing as well.
            foreach (var rule in met.Count > 0 ? met : rules) open.Remove(rule);
            if (rules.Count == 0) findings.Add(Unlisted(component));
            else if (met.Count == 0) Add(judged[0].Objections, findings);
        }

        foreach (var rule in open) findings.Add(Absent(rule));
    }

    private static void Add(List<Finding> objections, ICollection<Finding> findings)
    {
        foreach (var objection in objections) findings.Add(objection);
    }

    private List<Finding> ObjectionsOf(SoftwareComponentRule rule, SoftwareComponent component)
    {
        var findings = new List<Finding>();
        Rule("measurement value", "measurementValue").Require(rule.MeasurementValue, component.MeasurementValue, findings);
        Rule("signer id", "signerId").RequireIfStated(rule.SignerId, component.SignerId, findings);
        Rule("version", "version").RequireIfStated(rule.Version, component.Version ?? "", findings);
        return findings;

        ReferenceRule Rule(string claim, string member) => new(
            AppraisalReason.ArmSoftwareComponentMismatch, $"{claim} of the software component '{component.Label}'", $"{path} ({member} of '{component.Label}')")
        {
            Listed = ($"{path}.components", new("measurementType", JsonValue.Create(component.MeasurementType)?.ToJsonString() ?? "null", member)),
        };
    }

    private Finding Unlisted(SoftwareComponent component) => new(
        AppraisalReason.ArmSoftwareComponentUnlisted, FindingKind.Refused, Subject, $"only those that {path} names",
        $"with a component '{component.Label}', measured as {component.MeasurementValue}", $"If the device is meant to run it, name it in {path}.");

    private Finding Absent(SoftwareComponentRule rule) => new(
        AppraisalReason.ArmSoftwareComponentAbsent, FindingKind.Refused, Subject, $"a component '{rule.Label}', as {path} says", "without one",
        $"If the device is meant to run without it, remove it from {path}.");
}
