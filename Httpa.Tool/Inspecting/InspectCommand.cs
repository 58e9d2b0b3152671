using System.CommandLine;
using Httpa.Verifiers;
using Spectre.Console;

namespace Httpa.Tool.Inspecting;

/// <summary><c>httpa inspect</c>: shows what evidence says, and proves nothing.</summary>
internal static class InspectCommand
{
    private const string Notice = "NOTHING WAS VERIFIED: anybody can write a file that says this. Use 'httpa verify' to learn whether it is genuine.";

    private const string Description = "Shows what evidence says, field by field. Nothing is verified.";

    private const string Explanation = """
        Evidence in a fixed layout is shown with the offset of each field, and when it is cut short, as far as it goes.
        Nothing is verified: no signature, no certificate, no date. Anybody can write a file that says the same.
        """;

    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "The file with the evidence, in the vendor's binary form." };
        var type = new Option<string?>("--type") { Description = $"The type of evidence: {EvidenceDetection.KnownTypes}. Default: what the file begins like.", HelpName = "TYPE" };
        var log = new Option<string?>("--event-log") { Description = "For a TDX quote: also show its event log (CCEL data), and whether its replay gives the quote's RTMRs.", HelpName = "FILE" };
        var command = new ExplainedCommand("inspect", Description, Explanation) { file, type, log };
        command.SetAction(parsed =>
        {
            var evidence = EvidenceFile.Read(parsed.GetRequiredValue(file), parsed.GetValue(type)).Evidence;
            Show(evidence, terminal);
            var explained = parsed.GetValue(log) is not { } path || EventLogView.Write(path, evidence, terminal);
            terminal.Line(Notice, Color.Yellow);
            return explained ? ExitCode.Accepted : ExitCode.Rejected;
        });
        return command;
    }

    private static void Show(Evidence unproven, Terminal terminal)
    {
        var (type, evidence) = unproven;
        var layout = EvidenceLayout.Of(type, evidence)
            ?? throw new UnsupportedEvidenceException($"Evidence of the type '{type}' cannot be shown; known are {EvidenceDetection.KnownTypes}.");

        terminal.Headline($"{type.Token.ToUpperInvariant()} evidence, {evidence.Length:N0} bytes");
        terminal.Headline(Notice, Color.Yellow);
        var table = terminal.Table("offset", "length", "field", "value");
        foreach (var field in layout.Fields)
        {
            table.AddRow(
                Terminal.Cell($"{field.Offset}"), Terminal.Cell($"{field.Length}"), Terminal.Cell(field.Name),
                Terminal.Cell(field.Value, field.IsComplete ? null : Color.Red));
        }

        terminal.Console.Write(table);
        ShowCertificates(layout.Certificates, terminal);
    }

    private static void ShowCertificates(ReadOnlyMemory<byte> pem, Terminal terminal)
    {
        var number = 0;
        foreach (var certificate in CertificateText.Read(pem))
        {
            terminal.Headline($"Certificate {++number} of the evidence");
            var table = terminal.Table("field", "value");
            foreach (var (name, value) in certificate) table.AddRow(Terminal.Cell(name), Terminal.Cell(value));
            terminal.Console.Write(table);
        }
    }
}
