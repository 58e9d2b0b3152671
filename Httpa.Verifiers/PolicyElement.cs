using System.Globalization;
using System.Text.Json;
using System.Xml;

namespace Httpa.Verifiers;

/// <summary>
/// A value in a policy file and where it stands. Every reading method throws <see cref="PolicyFormatException"/> when the value is something else.
/// </summary>
/// <param name="Json">The value.</param>
/// <param name="Path">Where it stands.</param>
/// <param name="Reading">How the policy is read.</param>
internal readonly record struct PolicyElement(JsonElement Json, string Path, PolicyReading Reading)
{
    /// <summary>The value as a number or truth value, where it is one.</summary>
    private JsonElement Literal => Reading.InSettings && Json.ValueKind == JsonValueKind.String ? SettingsText.Literal(Json) : Json;

    public string Text() => Json.ValueKind == JsonValueKind.String ? Json.GetString()! : throw Wrong("a string");

    public string NonBlankText() =>
        Text() is { } text && !string.IsNullOrWhiteSpace(text) ? text : throw Wrong("a string that is not blank");

    public bool Boolean() => Literal.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong("true or false"),
    };

    public ushort UInt16() =>
        Literal.ValueKind == JsonValueKind.Number && Literal.TryGetUInt16(out var number) ? number : throw Wrong("a whole number from 0 to 65535");

    public uint UInt32() =>
        Literal.ValueKind == JsonValueKind.Number && Literal.TryGetUInt32(out var number) ? number : throw Wrong("a whole number from 0 to 4294967295");

    public long NonNegative() =>
        Literal.ValueKind == JsonValueKind.Number && Literal.TryGetInt64(out var number) && number >= 0 ? number : throw Wrong("a whole number from 0");

    public int Int32() =>
        Literal.ValueKind == JsonValueKind.Number && Literal.TryGetInt32(out var number) ? number : throw Wrong("a whole number from -2147483648 to 2147483647");

    /// <summary>Bytes of one of some lengths.</summary>
    public Measurement Hex(params ReadOnlySpan<int> lengths) =>
        TryHex(out var value) && lengths.Contains(value.Bytes.Length)
            ? value : throw Wrong($"a string of {string.Join(" or ", lengths.ToArray().Select(length => 2 * length))} hexadecimal digits");

    /// <summary>Bytes of a length from a minimum to a maximum.</summary>
    public Measurement HexBetween(int minimum, int maximum) =>
        TryHex(out var value) && value.Bytes.Length >= minimum && value.Bytes.Length <= maximum
            ? value : throw Wrong($"a string of {2 * minimum} to {2 * maximum} hexadecimal digits");

    public Measurement Hex() =>
        Json.ValueKind == JsonValueKind.String && Measurement.TryParse(Json.GetString(), out var value) ? value : throw Wrong("a string of hexadecimal digits, two a byte");

    /// <summary>A moment in UTC, to the second.</summary>
    public DateTimeOffset Time() =>
        Json.ValueKind == JsonValueKind.String && DateTimeOffset.TryParseExact(
            Json.GetString(), PolicyWriting.TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time : throw Wrong("a time such as 2026-11-23T05:00:00Z");

    public MaskedValue Masked(int length)
    {
        var members = Object();
        var rule = new MaskedValue(members.Required("value").Hex(length), members.Required("mask").Hex(length));
        members.End();
        return rule;
    }

    public TEnum Name<TEnum>() where TEnum : struct, Enum
    {
        var names = Enum.GetNames<TEnum>();
        return Json.ValueKind == JsonValueKind.String && names.Contains(Json.GetString(), StringComparer.Ordinal)
            ? Enum.Parse<TEnum>(Json.GetString()!) : throw Wrong("one of " + string.Join(", ", names));
    }

    /// <summary>An ISO 8601 duration of days, hours, minutes and seconds. Years and months have no fixed length and are refused.</summary>
    public TimeSpan Duration()
    {
        const string Expected = "a duration of days and shorter units, such as P30D or PT36H";
        var text = Json.ValueKind == JsonValueKind.String ? Json.GetString()! : throw Wrong(Expected);
        var date = text.Split('T')[0];
        if (!text.StartsWith('P') || date.AsSpan().ContainsAny('Y', 'M')) throw Wrong(Expected);
        try
        {
            return XmlConvert.ToTimeSpan(text);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw Wrong(Expected);
        }
    }

    public T[] List<T>(Func<PolicyElement, T> read)
    {
        if (Reading.InSettings) return SettingsText.List(this, read);
        if (Json.ValueKind != JsonValueKind.Array) throw Wrong("a list");
        var (path, reading) = (Path, Reading);
        return [.. Json.EnumerateArray().Select((item, i) => read(new(item, $"{path}[{i}]", reading)))];
    }

    public PolicyObject Object() => Json.ValueKind == JsonValueKind.Object ? new(this) : throw Wrong("an object");

    public ReferenceValue<T> Reference<T>(Func<PolicyElement, T> read) where T : IEquatable<T>
    {
        var members = Object();
        ReferenceValue<T>? reference = null;
        if (members.Take("anyOf") is { } anyOf) reference = Reading.AnyOf(anyOf.NonEmptyList(item => item.Named(read)));
        if (members.Take("unchecked") is { } why) reference = ReferenceValue.Unchecked<T>(why.NonBlankText());
        return members.EndWithOne(reference);
    }

    public ReferenceValue<T> NumberReference<T>(Func<PolicyElement, T> read) where T : struct, System.Numerics.INumber<T>
    {
        var members = Object();
        ReferenceValue<T>? reference = null;
        if (members.Take("anyOf") is { } anyOf) reference = Reading.AnyOf(anyOf.NonEmptyList(item => item.Named(read)));
        if (members.Take("atLeast") is { } minimum) reference = ReferenceValue.AtLeast(read(minimum));
        if (members.Take("unchecked") is { } why) reference = ReferenceValue.Unchecked<T>(why.NonBlankText());
        return members.EndWithOne(reference);
    }

    public PolicyFormatException Wrong(string expected) => new(Path, expected, Describe());

    private bool TryHex(out Measurement value)
    {
        value = default;
        return Json.ValueKind == JsonValueKind.String && Measurement.TryParse(Json.GetString(), out value);
    }

    private NamedValue<T>[] NonEmptyList<T>(Func<PolicyElement, NamedValue<T>> read) where T : IEquatable<T> =>
        List(read) is { Length: > 0 } values ? values : throw Wrong("at least one value");

    private NamedValue<T> Named<T>(Func<PolicyElement, T> read) where T : IEquatable<T>
    {
        if (Json.ValueKind != JsonValueKind.Object) return new(read(this));
        var members = Object();
        var name = members.Take("name")?.NonBlankText();
        var (notBefore, notAfter) = (members.Take("notBefore")?.Time(), members.Take("notAfter")?.Time());
        var value = read(members.Required("value"));
        members.End();
        return new(value, name) { NotBefore = notBefore, NotAfter = notAfter };
    }

    private string Describe() => Json.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.Null => "null",
        _ => Json.GetRawText() is { Length: <= 80 } text ? text : $"{Json.GetRawText().AsSpan(0, 80)}…",
    };
}
