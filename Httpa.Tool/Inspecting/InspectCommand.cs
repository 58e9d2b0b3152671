using System.CommandLine;
using Spectre.Console;

namespace Httpa.Tool.Inspecting;

/// <summary><c>httpa inspect</c>: shows what a quote says, and proves nothing.</summary>
internal static class InspectCommand
{
    private const string Notice = "NOTHING WAS VERIFIED: anybody can write a file that says this. Use 'httpa verify' to learn whether it is genuine.";

    private const string Description = "Shows what a quote says, field by field. Nothing is verified.";

    private const string Explanation = """
        Each field is shown with its offset; a quote that is cut short is shown as far as it goes.
        Nothing is verified: no signature, no certificate, no date. Anybody can write a file that says the same.
        """;

    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "The file with the quote (Intel SGX or TDX, version 3, 4 or 5)." };
        var command = new ExplainedCommand("inspect", Description, Explanation) { file };
        command.SetAction(parsed => Show(parsed.GetRequiredValue(file), terminal));
        return command;
    }

    private static int Show(string path, Terminal terminal)
    {
        var quote = InputFile.Read(path);
        if (!DcapQuoteLayout.Recognises(quote))
        {
            terminal.Error.WriteLine($"'{Terminal.Plain(path)}' does not begin like an SGX or TDX quote of version 3, 4 or 5; no other evidence can be shown.");
            return ExitCode.Unsupported;
        }

        terminal.Headline(Notice, Color.Yellow);
        var table = terminal.Table("offset", "length", "field", "value");
        foreach (var field in DcapQuoteLayout.Fields(quote))
        {
            table.AddRow(
                Terminal.Cell($"{field.Offset}"), Terminal.Cell($"{field.Length}"), Terminal.Cell(field.Name),
                Terminal.Cell(field.Value, field.IsComplete ? null : Color.Red));
        }

        terminal.Console.Write(table);
        ShowCertificates(DcapQuoteLayout.CertificationData(quote), terminal);
        terminal.Line(Notice, Color.Yellow);
        return ExitCode.Accepted;
    }

    private static void ShowCertificates(ReadOnlyMemory<byte> pem, Terminal terminal)
    {
        var number = 0;
        foreach (var certificate in CertificateText.Read(pem))
        {
            terminal.Headline($"Certificate {++number} of the quote");
            var table = terminal.Table("field", "value");
            foreach (var (name, value) in certificate) table.AddRow(Terminal.Cell(name), Terminal.Cell(value));
            terminal.Console.Write(table);
        }
    }
}
