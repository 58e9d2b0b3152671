using Httpa.Client;
using Httpa.TestServer.OpenHttpa;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Httpa.TestServer;

/// <summary>Puts the service side of HTTPA in front of an application.</summary>
public static class HttpaApplicationBuilderExtensions
{
    /// <summary>
    /// Serves HTTPA in front of everything that follows: endpoints see plaintext requests and write plaintext responses. Call it before anything that looks at
    /// requests, such as authentication: what ran earlier has seen the outer message, which proves nothing.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="options">The TEE and the origins that are served.</param>
    /// <exception cref="HttpaConfigurationException">A setting is missing or out of its range.</exception>
    public static IApplicationBuilder UseHttpa(this IApplicationBuilder app, HttpaServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(options);
        var services = app.ApplicationServices;
        var loggers = services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        var (service, middleware) = Service(options.Checked(), loggers.CreateLogger("Httpa.TestServer"));

        // The keys of all sessions are erased when the application ends.
        services.GetService<IHostApplicationLifetime>()?.ApplicationStopped.Register(service.Dispose);

        app.Use(middleware);

        // Routing has to choose by the sealed request: without this a WebApplication would do it first, on the outer one.
        return app is IEndpointRouteBuilder ? app.UseRouting() : app;
    }

    private static (IDisposable Service, Func<RequestDelegate, RequestDelegate> Middleware) Service(HttpaServerOptions options, ILogger logger)
    {
        if (options.Protocol == HttpaProtocol.OpenHttpa)
        {
            var openHttpa = new OpenHttpaService(options, logger);
            return (openHttpa, next => new OpenHttpaMiddleware(openHttpa, next).InvokeAsync);
        }

        var httpa = new HttpaService(options, logger);
        return (httpa, next => new HttpaMiddleware(httpa, next).InvokeAsync);
    }
}
