using Httpa.Verifiers;
using Httpa.Verifiers.Arm;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Arm;

[Parallelizable(ParallelScope.All)]
internal sealed class SoftwareComponentsAppraisalTests
{
    private static readonly SoftwareComponent Loader = Component("BL", 1);
    private static readonly SoftwareComponent Root = Component("PRoT", 2);

    [Test]
    public void Accepts_exactly_the_components_that_are_named_in_any_order() =>
        Assert.That(Judge([Loader, Root], Rule("PRoT", 2), Rule("BL", 1)), Is.Empty);

    [Test]
    public void Refuses_a_component_that_is_not_named() =>
        Assert.That(Judge([Loader, Root], Rule("BL", 1)), Is.EqualTo(new[] { AppraisalReason.ArmSoftwareComponentUnlisted }));

    [Test]
    public void Refuses_when_a_component_that_is_named_is_not_there() =>
        Assert.That(Judge([Loader], Rule("BL", 1), Rule("PRoT", 2)), Is.EqualTo(new[] { AppraisalReason.ArmSoftwareComponentAbsent }));

    [Test]
    public void Refuses_another_measurement_and_does_not_also_call_it_missing() =>
        Assert.That(Judge([Loader], Rule("BL", 9)), Is.EqualTo(new[] { AppraisalReason.ArmSoftwareComponentMismatch }));

    [Test]
    public void Refuses_another_signer_and_another_version() => Assert.That(
        Judge([Loader], Rule("BL", 1) with { SignerId = ReferenceValue.AnyOf(Bytes(9)), Version = ReferenceValue.AnyOf<string>("2") }),
        Is.EqualTo(new[] { AppraisalReason.ArmSoftwareComponentMismatch, AppraisalReason.ArmSoftwareComponentMismatch }));

    [Test]
    public void Refuses_a_version_when_the_component_has_none() => Assert.That(
        Judge([Loader with { Version = null }], Rule("BL", 1) with { Version = ReferenceValue.AnyOf<string>("1") }), Is.EqualTo(new[] { AppraisalReason.ArmSoftwareComponentMismatch }));

    [Test]
    public void Refuses_when_a_rule_names_no_measurement() =>
        Assert.That(Judge([Loader], Rule("BL", 1) with { MeasurementValue = null }), Is.EqualTo(new[] { AppraisalReason.PolicyMemberAbsent }));

    [Test]
    public void Knows_components_of_one_type_apart_by_their_measurements()
    {
        var second = Component("BL", 3);
        Assert.That(Judge([Loader, second], Rule("BL", 1), Rule("BL", 3)), Is.Empty);
        Assert.That(Judge([Loader], Rule("BL", 1), Rule("BL", 3)), Is.EqualTo(new[] { AppraisalReason.ArmSoftwareComponentAbsent }));
        Assert.That(Judge([Loader, second], Rule("BL", 1)), Is.EqualTo(new[] { AppraisalReason.ArmSoftwareComponentMismatch }));
    }

    [Test]
    public void Takes_a_component_without_a_type_by_the_rule_without_one()
    {
        var nameless = Component(null, 4);
        Assert.That(Judge([nameless], Rule(null, 4)), Is.Empty);
        Assert.That(Judge([nameless], Rule("BL", 4)), Is.EquivalentTo(new[] { AppraisalReason.ArmSoftwareComponentUnlisted, AppraisalReason.ArmSoftwareComponentAbsent }));
    }

    [Test]
    public void Accepts_anything_when_nothing_is_checked_and_nothing_when_nothing_is_said()
    {
        Assert.That(Judge(SoftwareComponentsPolicy.Unchecked("a test"), [Loader]), Is.Empty);
        Assert.That(Judge((SoftwareComponentsPolicy?)null, [Loader]), Is.EqualTo(new[] { AppraisalReason.PolicyMemberAbsent }));
        Assert.That(Judge(new SoftwareComponentsPolicy(), [Loader]), Is.EqualTo(new[] { AppraisalReason.ArmSoftwareComponentUnlisted }));
    }

    private static IEnumerable<AppraisalReason> Judge(SoftwareComponent[] actual, params SoftwareComponentRule[] rules) => Judge(SoftwareComponentsPolicy.Of(rules), actual);

    private static IEnumerable<AppraisalReason> Judge(SoftwareComponentsPolicy? policy, SoftwareComponent[] actual)
    {
        var findings = new List<Finding>();
        new SoftwareComponentsAppraisal("psa.softwareComponents").Appraise(policy, actual, findings);
        return findings.Select(f => f.Reason);
    }

    private static SoftwareComponent Component(string? type, byte value) => new() { MeasurementType = type, MeasurementValue = Bytes(value), SignerId = Bytes(7), Version = "1" };

    private static SoftwareComponentRule Rule(string? type, byte value) => new() { MeasurementType = type, MeasurementValue = ReferenceValue.AnyOf(Bytes(value)) };

    private static Measurement Bytes(byte value) => new(Enumerable.Repeat(value, 32).ToArray());
}
