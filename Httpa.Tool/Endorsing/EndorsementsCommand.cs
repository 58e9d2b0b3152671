using System.CommandLine;

namespace Httpa.Tool.Endorsing;

/// <summary><c>httpa endorsements</c>: what vendors signed about platforms, in files.</summary>
internal static class EndorsementsCommand
{
    private const string Description = "Fetches, shows and exports what vendors signed about platforms.";

    private const string Explanation = """
        Evidence is judged by what a vendor signed about its platform. For a network without a way to the vendor, fetch that on another machine, and carry the directory over.
          httpa endorsements fetch quote.bin --out collateral/      from Intel or AMD, or a cache of them
          httpa endorsements show collateral/                       what is there, and when it ends
          httpa verify quote.bin --endorsements collateral/         uses it
        """;

    public static Command Create(Terminal terminal) => new ExplainedCommand("endorsements", Description, Explanation)
    {
        FetchCommand.Create(terminal), ShowCommand.Create(terminal), ExportCommand.Create(terminal),
    };
}
