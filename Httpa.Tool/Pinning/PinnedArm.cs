using Httpa.Verifiers.Arm;

namespace Httpa.Tool.Pinning;

/// <summary>The software that an Arm device was seen to have started.</summary>
internal static class PinnedArm
{
    public static SoftwareComponentsPolicy Of(IReadOnlyList<SoftwareComponent> components, Pin pin) =>
        SoftwareComponentsPolicy.Of([.. components.Select(component => RuleOf(component, pin))]);

    private static SoftwareComponentRule RuleOf(SoftwareComponent component, Pin pin) => new()
    {
        MeasurementType = component.MeasurementType,
        MeasurementValue = pin.Value(component.MeasurementValue),
        SignerId = pin.Value(component.SignerId),
        Version = component.Version is { } version ? pin.Value(version) : null,
    };
}
