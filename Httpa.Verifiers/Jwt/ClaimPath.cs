using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Httpa.Verifiers.Jwt;

/// <summary>Where a claim stands: a JSON Pointer (RFC 6901) with two steps of our own, <c>*</c> for each child and <c>?</c> for at least one.</summary>
internal sealed class ClaimPath
{
    private const string Each = "*";
    private const string AtLeastOne = "?";
    private const int MaxShown = 200;

    private readonly string[] _steps;

    private ClaimPath(string[] steps) => _steps = steps;

    /// <summary>Reads a path.</summary>
    /// <param name="text">The text; it begins with a slash.</param>
    /// <param name="path">The path, when the result is true.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ClaimPath? path)
    {
        path = null;
        if (!text.StartsWith('/')) return false;
        var steps = text[1..].Split('/');
        for (var i = 0; i < steps.Length; i++)
        {
            var rest = steps[i].Replace("~0", "", StringComparison.Ordinal).Replace("~1", "", StringComparison.Ordinal);
            if (rest.Contains('~', StringComparison.Ordinal)) return false;
            steps[i] = steps[i].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        }

        path = new ClaimPath(steps);
        return true;
    }

    /// <summary>Holds what stands at the path against a reference value.</summary>
    /// <param name="root">The claims.</param>
    /// <param name="accepted">What is accepted.</param>
    /// <returns>Null when it is accepted; else what was found.</returns>
    public string? Judge(JsonElement root, ReferenceValue<string> accepted) => accepted.IsUnchecked ? null : Judge(root, 0, accepted);

    /// <summary>What stands at the path, for messages.</summary>
    public string Show(JsonElement root) => Judge(root, 0, ReferenceValue.AnyOf<string>(ReadOnlySpan<string>.Empty)) ?? "absent";

    /// <summary>The different values at a path; none when nothing stands there.</summary>
    public static IReadOnlyList<string> Find(string text, JsonElement root)
    {
        if (!TryParse(text, out var path)) return [];
        IEnumerable<JsonElement> found = [root];
        foreach (var step in path._steps)
            found = step is Each or AtLeastOne ? found.SelectMany(Children) : found.Select(value => Child(value, step)).OfType<JsonElement>();
        return [.. found.Select(TextOf).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>A claim as text: a string as it is, anything else as its JSON.</summary>
    public static string TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return value.GetRawText();
        }
    }

    private string? Judge(JsonElement value, int step, ReferenceValue<string> accepted)
    {
        if (step == _steps.Length)
        {
            var text = TextOf(value);
            return accepted.Accepts(text) ? null : Shorten(text);
        }

        if (_steps[step] is not (Each or AtLeastOne)) return Child(value, _steps[step]) is { } child ? Judge(child, step + 1, accepted) : "absent";

        var refused = Children(value).Select(c => Judge(c, step + 1, accepted)).ToList();
        if (refused.Count == 0) return "absent";
        if (_steps[step] == AtLeastOne && refused.Contains(null)) return null;
        var objections = refused.OfType<string>().Distinct().ToList();
        return objections.Count == 0 ? null : Shorten(string.Join(", ", objections));
    }

    private static JsonElement? Child(JsonElement parent, string name)
    {
        if (parent.ValueKind == JsonValueKind.Object) return parent.TryGetProperty(name, out var member) ? member : null;
        var isIndex = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index.ToString(CultureInfo.InvariantCulture) == name;
        return parent.ValueKind == JsonValueKind.Array && isIndex && index < parent.GetArrayLength() ? parent[index] : null;
    }

    private static IEnumerable<JsonElement> Children(JsonElement parent) => parent.ValueKind switch
    {
        JsonValueKind.Object => parent.EnumerateObject().Select(m => m.Value),
        JsonValueKind.Array => parent.EnumerateArray(),
        _ => [],
    };

    private static string Shorten(string text) => text.Length <= MaxShown ? text : $"{text.AsSpan(0, MaxShown)}…";
}
