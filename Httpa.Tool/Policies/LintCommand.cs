using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Httpa.Verifiers;
using Spectre.Console;

namespace Httpa.Tool.Policies;

/// <summary><c>httpa policy lint</c>: may a client use this policy, and what should its owner know?</summary>
internal static class LintCommand
{
    private const string Description = "Says what is wrong in a policy, and what its owner should know.";

    private const string Explanation = """
        A policy with problems ends with exit code 30: a client refuses to start with it. Warnings do not fail; they name what is dangerous or not checked. --at looks at another day, on which a named build may have
        ended: a CI that lints with the day after the next release finds out before the release.
        """;

    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "The policy (docs/policies.md)." };
        var at = new Option<string?>("--at") { Description = "The time to look at, such as 2026-11-23T05:00:00Z. Default: now.", HelpName = "TIME" };
        var json = new Option<bool>("--json") { Description = "Write the result as JSON." };
        var command = new ExplainedCommand("lint", Description, Explanation) { file, at, json };
        command.SetAction(parsed =>
        {
            var time = parsed.GetValue(at) is { } text ? InputTime.Read(text) : TimeProvider.System.GetUtcNow();
            var report = Lint(InputFile.Read(parsed.GetRequiredValue(file)), time);
            if (parsed.GetValue(json)) terminal.Output.WriteLine(JsonSerializer.Serialize(report, LintReportJson.Default.LintReport));
            else Write(report, terminal);
            return report.Problems.Count == 0 ? ExitCode.Accepted : ExitCode.BadInput;
        });
        return command;
    }

    private static LintReport Lint(byte[] file, DateTimeOffset time)
    {
        try
        {
            var policy = AttestationPolicy.Parse(file);
            return new LintReport(policy.Name, [.. policy.Types.Select(t => t.Token)], policy.ProblemsAt(time), policy.WarningsAt(time));
        }
        catch (PolicyFormatException e)
        {
            return new LintReport(null, [], [e.Message], []);
        }
    }

    private static void Write(LintReport report, Terminal terminal)
    {
        foreach (var problem in report.Problems) terminal.Line($"problem: {problem}", Color.Red);
        foreach (var warning in report.Warnings) terminal.Line($"warning: {warning}", Color.Yellow);
        var verdict = report.Problems.Count > 0 ? "cannot be used" : report.Warnings.Count > 0 ? "can be used; read the warnings" : "can be used";
        terminal.Headline($"The policy{(report.Name is null ? "" : $" '{report.Name}'")} {verdict}.", report.Problems.Count > 0 ? Color.Red : Color.Green);
    }
}

/// <summary>What is to be said about a policy, as it stands in the JSON.</summary>
/// <param name="Name">The policy's name; null when the file is no policy.</param>
/// <param name="Types">The types of evidence that it has rules for.</param>
/// <param name="Problems">What makes it unusable.</param>
/// <param name="Warnings">What is dangerous or not checked.</param>
internal sealed record LintReport(string? Name, IReadOnlyList<string> Types, IReadOnlyList<string> Problems, IReadOnlyList<string> Warnings);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(LintReport))]
internal sealed partial class LintReportJson : JsonSerializerContext;
