using System.CommandLine;

namespace Httpa.Tool.Policies;

/// <summary><c>httpa policy</c>: looks at policy files, without any evidence.</summary>
internal static class PolicyCommand
{
    private const string Explanation = """
        lint says what is wrong in a policy and what its owner should know, for CI; explain says in words what it accepts, for whoever has to answer for it.

        Example:
          httpa policy lint policy.json && httpa policy explain policy.json
        """;

    public static Command Create(Terminal terminal) =>
        new ExplainedCommand("policy", "Looks at a policy file.", Explanation) { LintCommand.Create(terminal), ExplainCommand.Create(terminal) };
}
