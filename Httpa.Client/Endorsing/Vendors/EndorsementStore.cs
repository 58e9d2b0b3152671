using Httpa.Client.Diagnostics;
using Httpa.Verifiers;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Httpa.Client.Endorsing.Vendors;

/// <summary>
/// Endorsements in a cache of two levels. Whatever comes out is parsed again and dated by its own content; what has ended, or is no such document, is not there. A
/// cache that fails is as good as none.
/// </summary>
internal sealed class EndorsementStore : IDisposable
{
    private const int MaxMemory = 64 << 20;
    private const int MaxEntry = 2 * Endorsements.MaxDocumentLength;

    /// <summary>How far the clocks of a fleet may be apart.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private readonly VendorEndorsementOptions _options;
    private readonly ILogger _logger;
    private readonly ServiceProvider? _own;
    private readonly HybridCache _cache;

    public EndorsementStore(VendorEndorsementOptions options, ILogger logger)
    {
        _options = options;
        _logger = logger;
        _cache = options.Cache ?? (_own = Services(options)).GetRequiredService<HybridCache>();
    }

    private DateTimeOffset Now => _options.TimeProvider.GetUtcNow();

    /// <summary>Reads an entry; completes at once when it is in this process's memory.</summary>
    /// <param name="key">The entry's key.</param>
    /// <param name="form">What it must hold.</param>
    /// <param name="shared">True to pass over this process's memory and see what others have stored.</param>
    /// <param name="cancellationToken">Cancels the wait for the second level.</param>
    public async ValueTask<StoredDocuments?> TryReadAsync(string key, AnswerForm form, bool shared, CancellationToken cancellationToken)
    {
        try
        {
            var flags = HybridCacheEntryFlags.DisableUnderlyingData | (shared ? HybridCacheEntryFlags.DisableLocalCacheRead : HybridCacheEntryFlags.None);
            var bytes = await _cache.GetOrCreateAsync<byte[]?>(
                key, static _ => default, new HybridCacheEntryOptions { Flags = flags, LocalCacheExpiration = LocalLifetime }, cancellationToken: cancellationToken).ConfigureAwait(false);
            if (bytes is null) return null;
            if (StoredDocuments.TryDecode(bytes, form) is { } stored && stored.Fetched <= Now + Skew) return stored.Ends - _options.ExpiryMargin > Now ? stored : null;
            await _cache.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested) // whatever a cache throws: it only saves time
        {
            Log.EndorsementCacheFailed(_logger, e.GetType().Name);
        }

        return null;
    }

    /// <summary>Stores an entry until a margin before its end.</summary>
    public async ValueTask WriteAsync(string key, StoredDocuments documents, CancellationToken cancellationToken)
    {
        var life = documents.Ends - _options.ExpiryMargin - Now;
        if (life <= TimeSpan.Zero) return;
        try
        {
            var options = new HybridCacheEntryOptions { Expiration = life, LocalCacheExpiration = life < LocalLifetime ? life : LocalLifetime };
            await _cache.SetAsync(key, documents.Encode(), options, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested) // as above
        {
            Log.EndorsementCacheFailed(_logger, e.GetType().Name);
        }
    }

    /// <summary>True from half of its life, or from a certain age on.</summary>
    public bool IsDue(StoredDocuments documents) =>
        Now - documents.Fetched >= _options.RefreshAfter || Now - documents.Fetched >= documents.Ends - Now;

    public void Dispose() => _own?.Dispose();

    /// <summary>Beyond the age at which an entry is fetched anew, so that there is time for that; then what others have stored counts again.</summary>
    private TimeSpan LocalLifetime => 2 * _options.RefreshAfter;

    private static ServiceProvider Services(VendorEndorsementOptions options)
    {
        var services = new ServiceCollection().AddSingleton(options.LoggerFactory).AddMemoryCache(o => o.SizeLimit = MaxMemory);
        if (options.SharedCache is { } shared) services.AddSingleton(shared);
        services.AddHybridCache(o => o.MaximumPayloadBytes = MaxEntry);
        return services.BuildServiceProvider();
    }
}
