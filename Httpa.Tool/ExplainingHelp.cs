using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Httpa.Tool;

/// <summary>Writes the help, then the explanation.</summary>
/// <param name="general">What the help of the tool itself ends with.</param>
internal sealed class ExplainingHelp(string general) : SynchronousCommandLineAction
{
    private readonly HelpAction _help = new();

    /// <summary>Makes a root command's help end with explanations.</summary>
    public static void AddTo(RootCommand root, string general) => root.Options.OfType<HelpOption>().Single().Action = new ExplainingHelp(general);

    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = _help.Invoke(parseResult);
        var explanation = (parseResult.CommandResult.Command as ExplainedCommand)?.Explanation ?? general;
        parseResult.InvocationConfiguration.Output.WriteLine(explanation);
        parseResult.InvocationConfiguration.Output.WriteLine();
        parseResult.InvocationConfiguration.Output.WriteLine(ExitCode.Help);
        return exitCode;
    }
}
