using System.Globalization;
using Spectre.Console;

namespace Httpa.Tool.Demo;

/// <summary>Shows a <see cref="DemoReport"/> to a human.</summary>
internal static class DemoView
{
    public static void Write(DemoReport report, Terminal terminal)
    {
        terminal.Headline("One attested exchange");
        WriteSteps(report, terminal);
        if (report.Wire is { } wire) WriteWire(wire, terminal);
        if (report.Attacks.Count > 0) WriteAttacks(report, terminal);
        terminal.Headline(report.Passed ? "All as promised." : "NOT as promised: see the rows marked with an x.", report.Passed ? Color.Green : Color.Red);
        terminal.Line("The TEE is simulated: this shows the protocol at work and proves nothing about your machine.");
    }

    private static void WriteSteps(DemoReport report, Terminal terminal)
    {
        var table = terminal.Table("", "step", "what was checked", "result", "ms");
        foreach (var step in report.Steps)
            table.AddRow(Mark(step.Passed), Terminal.Cell(step.Name), Terminal.Cell(step.Proves), Terminal.Cell(step.Result, ColourOf(step.Passed)), Time(step.Milliseconds));
        terminal.Console.Write(table);
    }

    private static void WriteWire(DemoWire wire, Terminal terminal)
    {
        terminal.Headline("The request, twice");
        var table = terminal.Table("what a proxy that ends TLS saw", "what the enclave saw");
        table.AddRow(Block(wire.ProxySaw), Block(wire.EnclaveSaw));
        terminal.Console.Write(table);

        terminal.Headline("The answer, twice");
        table = terminal.Table("what a proxy that ends TLS saw", "what the client read");
        table.AddRow(Block(wire.ProxySawOfTheAnswer), Block(wire.ClientRead));
        terminal.Console.Write(table);
    }

    private static void WriteAttacks(DemoReport report, Terminal terminal)
    {
        terminal.Headline("Attacks, each on an exchange of its own");
        var table = terminal.Table("", "attack", "refused with", "by", "what was said", "ms");
        table.Columns[2].NoWrap();
        foreach (var attack in report.Attacks)
        {
            table.AddRow(
                Mark(attack.Passed), Terminal.Cell(attack.Name),
                Terminal.Cell(attack.RefusedWith ?? $"not refused; promised: {attack.Promised}", ColourOf(attack.Passed)),
                Terminal.Cell(attack.RefusedBy ?? ""), Terminal.Cell(attack.Detail), Time(attack.Milliseconds));
        }

        terminal.Console.Write(table);
    }

    private static Text Block(IEnumerable<string> lines) => new(Terminal.Plain(string.Join('\n', lines)));

    private static Text Mark(bool passed) => passed ? Terminal.Cell("ok", Color.Green) : Terminal.Cell("x", Color.Red);

    private static Color? ColourOf(bool passed) => passed ? null : Color.Red;

    private static Text Time(double milliseconds) => Terminal.Cell(milliseconds.ToString("F1", CultureInfo.InvariantCulture));
}
