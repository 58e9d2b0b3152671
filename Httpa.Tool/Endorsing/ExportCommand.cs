using System.CommandLine;
using Httpa.Client.Endorsing;
using Httpa.Verifiers;

namespace Httpa.Tool.Endorsing;

/// <summary><c>httpa endorsements export</c>: one file for the documents of a platform.</summary>
internal static class ExportCommand
{
    private const string Description = "Writes the documents of a directory into one JSON file, as services staple them.";

    private const string Explanation = """
        The file is the object that 'endorsements' is in an evidence body (HTTPA/1, section 5). 'show' and 'httpa verify --endorsements' read it too. A directory with several
        platforms holds one directory for each: name one of those.
        """;

    public static Command Create(Terminal terminal)
    {
        var directory = new Argument<string>("DIR") { Description = "The directory with the documents of a platform." };
        var output = new Option<string>("--out") { Description = "The file to write.", HelpName = "FILE", Required = true };
        var command = new ExplainedCommand("export", Description, Explanation) { directory, output };
        command.SetAction(async (parsed, _) =>
        {
            var (from, to) = (parsed.GetRequiredValue(directory), parsed.GetRequiredValue(output));
            var endorsements = EndorsementInput.Read(from);
            if (endorsements.Names.Count == 0) throw new BadInputException($"There are no endorsements in '{from}' itself. Name the directory of one platform.");
            var written = await OutputFile.WriteAsync(to, Encode(endorsements, from));
            terminal.Line($"{written}: {string.Join(", ", endorsements.Names.Order(StringComparer.Ordinal))}");
            return ExitCode.Accepted;
        });
        return command;
    }

    private static byte[] Encode(Endorsements endorsements, string from)
    {
        try
        {
            return EndorsementFile.Write(endorsements);
        }
        catch (ArgumentException e)
        {
            throw new BadInputException($"The endorsements in '{from}' cannot be exported: {e.Message}");
        }
    }
}
