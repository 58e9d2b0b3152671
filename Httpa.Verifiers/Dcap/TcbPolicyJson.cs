using System.Text.Json;
using System.Xml;

namespace Httpa.Verifiers.Dcap;

/// <summary>The member <c>tcb</c> of a policy file.</summary>
internal static class TcbPolicyJson
{
    internal static TcbPolicy Read(PolicyElement element)
    {
        var members = element.Object();
        var standard = new TcbPolicy();
        var policy = new TcbPolicy
        {
            AcceptedStatuses = members.Take("acceptedStatuses")?.List(v => v.Name<TcbStatus>()) ?? standard.AcceptedStatuses,
            AcceptedAdvisories = members.Take("acceptedAdvisories")?.Reference(v => v.NonBlankText()),
            GracePeriod = members.Take("gracePeriod")?.Duration() ?? standard.GracePeriod,
            MinimumTcbEvaluationDataNumber = members.Take("minimumTcbEvaluationDataNumber")?.NonNegative(),
            RequireSameEvaluationNumber = members.Take("requireSameEvaluationNumber")?.Boolean() ?? standard.RequireSameEvaluationNumber,
        };
        members.End();
        return policy;
    }

    internal static void Write(Utf8JsonWriter writer, string name, TcbPolicy policy)
    {
        writer.WriteStartObject(name);
        writer.WriteStartArray("acceptedStatuses");
        foreach (var status in policy.AcceptedStatuses) writer.WriteStringValue(status.ToString());
        writer.WriteEndArray();
        writer.WriteReference("acceptedAdvisories", policy.AcceptedAdvisories);
        writer.WriteString("gracePeriod", XmlConvert.ToString(policy.GracePeriod));
        if (policy.MinimumTcbEvaluationDataNumber is { } minimum) writer.WriteNumber("minimumTcbEvaluationDataNumber", minimum);
        writer.WriteBoolean("requireSameEvaluationNumber", policy.RequireSameEvaluationNumber);
        writer.WriteEndObject();
    }
}
