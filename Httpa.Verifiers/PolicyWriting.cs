using System.Globalization;
using System.Text.Json;

namespace Httpa.Verifiers;

/// <summary>Writes the values that policies are made of; null writes nothing.</summary>
internal static class PolicyWriting
{
    /// <summary>How moments are written: in UTC, to the second.</summary>
    public const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static void WriteTime(this Utf8JsonWriter writer, string name, DateTimeOffset? time)
    {
        if (time is { } value) writer.WriteString(name, value.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
    }

    public static void WriteReference<T>(this Utf8JsonWriter writer, string name, ReferenceValue<T>? reference) where T : IEquatable<T>
    {
        if (reference is null) return;
        writer.WriteStartObject(name);
        if (reference.UncheckedBecause is { } why) writer.WriteString("unchecked", why);
        else if (reference.HasMinimum) writer.WriteValue("atLeast", reference.Minimum);
        else WriteAnyOf(writer, reference.Values);
        writer.WriteEndObject();
    }

    public static void WriteMasked(this Utf8JsonWriter writer, string name, MaskedValue? rule)
    {
        if (rule is null) return;
        writer.WriteStartObject(name);
        writer.WriteString("value", rule.Value.ToString());
        writer.WriteString("mask", rule.Mask.ToString());
        writer.WriteEndObject();
    }

    private static void WriteAnyOf<T>(Utf8JsonWriter writer, IReadOnlyList<NamedValue<T>> values) where T : IEquatable<T>
    {
        writer.WriteStartArray("anyOf");
        foreach (var value in values)
        {
            writer.WriteStartObject();
            if (value.Name is not null) writer.WriteString("name", value.Name);
            writer.WriteTime("notBefore", value.NotBefore);
            writer.WriteTime("notAfter", value.NotAfter);
            writer.WriteValue("value", value.Value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteValue<T>(this Utf8JsonWriter writer, string name, T value)
    {
        switch (value)
        {
            case ushort number: writer.WriteNumber(name, number); break;
            case int number: writer.WriteNumber(name, number); break;
            case uint number: writer.WriteNumber(name, number); break;
            case bool flag: writer.WriteBoolean(name, flag); break;
            default: writer.WriteString(name, value?.ToString()); break;
        }
    }
}
