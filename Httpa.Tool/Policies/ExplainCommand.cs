using System.CommandLine;

namespace Httpa.Tool.Policies;

/// <summary><c>httpa policy explain</c>: a policy in words.</summary>
internal static class ExplainCommand
{
    private const string Description = "Says in words what a policy accepts, and what it leaves open.";

    private const string Explanation = """
        One table for each kind of TEE: which builds by name, which machines, which states. Yellow is what the policy does not look at, red what takes protection away.
        """;

    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "The policy (docs/policies.md)." };
        var command = new ExplainedCommand("explain", Description, Explanation) { file };
        command.SetAction(parsed =>
        {
            var policy = PolicyFile.Parse(parsed.GetRequiredValue(file));
            PolicyView.Write(policy, TimeProvider.System.GetUtcNow(), terminal);
            return policy.Problems.Count == 0 ? ExitCode.Accepted : ExitCode.BadInput;
        });
        return command;
    }
}
