using Httpa.Client.OpenHttpa;
using Httpa.Verifiers;

namespace Httpa.TestServer.OpenHttpa;

/// <summary>Judges the quotes of clients by the service's own policy. Unlike the reference, a service can demand them.</summary>
internal sealed class OpenHttpaClientAppraisal(HttpaServerOptions options)
{
    private static readonly PlainAnswer Missing = PlainAnswer.Failed("attestation required but not provided");

    /// <summary>The accepted evidence of a client, null where none is needed; or why the client is refused.</summary>
    public async ValueTask<(AttestationResult? Client, PlainAnswer? Refusal)> JudgeAsync(AttestRequest request, CancellationToken cancellationToken)
    {
        if (request.Quotes.Count == 0) return (null, options.DemandsClientEvidence ? Missing : null);
        if (options.ClientPolicy is not { } policy) return (null, Missing); // what the reference says when it has no verifier
        var reportData = OpenHttpaTranscript.ClientReportData(request.Half);
        var items = new List<EndorsedEvidence>();
        foreach (var evidence in request.Quotes.Select(q => options.OpenHttpa.ReadQuote(q, reportData)).OfType<Evidence>())
        {
            var endorsements = options.ClientEndorsementSource is { } source ? await source.FindAsync(evidence, cancellationToken).ConfigureAwait(false) : Endorsements.None;
            items.Add(new EndorsedEvidence(evidence, endorsements));
        }

        if (items.Count == 0) return (null, Missing);
        var result = options.ClientVerifiers.Appraise(new AppraisalRequest
        {
            Lead = items[0],
            Devices = [.. items.Skip(1)],
            Binding = reportData,
            DeviceNonce = reportData,
            PublicKey = request.Half.Share.X25519,
            Policy = policy,
            Time = options.TimeProvider.GetUtcNow(),
        });
        return result.IsAccepted ? (result, null) : (null, PlainAnswer.Failed("client attestation verification failed"));
    }
}
