using System.CommandLine;

namespace Httpa.Tool;

/// <summary>A command whose help says more than one line: the line stands in the list of commands, the rest at the end of the command's own help.</summary>
/// <param name="name">The command's name.</param>
/// <param name="description">One line.</param>
/// <param name="explanation">What a user should know before the first use.</param>
internal sealed class ExplainedCommand(string name, string description, string explanation) : Command(name, description)
{
    public string Explanation { get; } = explanation;
}
