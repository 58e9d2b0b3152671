using Httpa.Client.Diagnostics;
using Httpa.Verifiers;

namespace Httpa.Client.Sessions;

/// <summary>Finds endorsements for a service's evidence and has it judged.</summary>
internal static class Appraisal
{
    /// <summary>An accepted verdict.</summary>
    /// <exception cref="AttestationException">The evidence was rejected.</exception>
    public static async ValueTask<AttestationResult> RunAsync(
        ClientSettings settings, Wire wire, OfferedEvidence offer, EndorsementLedger ledger, CancellationToken cancellationToken)
    {
        var source = settings.Options.EndorsementSource;
        var fetch = settings.Options.FetchEndorsements || (source is not null && offer.Items.Any(i => i.Endorsements.Names.Count == 0));
        var result = Judge(settings, wire, offer, fetch ? await FindAsync(settings, wire, offer, cancellationToken).ConfigureAwait(false) : offer.Items);
        if (!fetch && source is not null && NeedsOtherEndorsements(result, ledger))
            result = Judge(settings, wire, offer, await FindAsync(settings, wire, offer, cancellationToken).ConfigureAwait(false));

        if (!result.IsAccepted)
        {
            Log.EvidenceRejected(settings.Logger, wire.Origin, result.PolicyName, string.Join(", ", result.Findings.Select(f => f.Reason.Code())));
            throw AttestationException.For(wire.Origin, result);
        }

        if (ledger.TryFindOlder(Issues(result), out var older, out var newest))
            throw new HttpaProtocolException(ProtocolReason.EndorsementOlderThanSeen,
                $"{wire.Origin} relies on issue {older.Number} of {older.Date:O} of '{older.Subject}'; issue {newest.Number} of {newest.Date:O} was seen before. "
                + "The service must staple a newer one, or the client needs an EndorsementSource.");
        return result;
    }

    private static bool NeedsOtherEndorsements(AttestationResult result, EndorsementLedger ledger) => result.IsAccepted
        ? ledger.IsOlder(Issues(result))
        : result.Findings.All(f => f.Kind == FindingKind.NotProven);

    private static IEnumerable<EndorsementIssue> Issues(AttestationResult result) => result.Items.SelectMany(i => i.Issues);

    private static AttestationResult Judge(ClientSettings settings, Wire wire, OfferedEvidence offer, IReadOnlyList<EndorsedEvidence> items)
    {
        using var span = ClientTelemetry.Start("httpa.appraise", wire.Origin);
        var result = settings.Options.Verifiers.Appraise(new AppraisalRequest
        {
            Lead = items[0],
            Devices = [.. items.Skip(1)],
            Binding = offer.Binding,
            DeviceNonce = offer.DeviceNonce,
            PublicKey = offer.PublicKey,
            Limitations = offer.Limitations,
            Policy = settings.Policy,
            Time = settings.Clock.GetUtcNow(),
        });
        foreach (var finding in result.Findings) ClientTelemetry.Judged(result.Type.Token, finding.Reason.Code());
        if (result.IsAccepted) ClientTelemetry.Judged(result.Type.Token, null);
        return result;
    }

    /// <summary>The items with endorsements of the client's own finding.</summary>
    private static async ValueTask<IReadOnlyList<EndorsedEvidence>> FindAsync(
        ClientSettings settings, Wire wire, OfferedEvidence offer, CancellationToken cancellationToken)
    {
        using var span = ClientTelemetry.Start("httpa.endorsements", wire.Origin);
        var items = new List<EndorsedEvidence>(offer.Items.Count);
        foreach (var item in offer.Items)
        {
            var search = settings.Options.EndorsementSource!.FindAsync(item.Evidence, cancellationToken);
            if (!wire.Async && !search.IsCompleted)
                throw new NotSupportedException("The endorsement source works asynchronously. Make the first request to the service with SendAsync.");
            items.Add(new EndorsedEvidence(item.Evidence, await search.ConfigureAwait(false)));
        }

        return items;
    }
}
