using System.Text.Json;
using Httpa.Verifiers.Arm;

namespace Httpa.Verifiers.Psa;

/// <summary>The member <c>psa</c> of a policy file.</summary>
internal static class PsaPolicyJson
{
    internal static PsaPolicy Read(PolicyElement element)
    {
        var members = element.Object();
        var policy = new PsaPolicy
        {
            Keys = members.Take("keys")?.List(ArmKeyJson.Read) ?? [],
            ClientId = members.Take("clientId")?.Reference(v => v.Int32()),
            SoftwareComponents = members.Take("softwareComponents") is { } components ? SoftwareComponentsPolicyJson.Read(components) : null,
            SecurityLifecycle = members.Take("securityLifecycle")?.Reference(v => v.UInt16()),
            ImplementationId = members.Take("implementationId")?.Reference(v => v.Hex(32)),
            CertificationReference = members.Take("certificationReference")?.Reference(v => v.NonBlankText()),
            BootSeed = members.Take("bootSeed")?.Reference(v => v.HexBetween(8, 32)),
            VerificationService = members.Take("verificationService")?.Reference(v => v.NonBlankText()),
            Profile = members.Take("profile")?.Reference(v => v.NonBlankText()),
            DangerousAllowNoMeasurements = members.Take("dangerousAllowNoMeasurements")?.Boolean() ?? false,
            DangerousSymmetricKeys = members.Take("dangerousSymmetricKeys")?.List(ReadSymmetricKey) ?? [],
        };
        members.End();
        return policy;
    }

    internal static void Write(Utf8JsonWriter writer, string name, PsaPolicy policy)
    {
        writer.WriteStartObject(name);
        ArmKeyJson.Write(writer, "keys", policy.Keys);
        writer.WriteReference("clientId", policy.ClientId);
        SoftwareComponentsPolicyJson.Write(writer, "softwareComponents", policy.SoftwareComponents);
        writer.WriteReference("securityLifecycle", policy.SecurityLifecycle);
        writer.WriteReference("implementationId", policy.ImplementationId);
        writer.WriteReference("certificationReference", policy.CertificationReference);
        writer.WriteReference("bootSeed", policy.BootSeed);
        writer.WriteReference("verificationService", policy.VerificationService);
        writer.WriteReference("profile", policy.Profile);
        writer.WriteBoolean("dangerousAllowNoMeasurements", policy.DangerousAllowNoMeasurements);
        writer.WriteStartArray("dangerousSymmetricKeys");
        foreach (var key in policy.DangerousSymmetricKeys) ArmKeyJson.WriteOne(writer, key, "secret", key.Secret);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static PsaSymmetricKey ReadSymmetricKey(PolicyElement element)
    {
        var members = element.Object();
        var key = new PsaSymmetricKey
        {
            InstanceId = ArmKeyJson.ReadInstanceId(members),
            ImplementationId = ArmKeyJson.ReadImplementationId(members),
            Secret = members.Required("secret").HexBetween(32, 1024),
            NotBefore = members.Take("notBefore")?.Time(),
            NotAfter = members.Take("notAfter")?.Time(),
        };
        members.End();
        return key;
    }
}
