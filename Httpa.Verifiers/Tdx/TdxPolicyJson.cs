using System.Text.Json;
using Httpa.Verifiers.Dcap;

namespace Httpa.Verifiers.Tdx;

/// <summary>The member <c>tdx</c> of a policy file.</summary>
internal static class TdxPolicyJson
{
    internal static TdxPolicy Read(PolicyElement element)
    {
        var members = element.Object();
        var policy = new TdxPolicy
        {
            MrTd = Measurement("mrTd"),
            RtMr0 = Measurement("rtMr0"),
            RtMr1 = Measurement("rtMr1"),
            RtMr2 = Measurement("rtMr2"),
            RtMr3 = Measurement("rtMr3"),
            MrConfigId = Measurement("mrConfigId"),
            MrOwner = Measurement("mrOwner"),
            MrOwnerConfig = Measurement("mrOwnerConfig"),
            MrServiceTd = Measurement("mrServiceTd"),
            MrSeam = Measurement("mrSeam"),
            Attributes = members.Take("attributes")?.Masked(8),
            Xfam = members.Take("xfam")?.Masked(8),
            Tcb = members.Take("tcb") is { } tcb ? TcbPolicyJson.Read(tcb) : new(),
            Ppid = members.Take("ppid")?.Reference(v => v.Hex(16)),
            Fmspc = members.Take("fmspc")?.Reference(v => v.Hex(6)),
            DangerousAllowDebug = members.Take("dangerousAllowDebug")?.Boolean() ?? false,
            DangerousTrustedRoots = members.Take("dangerousTrustedRoots")?.List(v => v.Hex(32)) ?? [],
        };
        members.End();
        return policy;

        ReferenceValue<Measurement>? Measurement(string name) => members.Take(name)?.Reference(v => v.Hex(48));
    }

    internal static void Write(Utf8JsonWriter writer, string name, TdxPolicy policy)
    {
        writer.WriteStartObject(name);
        writer.WriteReference("mrTd", policy.MrTd);
        writer.WriteReference("rtMr0", policy.RtMr0);
        writer.WriteReference("rtMr1", policy.RtMr1);
        writer.WriteReference("rtMr2", policy.RtMr2);
        writer.WriteReference("rtMr3", policy.RtMr3);
        writer.WriteReference("mrConfigId", policy.MrConfigId);
        writer.WriteReference("mrOwner", policy.MrOwner);
        writer.WriteReference("mrOwnerConfig", policy.MrOwnerConfig);
        writer.WriteReference("mrServiceTd", policy.MrServiceTd);
        writer.WriteReference("mrSeam", policy.MrSeam);
        writer.WriteMasked("attributes", policy.Attributes);
        writer.WriteMasked("xfam", policy.Xfam);
        TcbPolicyJson.Write(writer, "tcb", policy.Tcb);
        writer.WriteReference("ppid", policy.Ppid);
        writer.WriteReference("fmspc", policy.Fmspc);
        writer.WriteBoolean("dangerousAllowDebug", policy.DangerousAllowDebug);
        writer.WriteStartArray("dangerousTrustedRoots");
        foreach (var root in policy.DangerousTrustedRoots) writer.WriteStringValue(root.ToString());
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
