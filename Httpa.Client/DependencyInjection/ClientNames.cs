using System.Collections.Concurrent;

namespace Httpa.Client.DependencyInjection;

/// <summary>The names of the clients that speak HTTPA, collected while services are registered, and which of them run.</summary>
internal sealed class ClientNames
{
    private readonly ConcurrentDictionary<string, bool> _names = new(StringComparer.Ordinal);

    public IEnumerable<string> All => _names.Keys.Order(StringComparer.Ordinal);

    public void Add(string name) => _names.TryAdd(name, false);

    public bool Contains(string name) => _names.ContainsKey(name);

    /// <summary>Notes that a client has options that are good: from now on it keeps the last good ones.</summary>
    public void NoteRunning(string name) => _names[name] = true;

    public bool IsRunning(string name) => _names.TryGetValue(name, out var running) && running;
}
