using System.Globalization;
using System.Text.Json;
using System.Xml;

namespace Httpa.Verifiers.Nitro;

/// <summary>The member <c>nitro</c> of a policy file.</summary>
internal static class NitroPolicyJson
{
    private const int PcrLength = 48;

    internal static NitroPolicy Read(PolicyElement element)
    {
        var members = element.Object();
        var standard = new NitroPolicy();
        var policy = new NitroPolicy
        {
            Pcr0 = members.Take("pcr0")?.Reference(Pcr),
            Pcr1 = members.Take("pcr1")?.Reference(Pcr),
            Pcr2 = members.Take("pcr2")?.Reference(Pcr),
            Pcr3 = members.Take("pcr3")?.Reference(Pcr),
            Pcr4 = members.Take("pcr4")?.Reference(Pcr),
            Pcr8 = members.Take("pcr8")?.Reference(Pcr),
            OtherPcrs = members.Take("otherPcrs") is { } others ? ReadOthers(others) : standard.OtherPcrs,
            ModuleId = members.Take("moduleId")?.Reference(v => v.NonBlankText()),
            MaxAge = members.Take("maxAge")?.Duration() ?? standard.MaxAge,
            DangerousAllowDebug = members.Take("dangerousAllowDebug")?.Boolean() ?? false,
            DangerousTrustedRoots = members.Take("dangerousTrustedRoots")?.List(v => v.Hex(32)) ?? [],
        };
        members.End();
        return policy;
    }

    internal static void Write(Utf8JsonWriter writer, string name, NitroPolicy policy)
    {
        writer.WriteStartObject(name);
        writer.WriteReference("pcr0", policy.Pcr0);
        writer.WriteReference("pcr1", policy.Pcr1);
        writer.WriteReference("pcr2", policy.Pcr2);
        writer.WriteReference("pcr3", policy.Pcr3);
        writer.WriteReference("pcr4", policy.Pcr4);
        writer.WriteReference("pcr8", policy.Pcr8);
        writer.WriteStartObject("otherPcrs");
        foreach (var (index, reference) in policy.OtherPcrs) writer.WriteReference(Name(index), reference);
        writer.WriteEndObject();
        writer.WriteReference("moduleId", policy.ModuleId);
        writer.WriteString("maxAge", XmlConvert.ToString(policy.MaxAge));
        writer.WriteBoolean("dangerousAllowDebug", policy.DangerousAllowDebug);
        writer.WriteStartArray("dangerousTrustedRoots");
        foreach (var root in policy.DangerousTrustedRoots) writer.WriteStringValue(root.ToString());
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static Dictionary<int, ReferenceValue<Measurement>> ReadOthers(PolicyElement element)
    {
        var members = element.Object();
        var others = new Dictionary<int, ReferenceValue<Measurement>>();
        foreach (var index in NitroPolicyReview.OtherIndices)
            if (members.Take(Name(index)) is { } value) others[index] = value.Reference(Pcr);
        members.End();
        return others;
    }

    private static Measurement Pcr(PolicyElement element) => element.Hex(PcrLength);

    private static string Name(int index) => index.ToString(CultureInfo.InvariantCulture);
}
