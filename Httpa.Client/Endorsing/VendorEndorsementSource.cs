using Httpa.Client.Endorsing.Vendors;
using Httpa.Verifiers;

namespace Httpa.Client.Endorsing;

/// <summary>
/// Fetches endorsements from vendors' services (Intel PCS or PCCS, AMD KDS) and keeps them until shortly before their own end. Keep one for the life of the program; safe
/// for concurrent use. Whatever it finds is judged by the verifier on every use, wherever it came from.
/// </summary>
/// <remarks>What to ask for is read from unproven evidence; whom to ask is said by the options alone.</remarks>
public sealed class VendorEndorsementSource : IEndorsementSource, IDisposable
{
    private readonly DocumentCache _documents;

    /// <summary>Makes a source.</summary>
    /// <param name="options">Where and how patiently to fetch; null for the vendors' own services.</param>
    /// <exception cref="HttpaConfigurationException">An option is not usable; the message names it.</exception>
    public VendorEndorsementSource(VendorEndorsementOptions? options = null)
    {
        options ??= new VendorEndorsementOptions();
        VendorSettings.RefuseBad(options);
        _documents = new DocumentCache(options);
    }

    /// <inheritdoc/>
    /// <returns>What was found. Without the documents that the vendor does not have; none for evidence that no vendor has a service for.</returns>
    public ValueTask<Endorsements> FindAsync(Evidence evidence, CancellationToken cancellationToken) =>
        EndorsedPlatform.TryRead(evidence, out var platform) ? FindAsync(platform, cancellationToken) : new(Endorsements.None);

    /// <summary>Finds the endorsements for a platform.</summary>
    /// <param name="platform">The platform.</param>
    /// <param name="cancellationToken">Cancels the wait; a fetch that others wait for too goes on.</param>
    /// <returns>What was found, without the documents that the vendor does not have.</returns>
    /// <exception cref="HttpaUnavailableException">A vendor's service is down or busy.</exception>
    public ValueTask<Endorsements> FindAsync(EndorsedPlatform platform, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(platform);
        return FirstAsync(platform, document => _documents.GetAsync(document, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<Endorsements> RenewAsync(Evidence evidence, Endorsements refused, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(refused);
        if (!EndorsedPlatform.TryRead(evidence, out var platform)) return Endorsements.None;
        return await FirstAsync(platform, document => _documents.RenewAsync(document, refused, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Fetches ahead what evidence of some platforms will need, so that the first request does not wait for it. What is cached already is left as it is.</summary>
    /// <param name="platforms">The platforms.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="HttpaUnavailableException">A vendor's service is down or busy; all platforms were tried.</exception>
    public async Task WarmAsync(IEnumerable<EndorsedPlatform> platforms, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(platforms);
        await Task.WhenAll(platforms.Distinct().Select(p => FindAsync(p, cancellationToken).AsTask())).ConfigureAwait(false);
    }

    /// <summary>Gives up fetches that are under way and closes connections of its own.</summary>
    public void Dispose() => _documents.Dispose();

    /// <summary>Asks for the platform, and for what it may be instead if the vendor does not know it.</summary>
    private static async ValueTask<Endorsements> FirstAsync(EndorsedPlatform platform, Func<VendorDocument, ValueTask<StoredDocuments?>> get)
    {
        var found = await GatherAsync(platform, get).ConfigureAwait(false);
        return platform.Alternative is { } other && !platform.Documents[0].Form.Names.All(found.Names.Contains)
            ? await GatherAsync(other, get).ConfigureAwait(false)
            : found;
    }

    /// <summary>Asks for all documents at once. Complete when it returns if all of them were in memory.</summary>
    private static async ValueTask<Endorsements> GatherAsync(EndorsedPlatform platform, Func<VendorDocument, ValueTask<StoredDocuments?>> get)
    {
        var searches = platform.Documents.Select(d => get(d).AsTask()).ToArray();
        var found = await Task.WhenAll(searches).ConfigureAwait(false);
        return new Endorsements(found.Where(d => d is not null).SelectMany(d => d!.Parts));
    }
}
