using System.Globalization;
using System.Text.Json;

namespace Httpa.Verifiers;

/// <summary>What settings make of a policy: every value is text, and a list is an object whose members are called 0, 1, 2.</summary>
internal static class SettingsText
{
    private const int LongestNumber = 20;

    /// <summary>The number or the truth value that a text is; the text itself when it is neither.</summary>
    public static JsonElement Literal(JsonElement text)
    {
        // The readers of settings spell truth values as .NET does.
        var literal = text.GetString()! switch { "True" => "true", "False" => "false", var other => other };
        var isNumber = literal.Length <= LongestNumber && long.TryParse(literal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number.ToString(CultureInfo.InvariantCulture) == literal;
        if (!isNumber && literal is not ("true" or "false")) return text;
        using var document = JsonDocument.Parse(literal);
        return document.RootElement.Clone();
    }

    /// <summary>The items of a list.</summary>
    public static T[] List<T>(PolicyElement list, Func<PolicyElement, T> read)
    {
        if (list.Json.ValueKind != JsonValueKind.Object) throw list.Wrong("a list");
        var members = list.Object();
        var items = Enumerable.Range(0, list.Json.EnumerateObject().Count()).Select(i => read(members.Required(i.ToString(CultureInfo.InvariantCulture)))).ToArray();
        members.End();
        return items;
    }
}
