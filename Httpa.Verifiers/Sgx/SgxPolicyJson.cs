using System.Text.Json;
using Httpa.Verifiers.Dcap;

namespace Httpa.Verifiers.Sgx;

/// <summary>The member <c>sgx</c> of a policy file.</summary>
internal static class SgxPolicyJson
{
    internal static SgxPolicy Read(PolicyElement element)
    {
        var members = element.Object();
        var policy = new SgxPolicy
        {
            MrEnclave = members.Take("mrEnclave")?.Reference(v => v.Hex(32)),
            MrSigner = members.Take("mrSigner")?.Reference(v => v.Hex(32)),
            IsvProdId = members.Take("isvProdId")?.NumberReference(v => v.UInt16()),
            IsvSvn = members.Take("isvSvn")?.NumberReference(v => v.UInt16()),
            ConfigId = members.Take("configId")?.Reference(v => v.Hex(64)),
            ConfigSvn = members.Take("configSvn")?.NumberReference(v => v.UInt16()),
            IsvFamilyId = members.Take("isvFamilyId")?.Reference(v => v.Hex(16)),
            IsvExtProdId = members.Take("isvExtProdId")?.Reference(v => v.Hex(16)),
            Attributes = members.Take("attributes")?.Masked(16),
            MiscSelect = members.Take("miscSelect")?.NumberReference(v => v.UInt32()),
            Tcb = members.Take("tcb") is { } tcb ? TcbPolicyJson.Read(tcb) : new(),
            Ppid = members.Take("ppid")?.Reference(v => v.Hex(16)),
            Fmspc = members.Take("fmspc")?.Reference(v => v.Hex(6)),
            DangerousAllowDebug = members.Take("dangerousAllowDebug")?.Boolean() ?? false,
            DangerousTrustedRoots = members.Take("dangerousTrustedRoots")?.List(v => v.Hex(32)) ?? [],
        };
        members.End();
        return policy;
    }

    internal static void Write(Utf8JsonWriter writer, string name, SgxPolicy policy)
    {
        writer.WriteStartObject(name);
        writer.WriteReference("mrEnclave", policy.MrEnclave);
        writer.WriteReference("mrSigner", policy.MrSigner);
        writer.WriteReference("isvProdId", policy.IsvProdId);
        writer.WriteReference("isvSvn", policy.IsvSvn);
        writer.WriteReference("configId", policy.ConfigId);
        writer.WriteReference("configSvn", policy.ConfigSvn);
        writer.WriteReference("isvFamilyId", policy.IsvFamilyId);
        writer.WriteReference("isvExtProdId", policy.IsvExtProdId);
        writer.WriteMasked("attributes", policy.Attributes);
        writer.WriteReference("miscSelect", policy.MiscSelect);
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
