using Httpa.Tool;

await using var raw = Console.OpenStandardOutput();
return await ToolApplication.RunAsync(args, new Terminal(Console.Out, Console.Error, raw));
