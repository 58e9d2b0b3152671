using Httpa.Client.Diagnostics;
using Httpa.Verifiers;
using Microsoft.Extensions.Logging;

namespace Httpa.Client.DependencyInjection;

/// <summary>Attests through the clients' own chains of handlers.</summary>
internal sealed class Warmup(ClientNames names, NamedClients clients, IHttpMessageHandlerFactory handlers) : IHttpaWarmup
{
    public async Task<AttestationResult> AttestAsync(string client, Uri origin, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(origin);
        var handler = handlers.CreateHandler(client);
        var httpa = handler;
        while (httpa is DelegatingHandler outer and not HttpaHandler) httpa = outer.InnerHandler;
        if (httpa is not HttpaHandler found)
            throw new HttpaConfigurationException(ProtocolReason.OptionInvalid, $"The client '{client}' does not speak HTTPA. Call AddHttpa on it.");
        var verdict = await found.AttestAsync(origin, cancellationToken).ConfigureAwait(false);
        GC.KeepAlive(handler); // the factory disposes of a chain that nobody holds any more
        return verdict;
    }

    public async Task<bool> AttestAllAsync(CancellationToken cancellationToken)
    {
        var attested = await Task.WhenAll(
            from name in names.All
            let client = clients.Get(name)
            from origin in client.Current.WarmUp
            select TryAttestAsync(name, client, origin, cancellationToken)).ConfigureAwait(false);
        return Array.TrueForAll(attested, success => success);
    }

    private async Task<bool> TryAttestAsync(string name, NamedClient client, Uri origin, CancellationToken cancellationToken)
    {
        try
        {
            await AttestAsync(name, origin, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested) // whatever it is: requests will meet it again, and whoever sends them decides
        {
            Log.WarmUpFailed(client.Current.Options.LoggerFactory.CreateLogger(ClientTelemetry.Name), name, origin.GetLeftPart(UriPartial.Authority), failure.Message);
            return false;
        }
    }
}
