using System.Globalization;
using Spectre.Console;

namespace Httpa.Tool.Verifying;

/// <summary>Shows a <see cref="VerifyReport"/> to a human.</summary>
internal static class VerifyReportView
{
    public static void Write(VerifyReport report, Terminal terminal)
    {
        var type = report.EvidenceType.ToUpperInvariant();
        terminal.Headline($"{type} evidence: {Headline(report)}", ColourOf(report));
        terminal.Line($"Judged at {Time(report.Time)}." + (report.Expires is { } expires ? $" This ends at {Time(expires)}." : ""));
        if (report.TcbStatus is { } status) terminal.Line($"TCB status: {status}.{Advisories(report)}");
        if (report.JudgedBy is { } service)
            terminal.Line($"This is the word of {service}: that service judged the TEE's evidence, which was not seen here.", Color.Yellow);
        WritePolicy(report, terminal);
        WriteFindings(report, terminal);
        WriteClaims(report, terminal);
    }

    private static string Headline(VerifyReport report) => (report.PolicyApplied, report.Verdict) switch
    {
        _ when report.ExitCode == ExitCode.Unsupported => "NOT JUDGED, its type or version is not supported",
        (true, "accept") => $"ACCEPTED by the policy '{report.PolicyName}'",
        (true, _) => $"REJECTED under the policy '{report.PolicyName}'",
        (false, "reject") => report.Genuine ? "REJECTED" : "NOT GENUINE",
        (false, _) => report.Genuine ? "GENUINE" : "NOT PROVEN",
    };

    private static Color ColourOf(VerifyReport report) => report.Verdict switch
    {
        "accept" => Color.Green,
        "conditional" => Color.Yellow,
        _ => Color.Red,
    };

    private static void WritePolicy(VerifyReport report, Terminal terminal)
    {
        if (!report.PolicyApplied)
            terminal.Line("No policy was applied: this says what the evidence is, not whether to trust what it names.", Color.Yellow);
        if (!report.BindingChecked)
            terminal.Line("The binding was not checked: this evidence may have been made for any exchange and any key.", Color.Yellow);
        if (report.KeyFile is { } file)
            terminal.Line($"Judged by the keys in '{Terminal.Plain(file)}': no vendor says whose they are. Make sure of that yourself.", Color.Yellow);
        foreach (var warning in report.PolicyWarnings) terminal.Line($"Policy: {warning}", Color.Yellow);
    }

    private static void WriteFindings(VerifyReport report, Terminal terminal)
    {
        if (report.Findings.Count == 0) return;
        terminal.Headline(report is { PolicyApplied: false, Genuine: true } ? "What a strict policy would refuse" : "Findings");
        var table = terminal.Table("reason", "subject", "found", "required", "remedy");
        table.Columns[0].NoWrap();
        foreach (var finding in report.Findings)
        {
            table.AddRow(
                Terminal.Cell(finding.Code, finding.Kind == "refused" ? Color.Yellow : Color.Red), Terminal.Cell(finding.Subject),
                Terminal.Cell(finding.Actual), Terminal.Cell(finding.Expected), Terminal.Cell(finding.Remedy));
        }

        terminal.Console.Write(table);
    }

    private static void WriteClaims(VerifyReport report, Terminal terminal)
    {
        if (report.Claims.Count == 0) return;
        terminal.Headline(report.Genuine ? "Claims" : "Claims (not proven)");
        var table = terminal.Table("claim", "value");
        foreach (var (name, value) in report.Claims) table.AddRow(Terminal.Cell(name), Terminal.Cell(value));
        terminal.Console.Write(table);
    }

    private static string Advisories(VerifyReport report) =>
        report.AdvisoryIds.Count == 0 ? "" : $" Advisories: {string.Join(", ", report.AdvisoryIds)}.";

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
