using System.Text.Json;
using Httpa.Tool;

namespace Httpa.Client.Tests.Tool;

/// <summary>One run of the tool inside this process.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    /// <summary>What was written, as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public static async Task<ToolRun> Of(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var raw = new MemoryStream();
        var exitCode = await ToolApplication.RunAsync(args, new Terminal(output, error, raw));
        return new ToolRun(exitCode, output + System.Text.Encoding.UTF8.GetString(raw.ToArray()), error.ToString());
    }
}
