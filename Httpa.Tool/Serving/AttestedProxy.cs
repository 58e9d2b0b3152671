using System.Net;
using System.Net.Sockets;
using Httpa.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Httpa.Tool.Serving;

/// <summary>
/// A port of this machine whose requests go sealed to one attested service, for programs that know nothing of HTTPA. Between program and proxy they are in clear: it listens on 127.0.0.1 alone, and what
/// <see cref="ProxyGate"/> does not let pass goes nowhere.
/// </summary>
internal sealed class AttestedProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _service;

    private AttestedProxy(WebApplication app, HttpMessageInvoker service, int port) => (_app, _service, Port) = (app, service, port);

    public int Port { get; }

    /// <summary>Starts listening.</summary>
    /// <param name="origin">The service, such as <c>https://api.example.com</c>.</param>
    /// <param name="handler">Attests it and seals what is sent there; disposed with the proxy.</param>
    /// <param name="port">The port; 0 takes a free one.</param>
    /// <param name="token">What each request must present; null for nothing.</param>
    /// <param name="terminal">Is told of what failed.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    public static async Task<AttestedProxy> StartAsync(Uri origin, HttpaHandler handler, int port, string? token, Terminal terminal)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var service = new HttpMessageInvoker(handler);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            var bound = ((IPEndPoint)socket.LocalEndPoint!).Port;
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().UseSockets(s => s.CreateBoundListenSocket = _ => socket).ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = null;
                kestrel.Listen(IPAddress.Loopback, bound, listen => listen.Protocols = HttpProtocols.Http1);
            });
            var app = builder.Build();
            var gate = new ProxyGate(bound, token);
            var forwarder = new ProxyForwarder(origin, service, terminal);
            app.Run(context => gate.Refusal(context) is { } refusal ? refusal.WriteAsync(context) : forwarder.ForwardAsync(context));
            await app.StartAsync();
            return new AttestedProxy(app, service, bound);
        }
        catch
        {
            socket.Dispose();
            service.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _service.Dispose();
    }
}
