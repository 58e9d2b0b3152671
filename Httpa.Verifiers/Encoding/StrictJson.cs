using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Httpa.Verifiers.Encoding;

/// <summary>
/// Reads a JSON document whose shape is known. A missing member, another type or a value out of range makes the whole document fail for good
/// (<see cref="HasFailed"/>), so that a parser reads all its members and asks once. Members that the parser does not ask for are left alone;
/// a name that stands twice in one object, comments, trailing commas and trailing bytes are refused when the text is read.
/// </summary>
internal sealed class StrictJson : IDisposable
{
    private const int MaxDepth = 12;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

    private readonly JsonDocument _document;

    private StrictJson(JsonDocument document) => _document = document;

    /// <summary>True when something was not as it must be.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>The outermost object.</summary>
    public JsonElement Root => _document.RootElement;

    /// <summary>Reads the text.</summary>
    /// <param name="utf8">The bytes; they must not change while the document is in use.</param>
    /// <returns>Null when this is not one JSON object.</returns>
    public static StrictJson? TryRead(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            var document = JsonDocument.Parse(utf8, Options);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return new StrictJson(document);
            document.Dispose();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a member name that is not UTF-8.
        }

        return null;
    }

    /// <summary>The exact bytes that a value has in the document: what a signature was made over.</summary>
    /// <param name="element">The value.</param>
    public static ReadOnlySpan<byte> RawBytes(JsonElement element) =>
        element.ValueKind == JsonValueKind.Undefined ? default : JsonMarshal.GetRawUtf8Value(element);

    /// <summary>Makes the document fail for a reason that its reader knows.</summary>
    public void Fail() => HasFailed = true;

    /// <summary>A member that is an object.</summary>
    public JsonElement Object(JsonElement parent, string name) => Member(parent, name, JsonValueKind.Object);

    /// <summary>The elements of a member that is an array.</summary>
    /// <param name="parent">The object.</param>
    /// <param name="name">The member.</param>
    /// <param name="maximum">The largest number of elements.</param>
    public JsonElement[] Array(JsonElement parent, string name, int maximum)
    {
        var array = Member(parent, name, JsonValueKind.Array);
        if (array.ValueKind == JsonValueKind.Array && array.GetArrayLength() <= maximum) return [.. array.EnumerateArray()];
        HasFailed = true;
        return [];
    }

    /// <summary>A member that is a string.</summary>
    public string Text(JsonElement parent, string name) => TextOf(Member(parent, name, JsonValueKind.String));

    /// <summary>A value that is a string.</summary>
    public string TextOf(JsonElement value)
    {
        try
        {
            if (value.ValueKind == JsonValueKind.String) return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Not UTF-8.
        }

        HasFailed = true;
        return "";
    }

    /// <summary>A member that is a whole number from 0 to a maximum.</summary>
    public long Number(JsonElement parent, string name, long maximum)
    {
        var value = Member(parent, name, JsonValueKind.Number);
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0 && number <= maximum) return number;
        HasFailed = true;
        return 0;
    }

    /// <summary>A member that is hexadecimal text of either case.</summary>
    /// <param name="parent">The object.</param>
    /// <param name="name">The member.</param>
    /// <param name="length">The length in bytes.</param>
    public byte[] Hex(JsonElement parent, string name, int length)
    {
        var text = Text(parent, name);
        if (text.Length == 2 * length && text.All(char.IsAsciiHexDigit)) return Convert.FromHexString(text);
        HasFailed = true;
        return new byte[length];
    }

    /// <summary>A member that is a UTC time to the second, such as <c>2025-08-15T05:08:18Z</c>.</summary>
    public DateTimeOffset Time(JsonElement parent, string name)
    {
        const string format = "yyyy-MM-dd'T'HH:mm:ss'Z'";
        if (DateTimeOffset.TryParseExact(
            Text(parent, name), format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time;
        }

        HasFailed = true;
        return default;
    }

    /// <summary>True when an object has a member of this name.</summary>
    public static bool Has(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out _);

    /// <inheritdoc/>
    public void Dispose() => _document.Dispose();

    private JsonElement Member(JsonElement parent, string name, JsonValueKind kind)
    {
        if (parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member) && member.ValueKind == kind) return member;
        HasFailed = true;
        return default;
    }
}
