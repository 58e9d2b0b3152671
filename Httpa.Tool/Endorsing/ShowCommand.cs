using System.CommandLine;
using System.Text.Json;

namespace Httpa.Tool.Endorsing;

/// <summary><c>httpa endorsements show</c>: what lies in a directory, and when it ends.</summary>
internal static class ShowCommand
{
    private const string Description = "Shows the documents in a directory: issuer, date, and when each ends.";

    private const string Explanation = """
        Also looks into the directories right below, one for each platform. Nothing is verified.
        The exit code is 40 when there is nothing, or when something has ended, has not begun or cannot be read.
        """;

    public static Command Create(Terminal terminal)
    {
        var place = new Argument<string>("DIR") { Description = "A directory with endorsements, or a file that 'httpa endorsements export' wrote." };
        var at = new Option<string?>("--at") { Description = "The time to hold the dates against, such as 2026-11-23T05:00:00Z. Default: now.", HelpName = "TIME" };
        var json = new Option<bool>("--json") { Description = "Write the list as JSON." };
        var command = new ExplainedCommand("show", Description, Explanation) { place, at, json };
        command.SetAction(parsed =>
        {
            var time = parsed.GetValue(at) is { } text ? InputTime.Read(text) : TimeProvider.System.GetUtcNow();
            var path = parsed.GetRequiredValue(place);
            var listings = EndorsementInput.ReadAll(path).SelectMany(p => EndorsementListing.Of(p.Place, p.Endorsements, time)).ToList();
            if (parsed.GetValue(json)) terminal.Output.WriteLine(JsonSerializer.Serialize(listings, EndorsementJson.Default.ListEndorsementListing));
            else if (listings.Count == 0) terminal.Error.WriteLine(Terminal.Plain($"There are no endorsements in '{path}'. Files are named like tcb_info.json or vcek.der."));
            else EndorsementListing.Write(listings, terminal);
            return listings.Count > 0 && listings.TrueForAll(l => l.IsUsable) ? ExitCode.Accepted : ExitCode.Unavailable;
        });
        return command;
    }
}
