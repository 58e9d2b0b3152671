using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Httpa.Client.Protocol;
using Httpa.Verifiers;
using Httpa.Verifiers.Encoding;

namespace Httpa.Client.Endorsing;

/// <summary>
/// The endorsements of one platform as one JSON object, in the form that <c>endorsements</c> has in an evidence body (HTTPA/1, section 5): JSON and PEM documents as
/// text, untouched; DER as base64url without padding. For carrying them about, and for services that staple them.
/// </summary>
public static class EndorsementFile
{
    /// <summary>The longest file that is read: 4 MiB.</summary>
    public const int MaxLength = 4 << 20;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true };

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes the object, its members in the order of their names.</summary>
    /// <param name="endorsements">The documents.</param>
    /// <exception cref="ArgumentException">A document is none of HTTPA/1, or is to be text and is not UTF-8.</exception>
    public static byte[] Write(Endorsements endorsements)
    {
        ArgumentNullException.ThrowIfNull(endorsements);
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            foreach (var name in endorsements.Names.Order(StringComparer.Ordinal))
            {
                if (!EndorsementMember.TryFind(name, out var isText) || !endorsements.TryGet(name, out var document))
                    throw new ArgumentException($"HTTPA/1 has no endorsement named '{name}'.", nameof(endorsements));
                json.WriteString(name, isText ? Utf8.GetString(document.Span) : Base64Url.EncodeToString(document.Span));
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads the object strictly.</summary>
    /// <param name="utf8">The file's content.</param>
    /// <exception cref="InvalidDataException">This is no such object, or a document in it is too long.</exception>
    public static Endorsements Read(ReadOnlyMemory<byte> utf8)
    {
        using var json = utf8.Length <= MaxLength ? StrictJson.TryRead(utf8) : null;
        if (json is null) throw new InvalidDataException($"This is no JSON object of at most {MaxLength} bytes.");
        var documents = new List<KeyValuePair<string, ReadOnlyMemory<byte>>>();
        foreach (var member in json.Root.EnumerateObject())
        {
            if (!EndorsementMember.TryFind(member.Name, out var isText)) throw new InvalidDataException("A member is no endorsement of HTTPA/1.");
            var text = json.TextOf(member.Value);
            if (json.HasFailed || !TryDecode(text, isText, out var document) || document.Length > Endorsements.MaxDocumentLength)
                throw new InvalidDataException($"The member '{member.Name}' is not {(isText ? "text" : "base64url without padding")}, or is too long.");
            documents.Add(new(member.Name, document));
        }

        return new Endorsements(documents);
    }

    private static bool TryDecode(string text, bool isText, out ReadOnlyMemory<byte> document)
    {
        if (!isText)
        {
            var valid = StrictBase64Url.TryDecode(text, out var der);
            document = der;
            return valid;
        }

        document = Utf8.GetBytes(text);
        return true;
    }
}
