using Httpa.Verifiers;
using Spectre.Console;

namespace Httpa.Tool.Policies;

/// <summary>Shows a policy to a human.</summary>
internal static class PolicyView
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["sgx"] = "Intel SGX enclaves",
        ["tdx"] = "Intel TDX trust domains",
        ["snp"] = "AMD SEV-SNP guests",
        ["nitro"] = "AWS Nitro enclaves",
        ["psa"] = "Arm TrustZone devices (PSA)",
        ["cca"] = "Arm CCA realms",
        ["azureVtpm"] = "Azure confidential VMs, by their vTPM",
        ["jwt"] = "what services say of TEEs that they judged",
        ["nvidiaGpu"] = "NVIDIA GPUs beside the TEE",
    };

    public static void Write(AttestationPolicy policy, DateTimeOffset time, Terminal terminal)
    {
        terminal.Headline($"The policy '{policy.Name}'");
        foreach (var type in PolicyRow.Of(policy).GroupBy(row => row.Member.Split('.')[0])) WriteType(type.Key, type, terminal);
        var (problems, warnings) = (policy.ProblemsAt(time), policy.WarningsAt(time));
        if (problems.Count + warnings.Count == 0) return;
        terminal.Headline("To know");
        foreach (var problem in problems) terminal.Line($"cannot be used: {problem}", Color.Red);
        foreach (var warning in warnings) terminal.Line(warning, warning.Contains(".dangerous", StringComparison.Ordinal) ? Color.Red : Color.Yellow);
    }

    private static void WriteType(string type, IEnumerable<PolicyRow> rows, Terminal terminal)
    {
        terminal.Headline($"Accepts {Types.GetValueOrDefault(type, type)} with");
        var table = terminal.Table("member", "accepted");
        table.Columns[0].NoWrap();
        foreach (var row in rows) table.AddRow(Terminal.Cell(row.Member), new Text(Terminal.Plain(row.Accepts), new Style(ColourOf(row.Tone))));
        terminal.Console.Write(table);
    }

    private static Color? ColourOf(PolicyTone tone) => tone switch
    {
        PolicyTone.Open => Color.Yellow,
        PolicyTone.Dangerous => Color.Red,
        _ => null,
    };
}
