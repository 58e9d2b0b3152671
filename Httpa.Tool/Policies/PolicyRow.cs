using System.Text.Json;
using Httpa.Verifiers;

namespace Httpa.Tool.Policies;

/// <summary>One statement of a policy in words.</summary>
/// <param name="Member">The member in the policy file, such as <c>tdx.mrTd</c>.</param>
/// <param name="Accepts">What is accepted.</param>
/// <param name="Tone">How to read it.</param>
internal sealed record PolicyRow(string Member, string Accepts, PolicyTone Tone)
{
    private const int ShownDigits = 16;

    /// <summary>What is said of which machines are accepted: a member that may be absent, and what that means.</summary>
    private static readonly (string Type, string Member, string WhenAbsent)[] Machines =
    [
        ("sgx", "ppid", "any machine that Intel certified"),
        ("tdx", "ppid", "any machine that Intel certified"),
        ("snp", "chipId", "any chip that AMD certified"),
        ("nitro", "pcr4", "any instance of any customer of AWS"),
        ("nvidiaGpu", "deviceKey", "any device that NVIDIA made"),
    ];

    /// <summary>Every statement of the policy, in the order of the file.</summary>
    public static IReadOnlyList<PolicyRow> Of(AttestationPolicy policy)
    {
        using var json = JsonDocument.Parse(policy.ToJson());
        return [.. json.RootElement.EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.Object).SelectMany(OfType)];
    }

    private static IEnumerable<PolicyRow> OfType(JsonProperty type)
    {
        foreach (var row in OfValue(type.Name, type.Value)) yield return row;
        foreach (var (_, member, meaning) in Machines.Where(m => m.Type == type.Name && !type.Value.TryGetProperty(m.Member, out _)))
            yield return new($"{type.Name}.{member}", $"not stated: {meaning}", PolicyTone.Open);
    }

    private static IEnumerable<PolicyRow> OfValue(string path, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object when value.TryGetProperty("anyOf", out var anyOf) => [new(path, string.Join("\n", anyOf.EnumerateArray().Select(Named)), PolicyTone.Stated)],
        JsonValueKind.Object when value.TryGetProperty("atLeast", out var minimum) => [new(path, $"{minimum} or more", PolicyTone.Stated)],
        JsonValueKind.Object when value.TryGetProperty("unchecked", out var why) => [new(path, $"anything: {why}", PolicyTone.Open)],
        JsonValueKind.Object when value.TryGetProperty("mask", out var mask) => [new(path, $"{value.GetProperty("value")}, of which the bits {mask} count", PolicyTone.Stated)],
        JsonValueKind.Object when value.TryGetProperty("path", out var claim) => OfValue($"{path} {claim}", value.GetProperty("accepted")),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(m => OfValue($"{path}.{m.Name}", m.Value)),
        JsonValueKind.Array when value.EnumerateArray().Any(v => v.ValueKind == JsonValueKind.Object) => value.EnumerateArray().SelectMany((v, i) => OfValue($"{path}[{i}]", v)),
        JsonValueKind.Array when value.GetArrayLength() == 0 => [],
        JsonValueKind.Array => [new(path, string.Join(", ", value.EnumerateArray()), ToneOf(path))],
        JsonValueKind.False when ToneOf(path) == PolicyTone.Dangerous => [],
        JsonValueKind.True or JsonValueKind.False => [new(path, value.GetBoolean() ? "yes" : "no", ToneOf(path))],
        _ => [new(path, Shorten(value.ToString()), ToneOf(path))],
    };

    /// <summary>An accepted value: its name first, which is what people know it by.</summary>
    private static string Named(JsonElement item)
    {
        var name = item.TryGetProperty("name", out var text) ? $"{text} = " : "";
        var from = item.TryGetProperty("notBefore", out var notBefore) ? $", from {notBefore}" : "";
        var until = item.TryGetProperty("notAfter", out var notAfter) ? $", until {notAfter}" : "";
        return $"{name}{Shorten(item.GetProperty("value").ToString())}{from}{until}";
    }

    private static string Shorten(string value) =>
        value.Length > 2 * ShownDigits && value.All(char.IsAsciiHexDigit) ? value.Trim('0').Length == 0 ? "zero" : $"{value.AsSpan(0, ShownDigits)}…" : value;

    private static PolicyTone ToneOf(string path) => path.Contains(".dangerous", StringComparison.Ordinal) ? PolicyTone.Dangerous : PolicyTone.Stated;
}

/// <summary>How to read a statement of a policy.</summary>
internal enum PolicyTone
{
    /// <summary>Something is checked.</summary>
    Stated,

    /// <summary>Something is not looked at.</summary>
    Open,

    /// <summary>Something takes protection away.</summary>
    Dangerous,
}
