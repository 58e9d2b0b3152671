using Httpa.Client.Diagnostics;
using Httpa.Verifiers;

namespace Httpa.Client.Sessions;

/// <summary>
/// Finds endorsements of the client's own for a service's evidence: first what the source has, then others than those that were not accepted. Few rounds, so that a
/// service with bad evidence makes the client ask for little.
/// </summary>
/// <param name="settings">The client's settings.</param>
/// <param name="wire">How the handshake travels.</param>
/// <param name="stapled">The evidence as the service sent it.</param>
internal sealed class EndorsementSearch(ClientSettings settings, Wire wire, IReadOnlyList<EndorsedEvidence> stapled)
{
    private const int MaxRounds = 3;

    private int _round;

    /// <summary>The evidence with the endorsements to judge it by.</summary>
    public IReadOnlyList<EndorsedEvidence> Items { get; private set; } = stapled;

    /// <summary>True when the source is to be asked before anything is judged: something came without endorsements, or the options pass over what came.</summary>
    public bool GoesFirst => settings.Options.EndorsementSource is not null
        && (settings.Options.FetchEndorsements || Items.Any(i => i.Endorsements.Names.Count == 0));

    /// <summary>Looks for others.</summary>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>False when there are none.</returns>
    /// <exception cref="HttpaUnavailableException">A vendor's service is down or busy.</exception>
    public async ValueTask<bool> TryNextAsync(CancellationToken cancellationToken)
    {
        if (settings.Options.EndorsementSource is not { } source || _round == MaxRounds) return false;
        using var span = ClientTelemetry.Start("httpa.endorsements", wire.Origin);
        var isFirst = _round++ == 0;
        var changed = false;
        var items = new List<EndorsedEvidence>(Items.Count);
        foreach (var item in Items)
        {
            var search = isFirst ? source.FindAsync(item.Evidence, cancellationToken) : source.RenewAsync(item.Evidence, item.Endorsements, cancellationToken);
            if (!wire.Async && !search.IsCompleted)
                throw new NotSupportedException("The endorsement source works asynchronously. Make the first request to the service with SendAsync.");
            var found = await search.ConfigureAwait(false);
            // What is stapled serves where the source has nothing, unless it is passed over.
            var replaces = found.Names.Count > 0 || (isFirst && settings.Options.FetchEndorsements);
            changed |= replaces && !HasSame(found, item.Endorsements);
            items.Add(replaces ? new EndorsedEvidence(item.Evidence, found) : item);
        }

        Items = items;
        return changed;
    }

    private static bool HasSame(Endorsements one, Endorsements other) => one.Names.Count == other.Names.Count
        && one.Names.All(name => one.TryGet(name, out var left) && other.TryGet(name, out var right) && left.Span.SequenceEqual(right.Span));
}
