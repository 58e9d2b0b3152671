using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Httpa.TestServer;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.EndToEnd.Nginx;

/// <summary>An nginx of a test's own that ends TLS on a loopback port, under a certificate made for it, with all its files in a folder that goes with it.</summary>
internal sealed class NginxServer : IAsyncDisposable
{
    private readonly string _folder;
    private readonly X509Certificate2 _certificate;
    private Process? _process;

    private NginxServer(string folder, int port)
    {
        _folder = folder;
        _certificate = TlsCertificates.CreateSelfSigned(TimeProvider.System.GetUtcNow());
        BaseAddress = new Uri($"https://localhost:{port}/");
    }

    /// <summary>What clients call.</summary>
    public Uri BaseAddress { get; }

    /// <summary>Everything that nginx wrote down: complete once it was stopped.</summary>
    public string Logs => Read(NginxConfiguration.AccessLog) + Read(NginxConfiguration.DebugLog);

    /// <summary>Starts nginx; a test is ignored where there is none to start. <c>.ci/run</c> installs it, and fails when this was said there.</summary>
    /// <param name="port">The port that it listens on.</param>
    /// <param name="block">Which configuration of docs/deployment.md it runs.</param>
    /// <param name="services">The page's services by their addresses there, and the ports that they really have.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<NginxServer> StartAsync(int port, string block, IReadOnlyDictionary<string, int> services, CancellationToken cancellationToken = default)
    {
        var server = new NginxServer(Directory.CreateTempSubdirectory("httpa-nginx-").FullName, port);
        try
        {
            await server.RunAsync(NginxConfiguration.OfPage(block, server._folder, port, services), cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Connections to this nginx, as <see cref="HttpaHandler"/> asks for them.</summary>
    public SocketsHttpHandler CreateTransport()
    {
        var transport = PrimaryHandler.Create();
        transport.UseProxy = false;
        transport.SslOptions.CertificateChainPolicy = TlsCertificates.TrustOnly(_certificate);
        return transport;
    }

    /// <summary>Stops nginx as its operator does: requests end first, and logs are written.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (_process is not { HasExited: false } running) return;
        using var quit = Start(["-s", "quit"]) ?? throw new InvalidOperationException("nginx is gone.");
        await running.WaitForExitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true); // its workers would outlive it
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task RunAsync(string configuration, CancellationToken cancellationToken)
    {
        using var key = _certificate.GetECDsaPrivateKey()!;
        await WriteAsync("nginx.conf", configuration);
        await WriteAsync(NginxConfiguration.Certificate, _certificate.ExportCertificatePem());
        await WriteAsync(NginxConfiguration.Key, key.ExportPkcs8PrivateKeyPem());
        _process = Start([]);
        if (_process is null) Assert.Ignore("nginx is not installed.");

        var said = new StringBuilder();
        while (await _process.StandardError.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Contains("start worker process ", StringComparison.Ordinal)) return; // its port has been open since before
            said.AppendLine(line);
        }

        throw new InvalidOperationException($"nginx ended before it was ready. {said}");

        Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Path.Combine(_folder, name), text, cancellationToken);
    }

    private Process? Start(IEnumerable<string> arguments)
    {
        // Debian's is in a folder for administrators, which not every shell searches.
        foreach (var program in new[] { "nginx", "/usr/sbin/nginx" })
        {
            try
            {
                var start = new ProcessStartInfo(program, ["-p", _folder, "-c", "nginx.conf", "-e", "stderr", .. arguments]) { RedirectStandardError = true };
                return Process.Start(start);
            }
            catch (Win32Exception)
            {
                continue; // no such program
            }
        }

        return null;
    }

    private string Read(string log) => File.ReadAllText(Path.Combine(_folder, log), Encoding.Latin1);
}
