using System.Collections.Concurrent;
using Httpa.Client.Sessions;
using Microsoft.Extensions.Options;

namespace Httpa.Client.DependencyInjection;

/// <summary>All clients of the factory that speak HTTPA. Singleton.</summary>
internal sealed class NamedClients : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<NamedClient>> _clients = new(StringComparer.Ordinal);
    private readonly IOptionsMonitor<HttpaClientOptions> _options;
    private readonly ClientNames _names;
    private readonly ClientOptionsReader _reader;
    private readonly SessionStore _store;
    private readonly IDisposable?[] _subscriptions;

    public NamedClients(
        IOptionsMonitor<HttpaClientOptions> options, IOptionsMonitor<NamedPolicy> policies, ClientNames names, ClientOptionsReader reader, SessionStore store)
    {
        (_options, _names, _reader, _store) = (options, names, reader, store);
        _subscriptions = [options.OnChange(TakeChange), policies.OnChange(_ => TakeAll())];
    }

    /// <summary>The client of a name.</summary>
    /// <exception cref="OptionsValidationException">Its options are not usable.</exception>
    public NamedClient Get(string name) => _clients.GetOrAdd(name, n => new Lazy<NamedClient>(() => Start(n), LazyThreadSafetyMode.PublicationOnly)).Value;

    /// <summary>Hears of no more changes.</summary>
    public void Dispose()
    {
        foreach (var subscription in _subscriptions) subscription?.Dispose();
    }

    private NamedClient Start(string name)
    {
        var client = new NamedClient(name, _options.Get(name), _reader, _store);
        _names.NoteRunning(name);
        return client;
    }

    private void TakeChange(HttpaClientOptions options, string? name)
    {
        if (name is not null && _names.IsRunning(name)) Get(name).Take(options);
    }

    private void TakeAll()
    {
        foreach (var name in _names.All) TakeChange(_options.Get(name), name);
    }
}
