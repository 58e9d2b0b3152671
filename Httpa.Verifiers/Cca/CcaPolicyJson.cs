using System.Text.Json;
using Httpa.Verifiers.Arm;

namespace Httpa.Verifiers.Cca;

/// <summary>The member <c>cca</c> of a policy file.</summary>
internal static class CcaPolicyJson
{
    private const int MaxConfigLength = 1024;

    internal static CcaPolicy Read(PolicyElement element)
    {
        var members = element.Object();
        var policy = new CcaPolicy
        {
            Keys = members.Take("keys")?.List(ArmKeyJson.Read) ?? [],
            RealmInitialMeasurement = Hash("realmInitialMeasurement"),
            RealmExtensibleMeasurement0 = Hash("realmExtensibleMeasurement0"),
            RealmExtensibleMeasurement1 = Hash("realmExtensibleMeasurement1"),
            RealmExtensibleMeasurement2 = Hash("realmExtensibleMeasurement2"),
            RealmExtensibleMeasurement3 = Hash("realmExtensibleMeasurement3"),
            RealmPersonalizationValue = members.Take("realmPersonalizationValue")?.Reference(v => v.Hex(64)),
            RealmInstanceId = members.Take("realmInstanceId")?.Reference(v => v.Hex(33)),
            RealmHashAlgorithm = Text("realmHashAlgorithm"),
            RealmPublicKeyHashAlgorithm = Text("realmPublicKeyHashAlgorithm"),
            RealmDevicesTokenHash = Hash("realmDevicesTokenHash"),
            RequirePrivateMemoryEncryption = members.Take("requirePrivateMemoryEncryption")?.Boolean() ?? false,
            AllowLiveFirmwareActivation = members.Take("allowLiveFirmwareActivation")?.Boolean() ?? false,
            SoftwareComponents = members.Take("softwareComponents") is { } components ? SoftwareComponentsPolicyJson.Read(components) : null,
            SecurityLifecycle = members.Take("securityLifecycle")?.Reference(v => v.UInt16()),
            ImplementationId = members.Take("implementationId")?.Reference(v => v.Hex(32)),
            PlatformConfig = members.Take("platformConfig")?.Reference(v => v.HexBetween(0, MaxConfigLength)),
            PlatformHashAlgorithm = Text("platformHashAlgorithm"),
            VerificationService = Text("verificationService"),
        };
        members.End();
        return policy;

        ReferenceValue<Measurement>? Hash(string name) => members.Take(name)?.Reference(v => v.Hex(32, 48, 64));

        ReferenceValue<string>? Text(string name) => members.Take(name)?.Reference(v => v.NonBlankText());
    }

    internal static void Write(Utf8JsonWriter writer, string name, CcaPolicy policy)
    {
        writer.WriteStartObject(name);
        ArmKeyJson.Write(writer, "keys", policy.Keys);
        writer.WriteReference("realmInitialMeasurement", policy.RealmInitialMeasurement);
        writer.WriteReference("realmExtensibleMeasurement0", policy.RealmExtensibleMeasurement0);
        writer.WriteReference("realmExtensibleMeasurement1", policy.RealmExtensibleMeasurement1);
        writer.WriteReference("realmExtensibleMeasurement2", policy.RealmExtensibleMeasurement2);
        writer.WriteReference("realmExtensibleMeasurement3", policy.RealmExtensibleMeasurement3);
        writer.WriteReference("realmPersonalizationValue", policy.RealmPersonalizationValue);
        writer.WriteReference("realmInstanceId", policy.RealmInstanceId);
        writer.WriteReference("realmHashAlgorithm", policy.RealmHashAlgorithm);
        writer.WriteReference("realmPublicKeyHashAlgorithm", policy.RealmPublicKeyHashAlgorithm);
        writer.WriteReference("realmDevicesTokenHash", policy.RealmDevicesTokenHash);
        writer.WriteBoolean("requirePrivateMemoryEncryption", policy.RequirePrivateMemoryEncryption);
        writer.WriteBoolean("allowLiveFirmwareActivation", policy.AllowLiveFirmwareActivation);
        SoftwareComponentsPolicyJson.Write(writer, "softwareComponents", policy.SoftwareComponents);
        writer.WriteReference("securityLifecycle", policy.SecurityLifecycle);
        writer.WriteReference("implementationId", policy.ImplementationId);
        writer.WriteReference("platformConfig", policy.PlatformConfig);
        writer.WriteReference("platformHashAlgorithm", policy.PlatformHashAlgorithm);
        writer.WriteReference("verificationService", policy.VerificationService);
        writer.WriteEndObject();
    }
}
