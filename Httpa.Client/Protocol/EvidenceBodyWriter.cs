using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Httpa.Verifiers;

namespace Httpa.Client.Protocol;

/// <summary>Writes an evidence body; what it writes, <see cref="EvidenceBodyReader"/> reads.</summary>
internal static class EvidenceBodyWriter
{
    // PEM and Intel's JSON stay legible; nothing here ever stands inside HTML.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] Write(EvidenceBody body)
    {
        if (body.Items.Count is 0 or > EvidenceBody.MaxItems)
            throw new InvalidOperationException($"An evidence body has 1 to {EvidenceBody.MaxItems} items, not {body.Items.Count}.");
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("publicKey", Base64Url.EncodeToString(body.PublicKey.Span));
            json.WriteStartArray("evidence");
            foreach (var item in body.Items) WriteItem(json, item);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenCount <= EvidenceBody.MaxLength
            ? buffer.WrittenSpan.ToArray()
            : throw new InvalidOperationException($"The evidence body has {buffer.WrittenCount} bytes; {EvidenceBody.MaxLength} are allowed.");
    }

    private static void WriteItem(Utf8JsonWriter json, EndorsedEvidence item)
    {
        json.WriteStartObject();
        json.WriteString("type", item.Evidence.Type.Token);
        json.WriteString("value", Base64Url.EncodeToString(item.Evidence.Value.Span));
        if (item.Endorsements.Names.Count > 0)
        {
            json.WriteStartObject("endorsements");
            foreach (var name in item.Endorsements.Names.Order(StringComparer.Ordinal)) WriteEndorsement(json, item, name);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteEndorsement(Utf8JsonWriter json, EndorsedEvidence item, string name)
    {
        if (!EndorsementMember.TryFind(item.Evidence.Type, name, out var isText) || !item.Endorsements.TryGet(name, out var document))
            throw new InvalidOperationException($"Evidence of type '{item.Evidence.Type}' has no endorsement named '{name}' on the wire.");
        json.WriteString(name, isText ? Utf8.GetString(document.Span) : Base64Url.EncodeToString(document.Span));
    }
}
