using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Httpa.Client;
using Httpa.Client.Endorsing;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Httpa.TestServer;

/// <summary>
/// A service that speaks HTTPA on a loopback port: TLS under a certificate of its own, a simulated SGX platform and sample endpoints (<c>/hello</c>,
/// <c>/echo</c>, <c>/events</c>, <c>/upload</c>, <c>/download</c>, <c>/status</c>, <c>/headers</c>, <c>/v1/chat/completions</c>). It proves nothing: for tests, demos and smoke checks.
/// </summary>
public sealed class HttpaTestServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ITee _tee;
    private readonly SimulatedSgx? _platform;

    private HttpaTestServer(WebApplication app, ITee tee, SimulatedSgx? platform, int port, X509Certificate2 certificate)
    {
        _app = app;
        _tee = tee;
        _platform = platform;
        TlsCertificate = certificate;
        BaseAddress = new Uri($"https://localhost:{port}/");
    }

    /// <summary>Where the service is, such as <c>https://localhost:8443/</c>.</summary>
    public Uri BaseAddress { get; }

    /// <summary>The certificate that its TLS ends under: self-signed, for <c>localhost</c> and the loopback addresses, made at the start.</summary>
    public X509Certificate2 TlsCertificate { get; }

    /// <summary>A policy that trusts exactly this server's simulated TEE and its workload.</summary>
    /// <exception cref="InvalidOperationException">The server was started with a TEE that is not simulated.</exception>
    public AttestationPolicy Policy =>
        _tee is ISimulatedTee simulated ? simulated.CreatePolicy() : throw new InvalidOperationException("This server does not use a simulated TEE.");

    /// <summary>The simulated SGX platform that the server made.</summary>
    /// <exception cref="InvalidOperationException">The server was started with a TEE of its caller's.</exception>
    public SimulatedSgx Platform => _platform ?? throw new InvalidOperationException("This server does not use the simulated platform.");

    /// <summary>Finds the endorsements of this server's TEE, for protocols that carry none beside the evidence.</summary>
    public IEndorsementSource EndorsementSource => new TeeEndorsements(_tee);

    /// <summary>Starts a server; dispose it to stop.</summary>
    /// <param name="options">How it runs; null for a free port and the sample endpoints alone.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    public static async Task<HttpaTestServer> StartAsync(HttpaTestServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new HttpaTestServerOptions();

        // Bound before anything else is made, because the origin names the port.
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        SimulatedSgx? platform = null;
        X509Certificate2? certificate = null;
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, options.Port));
            var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
            certificate = TlsCertificates.CreateSelfSigned(TimeProvider.System.GetUtcNow());
            if (options.Tee is null) platform = new SimulatedSgx(options.Platform, options.TimeProvider);
            var tee = options.Tee ?? platform!;
            var app = Build(options, socket, port, certificate, tee);
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            return new HttpaTestServer(app, tee, platform, port, certificate);
        }
        catch
        {
            socket.Dispose();
            platform?.Dispose();
            certificate?.Dispose();
            throw;
        }
    }

    /// <summary>Makes a socket handler as <see cref="HttpaHandler"/> asks for, that trusts this server's certificate and nothing else.</summary>
    public SocketsHttpHandler CreateTransport()
    {
        var transport = PrimaryHandler.Create();
        transport.UseProxy = false;
        transport.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = TlsCertificates.TrustOnly(TlsCertificate) };
        return transport;
    }

    /// <summary>Stops the server and erases the keys of all sessions.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        _platform?.Dispose();
        TlsCertificate.Dispose();
    }

    private static WebApplication Build(HttpaTestServerOptions options, Socket socket, int port, X509Certificate2 certificate, ITee tee)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        options.Logging?.Invoke(builder.Logging);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().UseSockets(s => s.CreateBoundListenSocket = _ => socket).ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                listen.Protocols = options.Protocols;
                listen.UseHttps(certificate);
            });
        });

        var app = builder.Build();
        var httpa = new HttpaServerOptions
        {
            Tee = tee,
            Devices = options.Devices,
            Origins = [$"https://localhost:{port}", $"https://127.0.0.1:{port}"],
            TimeProvider = options.TimeProvider,
        };
        app.UseHttpa(options.Configure?.Invoke(httpa) ?? httpa);
        SampleEndpoints.Map(app, options.TimeProvider);
        options.Map?.Invoke(app);
        return app;
    }
}
