using System.Globalization;
using System.Text.Json.Nodes;

namespace Httpa.Verifiers;

/// <summary>What a member of the policy would have to accept besides, so that a finding is no objection.</summary>
/// <param name="Path">The member in a policy file, such as <c>tdx.rtMr3</c> or <c>jwt.issuers[0].claims</c>.</param>
/// <param name="Values">The values as they stand in a policy file: a JSON list.</param>
/// <param name="Item">Where the member is a list of rules: which of them it is. Null where the member itself says what is accepted.</param>
internal sealed record PolicyChange(string Path, string Values, PolicyListItem? Item = null)
{
    /// <summary>Accepts values; null when one of them says nothing.</summary>
    public static PolicyChange? Accepting<T>(string path, IEnumerable<T> values, PolicyListItem? item = null)
    {
        var texts = values.Select(Text).ToList();
        return texts.Count == 0 || texts.Contains("\"\"") ? null : new(path, $"[{string.Join(',', texts)}]", item);
    }

    /// <summary>The same change of a policy that is a member of another.</summary>
    public PolicyChange Below(string path) => this with { Path = $"{path}.{Path}" };

    private static string Text<T>(T value) => value switch
    {
        ushort or uint or int => string.Create(CultureInfo.InvariantCulture, $"{value}"),
        bool flag => flag ? "true" : "false",
        _ => JsonValue.Create($"{value}").ToJsonString(),
    };
}

/// <summary>One rule in a list of rules of a policy file.</summary>
/// <param name="Key">The member that tells it from the others, such as <c>path</c>.</param>
/// <param name="KeyValue">That member's value, as JSON.</param>
/// <param name="Reference">The member that says what is accepted.</param>
internal sealed record PolicyListItem(string Key, string KeyValue, string Reference);
