using System.Globalization;
using System.Text.Json.Nodes;

namespace Httpa.Verifiers;

/// <summary>Writes what would have to change in a policy file for findings to be no objections, as a JSON merge patch (RFC 7396), which gives lists whole.</summary>
internal static class PolicyPatch
{
    /// <summary>The patch.</summary>
    /// <param name="policy">The policy as its owner wrote it.</param>
    /// <param name="findings">All objections under it.</param>
    /// <returns>Null when there are none, or one that no change of a reference value should lift.</returns>
    public static string? For(AttestationPolicy policy, IReadOnlyList<Finding> findings)
    {
        if (findings.Count == 0 || findings.Any(f => f.Kind != FindingKind.Refused || f.Change is null)) return null;
        var whole = JsonNode.Parse(policy.ToJson())!.AsObject();
        var patch = new JsonObject();
        foreach (var change in findings.Select(f => f.Change!).Distinct())
        {
            if (!TryApply(change, whole)) return null;
            Copy(change.Path, whole, patch);
        }

        return IsUsable(whole) ? patch.ToJsonString() : null;
    }

    /// <summary>What evidence says may be nothing that a policy can name: a blank text, say.</summary>
    private static bool IsUsable(JsonObject policy)
    {
        try
        {
            return AttestationPolicy.Parse(System.Text.Encoding.UTF8.GetBytes(policy.ToJsonString())).Problems.Count == 0;
        }
        catch (PolicyFormatException)
        {
            return false;
        }
    }

    private static bool TryApply(PolicyChange change, JsonObject whole)
    {
        var member = change.Path.Split('.').Aggregate((JsonNode)whole, Enter);
        if (change.Item is { } item) member = Enter(FindOrAdd(member.AsArray(), item), item.Reference);
        foreach (var value in JsonNode.Parse(change.Values)!.AsArray())
            if (!TryAccept(member, value!)) return false;
        return true;
    }

    /// <summary>A member of an object, made when it is absent; with <c>[1]</c> behind its name, an element of the list that it is.</summary>
    private static JsonNode Enter(JsonNode parent, string step)
    {
        var bracket = step.IndexOf('[', StringComparison.Ordinal);
        var name = bracket < 0 ? step : step[..bracket];
        var child = parent[name] ??= new JsonObject();
        return bracket < 0 ? child : child[int.Parse(step.AsSpan(bracket + 1).TrimEnd(']'), CultureInfo.InvariantCulture)]!;
    }

    private static JsonNode FindOrAdd(JsonArray list, PolicyListItem item)
    {
        var key = JsonNode.Parse(item.KeyValue);
        if (list.FirstOrDefault(rule => JsonNode.DeepEquals(rule![item.Key], key)) is { } found) return found;
        var added = new JsonObject { [item.Key] = key };
        list.Add((JsonNode)added);
        return added;
    }

    /// <summary>Accepts one more value. One that stands there already was refused for its time, which is not lifted.</summary>
    private static bool TryAccept(JsonNode member, JsonNode value)
    {
        if (member is JsonArray names)
        {
            names.Add(value.DeepClone());
            return true;
        }

        if (member["atLeast"] is { } minimum)
        {
            if (value.GetValue<long>() < minimum.GetValue<long>()) member["atLeast"] = value.DeepClone();
            return true;
        }

        var accepted = (member["anyOf"] ??= new JsonArray()).AsArray();
        if (accepted.Any(a => JsonNode.DeepEquals(a!["value"], value))) return false;
        accepted.Add((JsonNode)new JsonObject { ["value"] = value.DeepClone() });
        return true;
    }

    /// <summary>Takes a member over into the patch, or the first list on the way to it.</summary>
    private static void Copy(string path, JsonObject whole, JsonObject patch)
    {
        JsonNode from = whole, to = patch;
        var steps = path.Split('.');
        for (var i = 0; i < steps.Length; i++)
        {
            var name = steps[i].Split('[')[0];
            if (i == steps.Length - 1 || from[name] is JsonArray)
            {
                to[name] = from[name]!.DeepClone();
                return;
            }

            (from, to) = (from[name]!, to[name] ??= new JsonObject());
        }
    }
}
