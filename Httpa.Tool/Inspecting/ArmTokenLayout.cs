using System.Formats.Cbor;
using System.Globalization;

namespace Httpa.Tool.Inspecting;

/// <summary>
/// PSA and CCA tokens, claim by claim, without the parsers of the verifiers: broken ones are shown too, as far as they go. Byte strings that hold a message or the claims
/// are shown by what is in them.
/// </summary>
internal static class ArmTokenLayout
{
    private const int MaxDepth = 12;

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["10"] = "nonce", ["256"] = "instance id", ["265"] = "profile", ["268"] = "boot seed", ["2394"] = "client id", ["2395"] = "security lifecycle",
        ["2396"] = "implementation id", ["2397"] = "boot seed", ["2398"] = "certification reference", ["2399"] = "software components",
        ["2400"] = "verification service indicator", ["2401"] = "platform config", ["2402"] = "platform hash algorithm",
        ["-75000"] = "profile", ["-75001"] = "client id", ["-75002"] = "security lifecycle", ["-75003"] = "implementation id", ["-75004"] = "boot seed",
        ["-75005"] = "certification reference", ["-75006"] = "software components", ["-75007"] = "no software measurements", ["-75008"] = "nonce",
        ["-75009"] = "instance id", ["-75010"] = "verification service indicator",
        ["44234"] = "platform token", ["44235"] = "realm personalization value", ["44236"] = "realm hash algorithm", ["44237"] = "realm public key",
        ["44238"] = "realm initial measurement", ["44239"] = "realm extensible measurements", ["44240"] = "realm public key hash algorithm", ["44241"] = "realm token",
        ["44243"] = "realm memory encryption policy", ["44244"] = "realm live activation policy", ["44257"] = "realm devices token hash",
    };

    private static readonly string[] ComponentNames = ["", "measurement type", "measurement value", "", "version", "signer id", "measurement description"];

    private static readonly string[] MessageParts = ["protected header", "unprotected header", "claims", "proof"];

    /// <summary>Every item, as far as the file goes.</summary>
    /// <param name="token">The file.</param>
    public static IReadOnlyList<EvidenceField> Fields(ReadOnlyMemory<byte> token)
    {
        var fields = new List<EvidenceField>();
        Show(token, "", fields);
        return fields;
    }

    private static void Show(ReadOnlyMemory<byte> bytes, string path, List<EvidenceField> fields)
    {
        var reader = new CborReader(bytes, CborConformanceMode.Lax);
        try
        {
            ShowItem(reader, path, fields);
            if (reader.BytesRemaining > 0) fields.Add(new(null, null, $"behind {Title(path)}", $"{reader.BytesRemaining} bytes that do not belong to it", IsComplete: false));
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or OverflowException)
        {
            fields.Add(new(null, null, Title(path), "no CBOR, or cut short", IsComplete: false));
        }
    }

    private static void ShowItem(CborReader reader, string path, List<EvidenceField> fields)
    {
        switch (reader.PeekState())
        {
            case CborReaderState.Tag: ShowTagged(reader, path, fields); break;
            case CborReaderState.StartMap: ShowMap(reader, path, fields); break;
            case CborReaderState.StartArray: ShowArray(reader, path, isMessage: false, fields); break;
            case CborReaderState.ByteString: ShowBytes(reader.ReadByteString(), path, fields); break;
            case CborReaderState.TextString: fields.Add(new(Title(path), reader.ReadTextString())); break;
            case CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger: fields.Add(new(Title(path), reader.ReadInt64().ToString(CultureInfo.InvariantCulture))); break;
            default: fields.Add(new(Title(path), Convert.ToHexStringLower(reader.ReadEncodedValue().Span))); break;
        }
    }

    private static void ShowTagged(CborReader reader, string path, List<EvidenceField> fields)
    {
        var tag = (ulong)reader.ReadTag();
        fields.Add(new(path.Length == 0 ? "tag" : $"{path}: tag", tag switch
        {
            17 => "17 (COSE_Mac0)",
            18 => "18 (COSE_Sign1)",
            399 or 907 => $"{tag} (CCA token)",
            _ => tag.ToString(CultureInfo.InvariantCulture),
        }));
        if (tag is 17 or 18 && reader.PeekState() == CborReaderState.StartArray) ShowArray(reader, path, isMessage: true, fields);
        else ShowItem(reader, path, fields);
    }

    private static void ShowMap(CborReader reader, string path, List<EvidenceField> fields)
    {
        if (reader.CurrentDepth > MaxDepth) throw new CborContentException("Nested too deeply.");
        reader.ReadStartMap();
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            var key = reader.PeekState() == CborReaderState.TextString ? reader.ReadTextString() : reader.ReadInt64().ToString(CultureInfo.InvariantCulture);
            ShowItem(reader, Join(path, NameOf(path, key)), fields);
        }

        reader.ReadEndMap();
    }

    private static void ShowArray(CborReader reader, string path, bool isMessage, List<EvidenceField> fields)
    {
        if (reader.CurrentDepth > MaxDepth) throw new CborContentException("Nested too deeply.");
        reader.ReadStartArray();
        for (var i = 0; reader.PeekState() != CborReaderState.EndArray; i++)
        {
            var part = isMessage && i < MessageParts.Length ? MessageParts[i] : $"[{i}]";
            ShowItem(reader, part == "claims" ? path : Join(path, part), fields);
        }

        reader.ReadEndArray();
    }

    /// <summary>A header, a message or a set of claims is a byte string with a map or a tag in it; all others are shown as they are.</summary>
    private static void ShowBytes(byte[] bytes, string path, List<EvidenceField> fields)
    {
        var holdsItem = bytes is [>= 0xa0 and <= 0xbf or >= 0xd0 and <= 0xd9, ..] && (path.EndsWith("header", StringComparison.Ordinal) || IsItem(bytes));
        if (holdsItem && !path.EndsWith("public key", StringComparison.Ordinal)) Show(bytes, path, fields);
        else fields.Add(new(null, bytes.Length, Title(path), Convert.ToHexStringLower(bytes)));
    }

    private static bool IsItem(byte[] bytes)
    {
        try
        {
            var reader = new CborReader(bytes, CborConformanceMode.Lax);
            reader.SkipValue();
            return reader.BytesRemaining == 0;
        }
        catch (CborContentException)
        {
            return false;
        }
    }

    private static string NameOf(string path, string key)
    {
        if (path.EndsWith("header", StringComparison.Ordinal)) return key == "1" ? "algorithm" : key;
        if (path.EndsWith(']') && int.TryParse(key, CultureInfo.InvariantCulture, out var member) && member > 0 && member < ComponentNames.Length)
            return ComponentNames[member].Length > 0 ? ComponentNames[member] : key;
        return Names.TryGetValue(key, out var name) ? $"{key} {name}" : key;
    }

    private static string Join(string path, string part) => path.Length == 0 ? part : part.StartsWith('[') ? path + part : $"{path}: {part}";

    private static string Title(string path) => path.Length == 0 ? "token" : path;
}
