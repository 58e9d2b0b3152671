using Httpa.Client;

namespace Httpa.Tool.Requests;

/// <summary>Writes an answer as <c>get</c> and <c>post</c> were asked to.</summary>
/// <param name="terminal">Takes what does not go to a file.</param>
/// <param name="file">Takes the body; null for the standard output.</param>
/// <param name="include">Writes status and fields first.</param>
/// <param name="verbose">Says who answered.</param>
internal sealed class ResponseView(Terminal terminal, string? file, bool include, bool verbose)
{
    public async Task WriteAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (verbose) await SayWhoAsync(response);
        if (include) await WriteHeadAsync(response);
        var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        if (file is null)
        {
            await terminal.Output.FlushAsync(cancellationToken);
            await body.CopyToAsync(terminal.Raw, cancellationToken);
            await terminal.Raw.FlushAsync(cancellationToken);
            return;
        }

        await using var target = OutputFile.Create(file);
        await body.CopyToAsync(target, cancellationToken);
    }

    private async Task SayWhoAsync(HttpResponseMessage response)
    {
        if (response.GetAttestation() is not { } verdict) throw new InvalidOperationException("The answer does not come from an attested session.");
        await terminal.Error.WriteLineAsync($"* {verdict.Type} evidence, accepted by '{Terminal.Plain(verdict.PolicyName)}' until {verdict.Expires:u}");
        foreach (var limitation in verdict.Limitations) await terminal.Error.WriteLineAsync($"* not given by the protocol: {limitation.Code}");
        foreach (var (name, value) in verdict.Claims?.Describe() ?? []) await terminal.Error.WriteLineAsync($"* {Terminal.Plain(name)}: {Terminal.Plain(value)}");
    }

    private async Task WriteHeadAsync(HttpResponseMessage response)
    {
        await terminal.Output.WriteLineAsync($"{(int)response.StatusCode}");
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
            await terminal.Output.WriteLineAsync(Terminal.Plain($"{name}: {string.Join(", ", values)}"));
        await terminal.Output.WriteLineAsync();
    }
}
