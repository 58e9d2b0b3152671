using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Httpa.Client.Diagnostics;
using Httpa.Verifiers;
using Microsoft.Extensions.Logging;

namespace Httpa.Client.Endorsing.Vendors;

/// <summary>Documents out of the cache, and out of a vendor's service where they are not there or are about to end. Concurrent callers share one fetch, which none of them can cancel.</summary>
internal sealed class DocumentCache : IDisposable
{
    private readonly VendorEndorsementOptions _options;
    private readonly ILogger _logger;
    private readonly VendorAddresses _addresses;
    private readonly VendorClient _client;
    private readonly EndorsementStore _store;
    private readonly FetchMemory _memory;
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationToken _ended;
    private readonly ConcurrentDictionary<string, Lazy<Task<StoredDocuments?>>> _flights = new(StringComparer.Ordinal);

    public DocumentCache(VendorEndorsementOptions options)
    {
        _options = options;
        _logger = options.LoggerFactory.CreateLogger(ClientTelemetry.Name);
        _addresses = new VendorAddresses(options);
        _client = new VendorClient(options);
        _store = new EndorsementStore(options, _logger);
        _memory = new FetchMemory(options.TimeProvider);
        _ended = _end.Token;
    }

    /// <summary>Finds a document; completes at once when it is in this process's memory.</summary>
    /// <returns>Null when the vendor has none.</returns>
    /// <exception cref="HttpaUnavailableException">It is not in the cache, and cannot be fetched.</exception>
    public async ValueTask<StoredDocuments?> GetAsync(VendorDocument document, CancellationToken cancellationToken)
    {
        var (address, key) = Locate(document);
        if (await _store.TryReadAsync(key, document.Form, shared: false, cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            ClientTelemetry.CacheRead("miss");
            if (!_memory.IsPaused(key, out var last)) return await FlyAsync(address, key, document, renew: false).WaitAsync(cancellationToken).ConfigureAwait(false);
            return last.Failure is null ? null : throw Again(last);
        }

        var refresh = _store.IsDue(stored) && !_memory.IsRecent(key, _options.NegativeLifetime);
        ClientTelemetry.CacheRead(refresh ? "refresh" : "hit");
        if (refresh) _ = RefreshAsync(address, key, document, stored);
        return stored;
    }

    /// <summary>Finds a document again after endorsements were refused: the cached one if it is another, else a fetched one, unless it was fetched just now.</summary>
    public async ValueTask<StoredDocuments?> RenewAsync(VendorDocument document, Endorsements refused, CancellationToken cancellationToken)
    {
        var (address, key) = Locate(document);
        var stored = await _store.TryReadAsync(key, document.Form, shared: false, cancellationToken).ConfigureAwait(false);
        if (stored is not null && !stored.SharesWith(refused)) return stored;
        if (stored is not null && _memory.IsRecent(key, _options.NegativeLifetime)) return stored;
        if (stored is null) return await GetAsync(document, cancellationToken).ConfigureAwait(false);

        ClientTelemetry.CacheRead("refused");
        Log.EndorsementDropped(_logger, document.Form.Names[0]);
        return await FlyAsync(address, key, document, renew: true).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _end.Cancel();
        _client.Dispose();
        _store.Dispose();
        _end.Dispose();
    }

    private (Uri Address, string Key) Locate(VendorDocument document)
    {
        var address = _addresses.Of(document);
        // The address may name a machine: its hash does not.
        return (address, $"httpa:endorsement:1:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.AbsoluteUri)))}");
    }

    private HttpaUnavailableException Again(LastFetch last) =>
        new(last.Failure!.Message, last.Failure.StatusCode, last.PausedUntil - _options.TimeProvider.GetUtcNow(), innerException: last.Failure);

    private async Task RefreshAsync(Uri address, string key, VendorDocument document, StoredDocuments stored)
    {
        try
        {
            await FlyAsync(address, key, document, renew: false).ConfigureAwait(false);
        }
        catch (Exception e) // nobody waits for it; what is there still holds
        {
            Log.EndorsementRefreshFailed(_logger, stored.Ends, e.Message);
        }
    }

    private Task<StoredDocuments?> FlyAsync(Uri address, string key, VendorDocument document, bool renew)
    {
        return _flights.GetOrAdd(key, _ => new Lazy<Task<StoredDocuments?>>(TakeOff)).Value;

        Task<StoredDocuments?> TakeOff()
        {
            var flight = FetchAsync(address, key, document, renew);
            flight.ContinueWith(static f => f.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default); // observed, also when every caller has gone
            return flight;
        }
    }

    private async Task<StoredDocuments?> FetchAsync(Uri address, string key, VendorDocument document, bool renew)
    {
        try
        {
            if (!renew && await FindFreshAsync(key, document).ConfigureAwait(false) is { } fresh) return fresh;
            var fetched = await _client.FetchAsync(address, document.Form, _ended).ConfigureAwait(false);
            _memory.Note(key, fetched is null ? _options.NegativeLifetime : TimeSpan.Zero);
            if (fetched is null) Log.EndorsementUnknown(_logger, address.Host, document.Form.Names[0]);
            else await KeepAsync(address, key, document, fetched).ConfigureAwait(false);
            return fetched;
        }
        catch (HttpaUnavailableException e)
        {
            var pause = e.RetryAfter ?? TimeSpan.Zero;
            _memory.Note(key, pause < _options.NegativeLifetime ? pause : _options.NegativeLifetime, e);
            throw;
        }
        finally
        {
            _flights.TryRemove(key, out _);
        }
    }

    /// <summary>What was fetched meanwhile: by a flight that landed after its caller had looked in vain, or by another process of the fleet.</summary>
    private async ValueTask<StoredDocuments?> FindFreshAsync(string key, VendorDocument document)
    {
        foreach (var shared in (bool[])[false, true])
        {
            if (await _store.TryReadAsync(key, document.Form, shared, _ended).ConfigureAwait(false) is { } stored && !_store.IsDue(stored)) return stored;
        }

        return null;
    }

    private async ValueTask KeepAsync(Uri address, string key, VendorDocument document, StoredDocuments fetched)
    {
        await _store.WriteAsync(key, fetched, _ended).ConfigureAwait(false);
        Log.EndorsementFetched(_logger, document.Form.Names[0], address.Host, fetched.Ends);
    }
}
