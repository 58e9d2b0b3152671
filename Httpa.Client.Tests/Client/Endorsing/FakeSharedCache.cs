using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Distributed;

namespace Httpa.Client.Tests.Client.Endorsing;

/// <summary>A second level that a test can look into, change and break.</summary>
internal sealed class FakeSharedCache : IDistributedCache
{
    public ConcurrentDictionary<string, byte[]> Entries { get; } = new();

    public ConcurrentDictionary<string, TimeSpan?> Lifetimes { get; } = new();

    public bool IsBroken { get; set; }

    public byte[]? Get(string key) => IsBroken ? throw new IOException("The cache is down.") : Entries.GetValueOrDefault(key);

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) =>
        IsBroken ? Task.FromException<byte[]?>(new IOException("The cache is down.")) : Task.FromResult(Entries.GetValueOrDefault(key));

    public void Refresh(string key)
    {
    }

    public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

    public void Remove(string key) => Entries.TryRemove(key, out _);

    public Task RemoveAsync(string key, CancellationToken token = default)
    {
        Remove(key);
        return Task.CompletedTask;
    }

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => (Entries[key], Lifetimes[key]) = (value, options.AbsoluteExpirationRelativeToNow);

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        if (IsBroken) return Task.FromException(new IOException("The cache is down."));
        Set(key, value, options);
        return Task.CompletedTask;
    }
}
