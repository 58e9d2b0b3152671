using System.Text.Json;
using Httpa.Verifiers.Encoding;

namespace Httpa.Verifiers.Dcap;

/// <summary>What TCB levels of platforms and of enclaves have in common.</summary>
/// <param name="Status">Intel's judgement of the level.</param>
/// <param name="Date">When the level was up to date.</param>
/// <param name="AdvisoryIds">The advisories that apply, sorted, without duplicates.</param>
internal sealed record TcbJudgement(TcbStatus Status, DateTimeOffset Date, IReadOnlyList<string> AdvisoryIds)
{
    private const int MaxAdvisories = 256;

    /// <summary>Reads <c>tcbStatus</c>, <c>tcbDate</c> and <c>advisoryIDs</c> of a level (PCS API v4).</summary>
    /// <param name="json">The document.</param>
    /// <param name="level">The level.</param>
    /// <param name="allowed">The statuses that such a level may have.</param>
    /// <returns>Null when the status is none of these.</returns>
    public static TcbJudgement? Read(StrictJson json, JsonElement level, ReadOnlySpan<TcbStatus> allowed)
    {
        var text = json.Text(level, "tcbStatus");
        foreach (var status in allowed)
        {
            if (text == status.ToString()) return new TcbJudgement(status, json.Time(level, "tcbDate"), ReadAdvisories(json, level));
        }

        return null;
    }

    /// <summary>The advisories of two levels, sorted, without duplicates.</summary>
    public static IReadOnlyList<string> Union(IReadOnlyList<string> first, IReadOnlyList<string> second)
    {
        if (first.Count == 0) return second;
        return second.Count == 0 ? first : [.. first.Union(second, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static string[] ReadAdvisories(StrictJson json, JsonElement level)
    {
        const string name = "advisoryIDs";
        if (!StrictJson.Has(level, name)) return [];
        var advisories = Array.ConvertAll(json.Array(level, name, MaxAdvisories), json.TextOf);
        Array.Sort(advisories, StringComparer.Ordinal);
        for (var i = 1; i < advisories.Length; i++)
        {
            if (advisories[i - 1] == advisories[i]) return [.. advisories.Distinct(StringComparer.Ordinal)];
        }

        return advisories;
    }
}
