using Spectre.Console;

namespace Httpa.Tool;

/// <summary>
/// Where the tool writes. On a terminal with colours and frames, plain when redirected; <c>NO_COLOR</c> is honoured. Text that came out of a file or the network
/// is shown through <see cref="Plain"/> only, so that it can send no control sequence to the terminal.
/// </summary>
internal sealed class Terminal
{
    private const int RedirectedWidth = 200;

    /// <param name="output">Takes results.</param>
    /// <param name="error">Takes complaints and notices that do not belong to the result.</param>
    /// <param name="raw">Takes results that are bytes; the same place as <paramref name="output"/>.</param>
    public Terminal(TextWriter output, TextWriter error, Stream raw)
    {
        Output = output;
        Error = error;
        Raw = raw;
        Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (!Console.Profile.Out.IsTerminal) Console.Profile.Width = RedirectedWidth;
    }

    /// <summary>Takes results as they are: JSON.</summary>
    public TextWriter Output { get; }

    /// <summary>Takes results that are bytes: flush <see cref="Output"/> first.</summary>
    public Stream Raw { get; }

    /// <summary>Takes complaints.</summary>
    public TextWriter Error { get; }

    /// <summary>Takes tables and coloured text.</summary>
    public IAnsiConsole Console { get; }

    /// <summary>An empty table in the tool's style.</summary>
    /// <param name="columns">The headings.</param>
    public Table Table(params ReadOnlySpan<string> columns)
    {
        var table = new Table { Border = Console.Profile.Out.IsTerminal ? TableBorder.Rounded : TableBorder.Ascii };
        foreach (var column in columns) table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))));
        return table;
    }

    /// <summary>Writes a line in a colour.</summary>
    public void Line(string text, Color? colour = null) => Console.Write(new Text(Plain(text) + "\n", new Style(colour)));

    /// <summary>Writes a headline.</summary>
    public void Headline(string text, Color? colour = null) => Console.Write(new Text($"\n{Plain(text)}\n", new Style(colour, decoration: Decoration.Bold)));

    /// <summary>A cell of a table: one line.</summary>
    public static Text Cell(string text, Color? colour = null) => new(Plain(text).Replace('\n', ' '), new Style(colour));

    /// <summary>The text with every control character but the line feed replaced.</summary>
    public static string Plain(string text) => string.Create(text.Length, text, (span, source) =>
    {
        for (var i = 0; i < source.Length; i++) span[i] = char.IsControl(source[i]) && source[i] != '\n' ? '\uFFFD' : source[i];
    });
}
