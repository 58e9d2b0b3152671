using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Httpa.TestServer;

namespace Httpa.Client.Tests.TestServer;

/// <summary>TLS and nothing above it: sends bytes as they are.</summary>
internal static class RawConnection
{
    /// <summary>Sends a request and reads until the service closes the connection.</summary>
    public static async Task<string> ExchangeAsync(HttpaTestServer server, string request, CancellationToken cancellationToken)
    {
        await using var stream = await ConnectAsync(server, cancellationToken);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), cancellationToken);
        using var answer = new MemoryStream();
        await stream.CopyToAsync(answer, cancellationToken);
        return Encoding.Latin1.GetString(answer.ToArray());
    }

    public static async Task<Stream> ConnectAsync(HttpaTestServer server, CancellationToken cancellationToken)
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.BaseAddress.Host, server.BaseAddress.Port, cancellationToken);
        var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = TlsCertificates.TrustOnly(server.TlsCertificate) }, cancellationToken);
        return tls;
    }
}
