using System.Runtime.CompilerServices;
using Httpa.Verifiers;

namespace Httpa.Client.Endorsing;

/// <summary>Several sources, asked in order: a directory before a vendor's service, for example. The first that has something is used; when that is not accepted, the next.</summary>
public sealed class EndorsementSourceChain : IEndorsementSource
{
    private readonly IEndorsementSource[] _sources;

    /// <summary>Which source each answer came from, as long as somebody has the answer.</summary>
    private readonly ConditionalWeakTable<Endorsements, StrongBox<int>> _origins = [];

    /// <summary>Takes the sources. They are not disposed.</summary>
    /// <param name="sources">The sources, the first to be asked first.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public EndorsementSourceChain(params IEnumerable<IEndorsementSource> sources)
    {
        _sources = [.. sources];
        if (_sources.Length == 0) throw new ArgumentException("A chain has at least one source.", nameof(sources));
    }

    /// <inheritdoc/>
    public ValueTask<Endorsements> FindAsync(Evidence evidence, CancellationToken cancellationToken) =>
        FirstAsync(0, source => source.FindAsync(evidence, cancellationToken), Endorsements.None);

    /// <inheritdoc/>
    public ValueTask<Endorsements> RenewAsync(Evidence evidence, Endorsements refused, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(refused);
        // Those before the one that was refused had nothing, or nothing that was accepted.
        var from = _origins.TryGetValue(refused, out var origin) ? origin.Value : 0;
        return FirstAsync(from, source => source.RenewAsync(evidence, refused, cancellationToken), refused);
    }

    private async ValueTask<Endorsements> FirstAsync(int from, Func<IEndorsementSource, ValueTask<Endorsements>> ask, Endorsements refused)
    {
        HttpaUnavailableException? failure = null;
        for (var i = from; i < _sources.Length; i++)
        {
            try
            {
                var found = await ask(_sources[i]).ConfigureAwait(false);
                if (found.Names.Count == 0 || found.HasSameDocuments(refused)) continue;
                _origins.AddOrUpdate(found, new StrongBox<int>(i));
                return found;
            }
            catch (HttpaUnavailableException e)
            {
                failure ??= e;
            }
        }

        return failure is null ? Endorsements.None : throw failure;
    }
}
