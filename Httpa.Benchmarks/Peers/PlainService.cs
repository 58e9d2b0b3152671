using System.Net;
using System.Security.Cryptography.X509Certificates;
using Httpa.TestServer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Httpa.Benchmarks.Peers;

/// <summary>The same endpoints without HTTPA: Kestrel over TLS, set up as <see cref="HttpaTestServer"/> sets it up.</summary>
internal sealed class PlainService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate = TlsCertificates.CreateSelfSigned(TimeProvider.System.GetUtcNow());

    private PlainService()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(_certificate);
            });
        });
        _app = builder.Build();
        _app.UseRouting();
        Endpoints.Map(_app);
    }

    public ServiceAddress Address
    {
        get
        {
            var listening = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
            return new(new Uri($"https://localhost:{listening.Port}/"), _certificate.RawData, Policy: null);
        }
    }

    public static async Task<PlainService> StartAsync()
    {
        var service = new PlainService();
        await service._app.StartAsync();
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _certificate.Dispose();
    }
}
