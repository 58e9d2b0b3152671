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
            SwitchCount = members.Take("switchCount")?.NumberReference(v => v.UInt32()),
            Chip = members.Take("chip")?.Reference(v => v.NonBlankText()),
            DriverVersion = members.Take("driverVersion")?.Reference(v => v.NonBlankText()),
            VbiosVersion = members.Take("vbiosVersion")?.Reference(v => v.NonBlankText()),
            RequireRims = members.Take("requireRims")?.Boolean() ?? true,
            RequireOcsp = members.Take("requireOcsp")?.Boolean() ?? true,
            Measurements = members.Take("measurements")?.List(ReadMeasurement) ?? [],
            DeviceKey = members.Take("deviceKey")?.Reference(v => v.Hex(32)),
            FirmwareId = members.Take("firmwareId")?.Reference(v => v.Hex(48)),
            AllowProtectedPcie = members.Take("allowProtectedPcie")?.Boolean() ?? false,
            DangerousAllowCertificateHold = members.Take("dangerousAllowCertificateHold")?.Boolean() ?? false,
            DangerousTrustedRoots = members.Take("dangerousTrustedRoots")?.List(v => v.Hex(32)) ?? [],
        };
        members.End();
        return policy;
    }

    internal static void Write(Utf8JsonWriter writer, string name, NvidiaGpuPolicy policy)
    {
        writer.WriteStartObject(name);
        writer.WriteReference("count", policy.Count);
        writer.WriteReference("switchCount", policy.SwitchCount);
        writer.WriteReference("chip", policy.Chip);
        writer.WriteReference("driverVersion", policy.DriverVersion);
        writer.WriteReference("vbiosVersion", policy.VbiosVersion);
        writer.WriteBoolean("requireRims", policy.RequireRims);
        writer.WriteBoolean("requireOcsp", policy.RequireOcsp);
        writer.WriteStartArray("measurements");
        foreach (var measurement in policy.Measurements) Write(writer, measurement);
        writer.WriteEndArray();
        writer.WriteReference("deviceKey", policy.DeviceKey);
        writer.WriteReference("firmwareId", policy.FirmwareId);
        writer.WriteBoolean("allowProtectedPcie", policy.AllowProtectedPcie);
        writer.WriteBoolean("dangerousAllowCertificateHold", policy.DangerousAllowCertificateHold);
        writer.WriteStartArray("dangerousTrustedRoots");
        foreach (var root in policy.DangerousTrustedRoots) writer.WriteStringValue(root.ToString());
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static NvidiaGpuMeasurement ReadMeasurement(PolicyElement element)
    {
        var members = element.Object();
        var measurement = new NvidiaGpuMeasurement(members.Required("index").UInt32(), members.Required("value").Reference(v => v.Hex(48)));
        members.End();
        return measurement;
    }

    private static void Write(Utf8JsonWriter writer, NvidiaGpuMeasurement measurement)
    {
        writer.WriteStartObject();
        writer.WriteNumber("index", measurement.Index);
        writer.WriteReference("value", measurement.Value);
        writer.WriteEndObject();
    }
}
