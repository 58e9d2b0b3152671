using Httpa.Tool;

return await ToolApplication.RunAsync(args, new Terminal(Console.Out, Console.Error));
