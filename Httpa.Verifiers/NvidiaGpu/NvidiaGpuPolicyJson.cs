using System.Text.Json;

namespace Httpa.Verifiers.NvidiaGpu;

/// <summary>The member <c>nvidiaGpu</c> of a policy file.</summary>
internal static class NvidiaGpuPolicyJson
{
    internal static NvidiaGpuPolicy Read(PolicyElement element)
    {
        var members = element.Object();
        var policy = new NvidiaGpuPolicy
        {
            Count = members.Take("count")?.NumberReference(v => v.UInt32()),
        };
        members.End();
        return policy;
    }

    internal static void Write(Utf8JsonWriter writer, string name, NvidiaGpuPolicy policy)
    {
        writer.WriteStartObject(name);
        writer.WriteReference("count", policy.Count);
        writer.WriteEndObject();
    }
}
