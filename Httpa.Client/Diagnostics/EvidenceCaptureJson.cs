using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using Httpa.Client.Protocol;
using Httpa.Verifiers;
using Httpa.Verifiers.Encoding;

namespace Httpa.Client.Diagnostics;

/// <summary>The file of an <see cref="EvidenceCapture"/>: the evidence body of HTTPA/1 as it is on the wire, beside what else the verdict depended on.</summary>
internal static class EvidenceCaptureJson
{
    /// <summary>What the first member says, and the version with it.</summary>
    public const string Format = "httpa-evidence-capture/1";

    private const int DeviceNonceLength = 32;

    private static readonly string[] Members = ["format", "origin", "time", "binding", "deviceNonce", "body", "policy"];

    public static byte[] Write(EvidenceCapture capture)
    {
        var body = new EvidenceBody(capture.PublicKey, capture.Evidence).Serialize();
        var buffer = new ArrayBufferWriter<byte>(body.Length);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WriteString("origin", capture.Origin);
            json.WriteString("time", capture.Time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
            json.WriteString("binding", Base64Url.EncodeToString(capture.Binding.Span));
            json.WriteString("deviceNonce", Base64Url.EncodeToString(capture.DeviceNonce.Span));
            json.WritePropertyName("body");
            json.WriteRawValue(body);
            json.WritePropertyName("policy");
            json.WriteRawValue(capture.Policy.ToJson());
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static EvidenceCapture Read(ReadOnlyMemory<byte> utf8)
    {
        using var json = utf8.Length <= EvidenceCapture.MaxLength ? StrictJson.TryRead(utf8) : null;
        if (json is null) throw new InvalidDataException($"This is no JSON object of at most {EvidenceCapture.MaxLength} bytes.");
        if (json.Text(json.Root, "format") != Format) throw new InvalidDataException($"The member 'format' does not say {Format}.");
        if (json.Root.EnumerateObject().Any(member => !Members.Contains(member.Name, StringComparer.Ordinal))) throw new InvalidDataException("There is a member that captures do not have.");
        var capture = new EvidenceCapture
        {
            Origin = json.Text(json.Root, "origin"),
            Time = ReadTime(json),
            Binding = ReadBytes(json, "binding", AppraisalRequest.BindingLength),
            DeviceNonce = ReadBytes(json, "deviceNonce", DeviceNonceLength, orNone: true),
            Evidence = ReadBody(json, out var publicKey),
            PublicKey = publicKey,
            Policy = ReadPolicy(json),
        };
        return !json.HasFailed ? capture : throw new InvalidDataException("A member is missing or of another form.");
    }

    private static DateTimeOffset ReadTime(StrictJson json)
    {
        if (DateTimeOffset.TryParseExact(json.Text(json.Root, "time"), "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return time;
        json.Fail();
        return default;
    }

    private static byte[] ReadBytes(StrictJson json, string name, int length, bool orNone = false)
    {
        if (StrictBase64Url.TryDecode(json.Text(json.Root, name), out var bytes) && (bytes.Length == length || (orNone && bytes.Length == 0))) return bytes;
        json.Fail();
        return [];
    }

    private static IReadOnlyList<EndorsedEvidence> ReadBody(StrictJson json, out ReadOnlyMemory<byte> publicKey)
    {
        if (!EvidenceBody.TryParse(StrictJson.RawBytes(json.Object(json.Root, "body")), out var body, out var problem)) throw new InvalidDataException($"This is no evidence: {problem}.");
        publicKey = body.PublicKey;
        return body.Items;
    }

    private static AttestationPolicy ReadPolicy(StrictJson json)
    {
        try
        {
            return AttestationPolicy.Parse(StrictJson.RawBytes(json.Object(json.Root, "policy")));
        }
        catch (PolicyFormatException e)
        {
            throw new InvalidDataException($"The policy cannot be read: {e.Message}", e);
        }
    }
}
