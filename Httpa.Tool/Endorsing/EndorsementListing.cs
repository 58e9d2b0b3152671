using System.Globalization;
using System.Text.Json.Serialization;
using Httpa.Client.Endorsing;
using Httpa.Verifiers;
using Spectre.Console;

namespace Httpa.Tool.Endorsing;

/// <summary>A document in a directory or file, as it stands in the JSON. Nothing of it is verified.</summary>
internal sealed record EndorsementListing
{
    /// <summary>The directory or file that it is in.</summary>
    public required string Place { get; init; }

    public required string Document { get; init; }

    public required int Length { get; init; }

    /// <summary>Who issued it, by its own word; null when it names nobody, or cannot be read.</summary>
    public required string? Issuer { get; init; }

    public required DateTimeOffset? Issued { get; init; }

    /// <summary>When it must have been replaced at the latest.</summary>
    public required DateTimeOffset? Ends { get; init; }

    /// <summary><c>current</c>, <c>ended</c>, <c>not-begun</c>, <c>unreadable</c>, or <c>undated</c> for a document whose dates only its verifier reads.</summary>
    public required string State { get; init; }

    /// <summary>True when a verifier could use it at that time.</summary>
    [JsonIgnore]
    public bool IsUsable => State is "current" or "undated";

    /// <summary>Lists documents.</summary>
    /// <param name="place">Where they are.</param>
    /// <param name="endorsements">The documents.</param>
    /// <param name="time">The time to hold their dates against.</param>
    public static IEnumerable<EndorsementListing> Of(string place, Endorsements endorsements, DateTimeOffset time)
    {
        foreach (var name in endorsements.Names.Order(StringComparer.Ordinal))
        {
            endorsements.TryGet(name, out var content);
            EndorsementFacts.TryRead(name, content, out var facts);
            yield return new EndorsementListing
            {
                Place = place,
                Document = name,
                Length = content.Length,
                Issuer = facts?.Issuer,
                Issued = facts?.Issued,
                Ends = facts?.Ends,
                State = facts is null ? (EndorsementFacts.IsKnown(name) ? "unreadable" : "undated") : time < facts.Issued ? "not-begun" : time > facts.Ends ? "ended" : "current",
            };
        }
    }

    /// <summary>Shows a list to a human.</summary>
    public static void Write(IReadOnlyList<EndorsementListing> listings, Terminal terminal)
    {
        if (listings.Count == 0) return;
        var table = terminal.Table("place", "document", "bytes", "issuer", "issued", "ends", "state");
        foreach (var listing in listings)
        {
            table.AddRow(
                Terminal.Cell(listing.Place), Terminal.Cell(listing.Document), Terminal.Cell($"{listing.Length}"), Terminal.Cell(listing.Issuer ?? "not named"),
                Terminal.Cell(Time(listing.Issued)), Terminal.Cell(Time(listing.Ends), ColourOf(listing)), Terminal.Cell(listing.State, ColourOf(listing)));
        }

        terminal.Console.Write(table);
        terminal.Line("Nothing was verified: 'httpa verify' does that.", Color.Yellow);
    }

    private static Color? ColourOf(EndorsementListing listing) => listing.IsUsable ? null : Color.Red;

    private static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(List<EndorsementListing>))]
internal sealed partial class EndorsementJson : JsonSerializerContext;
