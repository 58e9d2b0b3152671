using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Httpa.TestServer;

namespace Httpa.Client.Tests.Hostile.Wire;

/// <summary>
/// Somebody who ends TLS in the service's place: clients are led here by the connection, not by their URI, and get the service's own certificate.
/// </summary>
internal abstract class TlsPeer : IAsyncDisposable
{
    private readonly HttpaTestServer _server;
    private readonly SslApplicationProtocol _protocol;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;

    protected TlsPeer(HttpaTestServer server, SslApplicationProtocol protocol)
    {
        _server = server;
        _protocol = protocol;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>What was on the wire behind the end of TLS, on both sides of the peer.</summary>
    public WireCapture Capture { get; } = new();

    /// <summary>What went wrong in the peer's own script.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>For the client's <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public async ValueTask<Stream> DialAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(_listener.LocalEndpoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Stop();
        Task[] open;
        lock (_connections) open = [.. _connections];
        await Task.WhenAll(open);
        _end.Dispose();
    }

    /// <summary>Serves one connection until it ends.</summary>
    protected abstract Task ServeAsync(Stream client, CancellationToken cancellationToken);

    /// <summary>A connection to the service itself.</summary>
    protected async Task<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, _server.BaseAddress.Port, cancellationToken);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                ApplicationProtocols = [_protocol],
                CertificateChainPolicy = TlsCertificates.TrustOnly(_server.TlsCertificate),
            },
            cancellationToken);
        return tls;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_end.Token);
                socket.NoDelay = true;
                lock (_connections) _connections.Add(ServeAsync(socket));
            }
        }
        catch (OperationCanceledException)
        {
            // The peer was disposed.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await tls.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificate = _server.TlsCertificate, ApplicationProtocols = [_protocol] }, _end.Token);
            await ServeAsync(tls, _end.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // The client or the test has gone.
        }
        catch (Exception e)
        {
            Failure = e;
        }
    }
}
