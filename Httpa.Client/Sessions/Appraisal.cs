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
        var search = new EndorsementSearch(settings, wire, offer.Items);
        if (search.GoesFirst) await search.TryNextAsync(cancellationToken).ConfigureAwait(false);
        var result = Judge(settings, wire, offer, search.Items);
        while (NeedsOtherEndorsements(result, ledger) && await FindOthersAsync(search, result, cancellationToken).ConfigureAwait(false))
            result = Judge(settings, wire, offer, search.Items);

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

    /// <summary>True when others could change the verdict: a document is older than one seen before, or evidence is not shown to be genuine and the policy has no objection of its own.</summary>
    private static bool NeedsOtherEndorsements(AttestationResult result, EndorsementLedger ledger) => result.IsAccepted
        ? ledger.IsOlder(Issues(result))
        : result.Findings.All(f => f.Kind == FindingKind.NotProven)
            || (result.Items.Any(i => !i.IsGenuine) && result.Findings.All(f => f.Kind != FindingKind.Refused));

    private static async ValueTask<bool> FindOthersAsync(EndorsementSearch search, AttestationResult result, CancellationToken cancellationToken)
    {
        try
        {
            return await search.TryNextAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (HttpaUnavailableException) when (!result.IsAccepted && result.Findings.Any(f => f.Kind == FindingKind.NotGenuine))
        {
            return false; // something was found wrong: that verdict stands, and is not to be tried again
        }
    }

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
}
