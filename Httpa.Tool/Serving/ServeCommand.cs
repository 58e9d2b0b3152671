using System.CommandLine;
using System.Net.Sockets;
using Httpa.TestServer;
using Spectre.Console;

namespace Httpa.Tool.Serving;

/// <summary><c>httpa serve</c>: the test server on its own.</summary>
internal static class ServeCommand
{
    private const int DefaultPort = 8443;

    private const string Description = "Runs the test server until Ctrl-C and writes a policy that trusts it.";

    private const string Explanation = """
        Writes two files that a client needs: a policy that accepts this server's simulated TEE and nothing else, and the certificate that its TLS is under. Both change with every
        start. The endpoints are /hello, /echo, /events, /upload, /download, /status/CODE, /headers and /v1/chat/completions; all of them refuse requests that are not sealed.

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

        var command = new ExplainedCommand("serve", Description, Explanation) { port, policy, certificate };
        command.SetAction(async (parsed, cancellationToken) =>
        {
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
