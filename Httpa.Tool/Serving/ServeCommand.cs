using System.CommandLine;
using System.Net.Sockets;
using Httpa.Client;
using Httpa.TestServer;
using Httpa.Tool.Endorsing;
using Httpa.Tool.Services;
using Spectre.Console;

namespace Httpa.Tool.Serving;

/// <summary><c>httpa serve</c>: the test server on its own.</summary>
internal static class ServeCommand
{
    private const int DefaultPort = 8443;
    private const int MinTokenLength = 16;

    private const string Description = "Runs the test server, or with --to a local proxy to an attested service, until Ctrl-C.";

    private const string Explanation = """
        Writes two files that a client needs: a policy that accepts this server's simulated TEE and nothing else, and the certificate that its TLS is under. Both change with every
        start. The endpoints are /hello, /echo, /events, /upload, /download, /status/CODE, /headers and /v1/chat/completions; all of them refuse requests that are not sealed.

        With --to URL --policy FILE it is a proxy: what a program sends to http://127.0.0.1:PORT goes sealed to that service, once its evidence meets the policy, and answers stream back. A service that is not
        accepted gets nothing, and the program gets 502 with the reason. Requests are in clear between the program and the proxy, on this machine alone; --token-file keeps its other users out.

        The TEE is simulated and proves nothing. Keep that policy out of production: it names the simulated root under dangerousTrustedRoots.
        """;

    public static Command Create(Terminal terminal)
    {
        var port = new Option<int>("--port") { Description = $"The loopback port; 0 takes a free one. Default: {DefaultPort}.", HelpName = "N", DefaultValueFactory = _ => DefaultPort };
        var policy = new Option<string>("--policy-out") { Description = "Where the policy goes. Default: httpa-policy.json.", HelpName = "FILE", DefaultValueFactory = _ => "httpa-policy.json" };
        var certificate = new Option<string>("--certificate-out")
        {
            Description = "Where the TLS certificate goes, as PEM. Default: httpa-certificate.pem.", HelpName = "FILE", DefaultValueFactory = _ => "httpa-certificate.pem",
        };

        var service = new ServiceOptions();
        var to = new Option<string?>("--to") { Description = "Be a proxy to this service instead, under --policy.", HelpName = "URL" };
        var token = new Option<string?>("--token-file") { Description = "With --to: each request must present 'Proxy-Authorization: Bearer' with this file's text.", HelpName = "FILE" };
        var command = new ExplainedCommand("serve", Description, Explanation) { port, policy, certificate, to, service.Policy, service.Certificate, service.Endorsements, token };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(to) is { } url) return await ForwardAsync(service, parsed, new(url, parsed.GetValue(port), parsed.GetValue(token)), terminal, cancellationToken);
            await using var server = await StartAsync(parsed.GetValue(port), cancellationToken);
            var policyPath = await OutputFile.WriteAsync(parsed.GetRequiredValue(policy), server.Policy.ToJson());
            var certificatePath = await OutputFile.WriteAsync(parsed.GetRequiredValue(certificate), System.Text.Encoding.ASCII.GetBytes(server.TlsCertificate.ExportCertificatePem() + "\n"));

            terminal.Headline($"Serving HTTPA at {server.BaseAddress}", Color.Green);
            terminal.Line($"policy       {policyPath}");
            terminal.Line($"certificate  {certificatePath}");
            terminal.Line("The TEE is simulated and proves nothing. Ctrl-C ends it.", Color.Yellow);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return ExitCode.Accepted;
        });
        return command;
    }

    /// <summary>What the proxy was asked.</summary>
    private sealed record Forwarding(string To, int Port, string? TokenFile);

    private static async Task<int> ForwardAsync(ServiceOptions service, ParseResult parsed, Forwarding asked, Terminal terminal, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(asked.To, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttps) throw new BadInputException($"'{asked.To}' is no https address.");
        if (url.PathAndQuery != "/" || url.Fragment.Length > 0) throw new BadInputException("--to takes a service without a path: the program that uses the proxy says which.");
        if (asked.Port is < 0 or > 65_535) throw new BadInputException($"{asked.Port} is no port: 0 to 65535.");
        var options = new HttpaOptions
        {
            Policy = PolicyFile.Read(parsed.GetValue(service.Policy) ?? throw new BadInputException("--to needs --policy: what the service must meet.")),
            EndorsementSource = parsed.GetValue(service.Endorsements) is { } directory ? EndorsementInput.SourceAt(directory) : null,
            MaxRedirects = 0,
        };
        try
        {
            await using var proxy = await AttestedProxy.StartAsync(url, new HttpaHandler(options, service.CreateSockets(parsed)), asked.Port, ReadToken(asked.TokenFile), terminal);
            terminal.Headline($"Forwarding http://127.0.0.1:{proxy.Port} to {url.GetLeftPart(UriPartial.Authority)} under the policy '{options.Policy.Name}'", Color.Green);
            terminal.Line(asked.TokenFile is null ? "Every user of this machine can use it; --token-file keeps others out. Ctrl-C ends it." : "Each request must present the token. Ctrl-C ends it.", Color.Yellow);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return ExitCode.Accepted;
        }
        catch (SocketException e)
        {
            throw new BadInputException($"The port {asked.Port} cannot be used: {e.Message}");
        }
        catch (HttpaConfigurationException e)
        {
            throw new BadInputException(e.Message);
        }
    }

    private static string? ReadToken(string? file)
    {
        if (file is null) return null;
        var token = System.Text.Encoding.ASCII.GetString(InputFile.Read(file)).Trim();
        return token.Length >= MinTokenLength && token.All(c => c is > ' ' and < '\x7f') ? token
            : throw new BadInputException($"The token in '{file}' must have at least {MinTokenLength} visible ASCII characters, such as 'openssl rand -hex 32' prints.");
    }

    private static async Task<HttpaTestServer> StartAsync(int port, CancellationToken cancellationToken)
    {
        if (port is < 0 or > 65_535) throw new BadInputException($"{port} is no port: 0 to 65535.");
        try
        {
            return await HttpaTestServer.StartAsync(new HttpaTestServerOptions { Port = port }, cancellationToken);
        }
        catch (SocketException e)
        {
            throw new BadInputException($"The port {port} cannot be used: {e.Message}");
        }
    }
}
