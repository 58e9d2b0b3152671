using System.Text.Json;
using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Arm;

/// <summary>The attestation keys in a policy file.</summary>
internal static class ArmKeyJson
{
    internal static ArmAttestationKey Read(PolicyElement element)
    {
        var members = element.Object();
        var key = new ArmAttestationKey
        {
            InstanceId = ReadInstanceId(members),
            ImplementationId = ReadImplementationId(members),
            PublicKey = ReadPublicKey(members.Required("publicKey")),
            NotBefore = members.Take("notBefore")?.Time(),
            NotAfter = members.Take("notAfter")?.Time(),
        };
        members.End();
        return key;
    }

    internal static Measurement ReadInstanceId(PolicyObject members) => members.Required("instanceId").Hex(33);

    internal static Measurement? ReadImplementationId(PolicyObject members) => members.Take("implementationId")?.Hex(32);

    internal static void Write(Utf8JsonWriter writer, string name, IReadOnlyList<ArmAttestationKey> keys)
    {
        writer.WriteStartArray(name);
        foreach (var key in keys) WriteOne(writer, key, "publicKey", key.PublicKey);
        writer.WriteEndArray();
    }

    internal static void WriteOne(Utf8JsonWriter writer, IArmKey key, string name, Measurement value)
    {
        writer.WriteStartObject();
        writer.WriteString("instanceId", key.InstanceId.ToString());
        if (key.ImplementationId is { } implementation) writer.WriteString("implementationId", implementation.ToString());
        writer.WriteString(name, value.ToString());
        writer.WriteTime("notBefore", key.NotBefore);
        writer.WriteTime("notAfter", key.NotAfter);
        writer.WriteEndObject();
    }

    /// <summary>A JWK as an object, or a SubjectPublicKeyInfo as text: hexadecimal, which begins with the 30 of DER, or base64, which then begins with M.</summary>
    private static Measurement ReadPublicKey(PolicyElement element)
    {
        var key = element.Json.ValueKind switch
        {
            JsonValueKind.Object => PublicKeyDocument.TryReadJwk(System.Text.Encoding.UTF8.GetBytes(element.Json.GetRawText())),
            JsonValueKind.String => DecodeText(element.Json.GetString()!) is { } der ? PublicKeyDocument.TryReadDer(der) : null,
            _ => null,
        };
        return key is { } read ? new Measurement(PublicKeyDocument.Encode(read))
            : throw element.Wrong("a public key on P-256, P-384 or P-521: a JWK, or its SubjectPublicKeyInfo in hexadecimal or base64");
    }

    private static byte[]? DecodeText(string text)
    {
        if (Measurement.TryParse(text, out var hex)) return hex.Bytes.ToArray();
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }
}
