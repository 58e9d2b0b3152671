using Microsoft.Extensions.Hosting;

namespace Httpa.Client.DependencyInjection;

/// <summary>Builds the chain of every client when the host starts, so that a primary handler that carries data past the seal stops the program and not its first request.</summary>
internal sealed class StartupCheck(ClientNames names, IHttpMessageHandlerFactory handlers) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var name in names.All) handlers.CreateHandler(name);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
