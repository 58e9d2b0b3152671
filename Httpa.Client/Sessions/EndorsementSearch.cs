using Httpa.Client.Diagnostics;
using Httpa.Client.Endorsing;
using Httpa.Verifiers;

namespace Httpa.Client.Sessions;

/// <summary>
/// Has evidence judged with the endorsements that came with it, and where these do not do, with others out of a source: first what the source has, then others than
/// those that were not accepted. Few rounds, so that a peer with bad evidence makes us ask for little.
/// </summary>
internal sealed class EndorsementSearch
{
    private const int MaxRounds = 3;

    private IReadOnlyList<EndorsedEvidence> _stapled = [];
    private List<EndorsedEvidence> _items = [];
    private int _round;

    /// <summary>The source; null for what is stapled alone.</summary>
    public required IEndorsementSource? Source { get; init; }

    /// <summary>True to pass over what is stapled.</summary>
    public required bool IgnoresStapled { get; init; }

    /// <summary>False: everything happens before a call returns, and a source that takes time is refused.</summary>
    public required bool Async { get; init; }

    /// <summary>Whose evidence it is, for the trace.</summary>
    public required string Peer { get; init; }

    /// <summary>Judges until nothing else could change the verdict.</summary>
    /// <param name="stapled">The evidence as it was sent.</param>
    /// <param name="judge">Judges evidence.</param>
    /// <param name="ledger">The newest issues seen.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="HttpaUnavailableException">A vendor's service is down or busy, and nothing was found wrong.</exception>
    public async ValueTask<AttestationResult> JudgeAsync(
        IReadOnlyList<EndorsedEvidence> stapled, Func<IReadOnlyList<EndorsedEvidence>, AttestationResult> judge, EndorsementLedger ledger, CancellationToken cancellationToken)
    {
        _stapled = stapled;
        _items = [.. stapled];
        if (IgnoresStapled || stapled.Any(i => i.Endorsements.Names.Count == 0)) await TryNextAsync(cancellationToken).ConfigureAwait(false);
        var result = judge(_items);
        while (NeedsOthers(result, ledger) && await TryNextAsync(result, cancellationToken).ConfigureAwait(false)) result = judge(_items);
        return result;
    }

    /// <summary>True when others could change the verdict: a document is older than one seen before, or evidence is not shown to be genuine and the policy has no objection of its own.</summary>
    private static bool NeedsOthers(AttestationResult result, EndorsementLedger ledger) => result.IsAccepted
        ? ledger.IsOlder(result.Items.SelectMany(i => i.Issues))
        : result.Findings.All(f => f.Kind == FindingKind.NotProven)
            || (result.Items.Any(i => !i.IsGenuine) && result.Findings.All(f => f.Kind != FindingKind.Refused));

    private async ValueTask<bool> TryNextAsync(AttestationResult result, CancellationToken cancellationToken)
    {
        try
        {
            return await TryNextAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (HttpaUnavailableException) when (!result.IsAccepted && result.Findings.Any(f => f.Kind == FindingKind.NotGenuine))
        {
            return false; // something was found wrong: that verdict stands, and is not to be tried again
        }
    }

    /// <summary>Looks for others; false when there are none.</summary>
    private async ValueTask<bool> TryNextAsync(CancellationToken cancellationToken)
    {
        if (Source is null || _round == MaxRounds) return false;
        using var span = ClientTelemetry.Start("httpa.endorsements", Peer);
        var isFirst = _round++ == 0;
        var changed = false;
        var items = new List<EndorsedEvidence>(_items.Count);
        foreach (var (item, stapled) in _items.Zip(_stapled))
        {
            var search = isFirst ? Source.FindAsync(item.Evidence, cancellationToken) : Source.RenewAsync(item.Evidence, item.Endorsements, cancellationToken);
            if (!Async && !search.IsCompleted)
                throw new NotSupportedException("The endorsement source works asynchronously. Make the first request to the service with SendAsync.");
            var found = await search.ConfigureAwait(false);
            if (found.Names.Count == 0) found = isFirst && IgnoresStapled ? Endorsements.None : item.Endorsements;
            else if (!IgnoresStapled) found = Complete(found, stapled.Endorsements);
            changed |= !found.HasSameDocuments(item.Endorsements);
            items.Add(new EndorsedEvidence(item.Evidence, found));
        }

        _items = items;
        return changed;
    }

    /// <summary>What was found, and stapled documents of other names: the certificate of a VLEK comes from the service alone, its issuers from AMD too.</summary>
    private static Endorsements Complete(Endorsements found, Endorsements stapled)
    {
        var missing = stapled.Names.Except(found.Names).ToList();
        return missing.Count == 0 ? found : new Endorsements(found.Names.Select(n => Document(found, n)).Concat(missing.Select(n => Document(stapled, n))));
    }

    private static KeyValuePair<string, ReadOnlyMemory<byte>> Document(Endorsements endorsements, string name) =>
        new(name, endorsements.TryGet(name, out var content) ? content : default);
}
