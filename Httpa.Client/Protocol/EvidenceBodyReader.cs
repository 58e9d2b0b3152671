using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Httpa.Verifiers;

namespace Httpa.Client.Protocol;

/// <summary>
/// Reads an evidence body strictly: every member known, once and of its type; nothing before or after the object. Never throws on bad bytes.
/// </summary>
internal ref struct EvidenceBodyReader
{
    private Utf8JsonReader _json;

    private EvidenceBodyReader(ReadOnlySpan<byte> json) =>
        _json = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 5 });

    public static bool TryRead(ReadOnlySpan<byte> json, [NotNullWhen(true)] out EvidenceBody? body, out string problem)
    {
        body = null;
        problem = "";
        if (json.Length > EvidenceBody.MaxLength)
        {
            problem = $"the evidence body has {json.Length} bytes; {EvidenceBody.MaxLength} are allowed";
            return false;
        }

        try
        {
            body = new EvidenceBodyReader(json).ReadBody();
            return true;
        }
        catch (MalformedBodyException e)
        {
            problem = $"the evidence body: {e.Message}";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or a string that is not UTF-8 (the reader throws InvalidOperationException for that).
            problem = "the evidence body is not JSON";
        }

        return false;
    }

    private EvidenceBody ReadBody()
    {
        byte[]? publicKey = null;
        List<EndorsedEvidence>? items = null;
        Next(JsonTokenType.StartObject);
        while (NextMember(out var name))
        {
            switch (name)
            {
                case "publicKey" when publicKey is null: publicKey = ReadBytes("publicKey"); break;
                case "evidence" when items is null: items = ReadItems(); break;
                default: throw NotDefined(name);
            }
        }

        if (_json.Read()) throw new MalformedBodyException("something follows the object"); // the reader itself throws for most of it
        if (publicKey is null || items is null) throw new MalformedBodyException("publicKey and evidence are required");
        return new EvidenceBody(publicKey, items);
    }

    private List<EndorsedEvidence> ReadItems()
    {
        var items = new List<EndorsedEvidence>();
        Next(JsonTokenType.StartArray);
        while (Next() != JsonTokenType.EndArray)
        {
            if (items.Count == EvidenceBody.MaxItems) throw new MalformedBodyException($"more than {EvidenceBody.MaxItems} items of evidence");
            var item = ReadItem();
            if (items.Count > 0 && !item.Evidence.Type.IsDevice) throw new MalformedBodyException("what follows the lead is no device");
            items.Add(item);
        }

        return items.Count > 0 ? items : throw new MalformedBodyException("there is no evidence");
    }

    private EndorsedEvidence ReadItem()
    {
        EvidenceType? type = null;
        byte[]? value = null;
        List<Endorsement>? endorsements = null;
        Expect(JsonTokenType.StartObject);
        while (NextMember(out var name))
        {
            switch (name)
            {
                case "type" when type is null: type = ReadType(); break;
                case "value" when value is null: value = ReadBytes("value"); break;
                case "endorsements" when endorsements is null: endorsements = ReadEndorsements(); break;
                default: throw NotDefined(name);
            }
        }

        if (type is null || value is null) throw new MalformedBodyException("type and value are required in each item of evidence");
        var documents = (endorsements ?? []).ConvertAll(e => KeyValuePair.Create(e.Name, Decode(type.Value, e)));
        return new EndorsedEvidence(new Evidence(type.Value, value), documents.Count == 0 ? Endorsements.None : new Endorsements(documents));
    }

    private EvidenceType ReadType()
    {
        Next(JsonTokenType.String);
        return EvidenceType.TryParse(_json.GetString(), out var type) ? type : throw new MalformedBodyException("a type is not a token of evidence");
    }

    // The type may stand after its endorsements: their form is decided when the item is complete.
    private List<Endorsement> ReadEndorsements()
    {
        var members = new List<Endorsement>();
        Next(JsonTokenType.StartObject);
        while (NextMember(out var name))
        {
            if (members.Count == EndorsementMember.MaxCount || members.Exists(m => m.Name == name)) throw NotDefined(name);
            Next(JsonTokenType.String);
            members.Add(new Endorsement(name, _json.GetString()!));
            if (EndorsementMember.Excludes(name, members.ConvertAll(m => m.Name))) throw new MalformedBodyException("vcek and vlek stand together");
        }

        return members;
    }

    private static ReadOnlyMemory<byte> Decode(EvidenceType type, Endorsement member)
    {
        if (!EndorsementMember.TryFind(type, member.Name, out var isText)) throw NotDefined(member.Name);
        if (isText) return Encoding.UTF8.GetBytes(member.Text);
        return StrictBase64Url.TryDecode(member.Text, out var der)
            ? der
            : throw new MalformedBodyException("an endorsement is not base64url without padding");
    }

    private byte[] ReadBytes(string member)
    {
        Next(JsonTokenType.String);
        return StrictBase64Url.TryDecode(_json.GetString()!, out var bytes) && bytes.Length > 0
            ? bytes
            : throw new MalformedBodyException($"{member} is not base64url without padding, or empty");
    }

    /// <summary>The next member's name; false at the object's end.</summary>
    private bool NextMember(out string name)
    {
        var isMember = Next() == JsonTokenType.PropertyName;
        name = isMember ? _json.GetString()! : "";
        return isMember;
    }

    private JsonTokenType Next() => _json.Read() ? _json.TokenType : throw new MalformedBodyException("it ends early");

    private void Next(JsonTokenType expected)
    {
        Next();
        Expect(expected);
    }

    private readonly void Expect(JsonTokenType expected)
    {
        if (_json.TokenType != expected) throw new MalformedBodyException($"a {_json.TokenType} stands where a {expected} belongs");
    }

    private static MalformedBodyException NotDefined(string name) => new(
        $"a member that is not defined there, or stands twice: '{new string([.. name.Take(40).Select(c => c is > ' ' and <= '~' ? c : '?')])}'");

    private readonly record struct Endorsement(string Name, string Text);

    /// <summary>Ends a read early; never leaves this type.</summary>
    private sealed class MalformedBodyException(string message) : Exception(message);
}
