using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace Httpa.Client.DependencyInjection;

/// <summary>
/// Builds HTTPA into the chains of clients that asked for it: safe connections for the user to adjust, then, when everybody has added what they want, the
/// handler as the last one and the guard right above the connections.
/// </summary>
internal sealed class HttpaHandlerFilter(ClientNames names, NamedClients clients) : IHttpMessageHandlerBuilderFilter
{
    public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
    {
        if (builder.Name is not { } name || !names.Contains(name))
        {
            next(builder);
            return;
        }

        var client = clients.Get(name);
        builder.PrimaryHandler = PrimaryHandler.Create();
        next(builder);
        if (PrimaryHandler.IsUntouched(builder.PrimaryHandler)) builder.PrimaryHandler = PrimaryHandler.Create();
        PrimaryHandler.RefuseUnsafe(builder.PrimaryHandler, $"of the client '{name}'");
        if (builder.PrimaryHandler is SocketsHttpHandler sockets) sockets.MeterFactory ??= builder.Services.GetService<IMeterFactory>(); // as the factory does where it sees one
        builder.AdditionalHandlers.Add(new HttpaHandler(() => client.Current.Pipeline));
        builder.PrimaryHandler = new LeakGuardHandler(builder.PrimaryHandler, () => client.Current.Rules);
    };
}
