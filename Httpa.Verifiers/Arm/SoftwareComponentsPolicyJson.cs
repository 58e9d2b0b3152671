using System.Text.Json;

namespace Httpa.Verifiers.Arm;

/// <summary>The member <c>softwareComponents</c> of a policy file.</summary>
internal static class SoftwareComponentsPolicyJson
{
    internal static SoftwareComponentsPolicy Read(PolicyElement element)
    {
        var members = element.Object();
        SoftwareComponentsPolicy? policy = null;
        if (members.Take("components") is { } components) policy = SoftwareComponentsPolicy.Of(components.List(ReadRule));
        if (members.Take("unchecked") is { } why) policy = SoftwareComponentsPolicy.Unchecked(why.NonBlankText());
        return members.EndWithOne(policy);
    }

    internal static void Write(Utf8JsonWriter writer, string name, SoftwareComponentsPolicy? policy)
    {
        if (policy is null) return;
        writer.WriteStartObject(name);
        if (policy.UncheckedBecause is { } why) writer.WriteString("unchecked", why);
        else WriteRules(writer, policy.Components);
        writer.WriteEndObject();
    }

    private static SoftwareComponentRule ReadRule(PolicyElement element)
    {
        var members = element.Object();
        var rule = new SoftwareComponentRule
        {
            MeasurementType = members.Take("measurementType")?.NonBlankText(),
            MeasurementValue = members.Take("measurementValue")?.Reference(v => v.Hex(32, 48, 64)),
            SignerId = members.Take("signerId")?.Reference(v => v.Hex(32, 48, 64)),
            Version = members.Take("version")?.Reference(v => v.NonBlankText()),
        };
        members.End();
        return rule;
    }

    private static void WriteRules(Utf8JsonWriter writer, IReadOnlyList<SoftwareComponentRule> rules)
    {
        writer.WriteStartArray("components");
        foreach (var rule in rules)
        {
            writer.WriteStartObject();
            if (rule.MeasurementType is { } type) writer.WriteString("measurementType", type);
            writer.WriteReference("measurementValue", rule.MeasurementValue);
            writer.WriteReference("signerId", rule.SignerId);
            writer.WriteReference("version", rule.Version);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
