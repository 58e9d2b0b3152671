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
        var search = new EndorsementSearch
        {
            Source = settings.Options.EndorsementSource, IgnoresStapled = settings.Options.FetchEndorsements, Async = wire.Async, Peer = wire.Origin,
        };
        IReadOnlyList<EndorsedEvidence> judged = offer.Items;
        var result = await search.JudgeAsync(offer.Items, items => Judge(settings, wire, offer, judged = items), ledger, cancellationToken).ConfigureAwait(false);
        if (settings.Rule.ShadowPolicy is { } shadow) ShadowAppraisal.Compare(settings, wire.Origin, result, () => settings.Options.Verifiers.Appraise(Request(settings, offer, judged, shadow)));
        settings.Options.CaptureEvidence?.Invoke(Capture(wire.Origin, settings, offer, judged, result), result);
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

    private static EvidenceCapture Capture(string origin, ClientSettings settings, OfferedEvidence offer, IReadOnlyList<EndorsedEvidence> judged, AttestationResult result) => new()
    {
        Origin = origin,
        Time = result.Time,
        Evidence = judged,
        Binding = offer.Binding,
        DeviceNonce = judged.Count > 1 ? offer.DeviceNonce : default,
        PublicKey = offer.PublicKey,
        Policy = settings.Policy,
    };

    private static IEnumerable<EndorsementIssue> Issues(AttestationResult result) => result.Items.SelectMany(i => i.Issues);

    private static AttestationResult Judge(ClientSettings settings, Wire wire, OfferedEvidence offer, IReadOnlyList<EndorsedEvidence> items)
    {
        using var span = ClientTelemetry.Start("httpa.appraise", wire.Origin);
        var result = settings.Options.Verifiers.Appraise(Request(settings, offer, items, settings.Policy, settings.AlsoRequired));
        foreach (var finding in result.Findings) ClientTelemetry.Judged(result.Type.Token, finding.Reason.Code());
        if (result.IsAccepted) ClientTelemetry.Judged(result.Type.Token, null);
        return result;
    }

    private static AppraisalRequest Request(
        ClientSettings settings, OfferedEvidence offer, IReadOnlyList<EndorsedEvidence> items, AttestationPolicy policy, AttestationPolicy? alsoRequired = null) => new()
        {
            Lead = items[0],
            Devices = [.. items.Skip(1)],
            Binding = offer.Binding,
            DeviceNonce = offer.DeviceNonce,
            PublicKey = offer.PublicKey,
            Limitations = offer.Limitations,
            Policy = policy,
            AlsoRequired = alsoRequired,
            Time = settings.Clock.GetUtcNow(),
        };
}
