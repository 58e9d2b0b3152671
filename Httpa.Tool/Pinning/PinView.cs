using Httpa.Tool.Policies;
using Httpa.Verifiers;
using Spectre.Console;

namespace Httpa.Tool.Pinning;

/// <summary>Tells whoever pinned a service what to do with the policy.</summary>
internal static class PinView
{
    /// <summary>Says why there is no policy.</summary>
    public static int Refuse(IReadOnlyList<Finding> objections, Terminal terminal)
    {
        var isForged = objections.Any(f => f.Kind == FindingKind.NotGenuine);
        terminal.Headline(isForged ? "NOT GENUINE: no policy was written." : "NOT PROVEN: no policy was written.", Color.Red);
        foreach (var finding in objections) terminal.Line($"- {finding}");
        return isForged ? ExitCode.Rejected : ExitCode.Unavailable;
    }

    /// <summary>Shows the policy and says what to review.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="objections">Why it refuses the service as it is.</param>
    /// <param name="terminal">Takes the text.</param>
    public static int Write(AttestationPolicy policy, string path, IReadOnlyList<Finding> objections, Terminal terminal)
    {
        PolicyView.Write(policy, TimeProvider.System.GetUtcNow(), terminal);
        terminal.Headline($"Written to {path}. Review it before anything relies on it:", Color.Yellow);
        terminal.Line("1. Genuine is not right. Compare each measurement with what whoever builds the service announced by another way, and give it its name there.");
        terminal.Line("2. Values that name one machine (ppid, chipId, pcr4, deviceKey) and one number of devices: keep them, add the other machines, or take them out.");
        terminal.Line("3. What a machine may lack: statuses and advisories under tcb, firmware under milan, genoa and turin.");
        terminal.Line("4. What is yellow or red above.");
        if (objections.Count == 0) return ExitCode.Accepted;
        terminal.Headline("This policy refuses the service as it is now:", Color.Red);
        foreach (var finding in objections) terminal.Line($"- {finding}");
        return ExitCode.Rejected;
    }
}
