using System.Net;
using Httpa.Client.Crypto;
using Httpa.Client.Diagnostics;
using Httpa.Client.Protocol;
using Httpa.Client.Sessions;
using Httpa.Verifiers;
using Microsoft.Extensions.Logging;

namespace Httpa.Client.OpenHttpa;

/// <summary>The two exchanges of the handshake, and what their answers are held against: only what was offered, exact sizes, no redirect.</summary>
/// <param name="settings">The client's settings.</param>
internal sealed class OpenHttpaAttest(ClientSettings settings)
{
    private readonly OpenHttpaOptions _options = settings.Options.OpenHttpa;

    /// <summary>The service's challenge: 48 bytes, fresh for every handshake.</summary>
    public async ValueTask<byte[]> PreflightAsync(Wire wire, CancellationToken cancellationToken)
    {
        using var span = ClientTelemetry.Start("httpa.preflight", wire.Origin);
        using var response = await wire.SendAsync(HttpMethod.Options, [], cancellationToken).ConfigureAwait(false);
        if (Answer.IsUnavailable(response.StatusCode)) throw Answer.Unavailable(response, wire.Origin, settings.Clock, requestSent: false);
        if (!response.IsSuccessStatusCode)
            throw new HttpaProtocolException(ProtocolReason.AttestNotSupported,
                $"{wire.Origin} answered OPTIONS {_options.AttestPath} with {(int)response.StatusCode}, so it cannot be attested; nothing was sent to it. Does it speak OpenHTTPA, and at this path?");
        if (!OpenHttpaFields.TryRead(Answer.Fields(response), out var fields, out var problem) || !PreflightAnswer.TryParse(fields, out var answer, out problem))
            throw new HttpaProtocolException(ProtocolReason.OpenHttpaPreflightMalformed, $"The answer of {wire.Origin} to OPTIONS {_options.AttestPath} is malformed: {problem}.");
        if (!answer.Versions.Contains(OpenHttpaNames.Version))
            throw new HttpaProtocolException(ProtocolReason.PreflightVersion, $"{wire.Origin} does not speak '{OpenHttpaNames.Version}', the one version that is offered.");
        if (!answer.Suites.Contains(OpenHttpaNames.Suite))
            throw new HttpaProtocolException(ProtocolReason.NoCommonSuite, $"{wire.Origin} does not have {OpenHttpaNames.Suite}, the one suite that is offered.");
        Log.PreflightPassed(settings.Logger, wire.Origin);
        return answer.Challenge.ToArray();
    }

    /// <summary>
    /// The client's own evidence, where it has a TEE. The service cannot say whether it wants any, so it is sent always, and before the service has proved anything.
    /// </summary>
    public async ValueTask<IReadOnlyList<Quote>> ClientQuotesAsync(Wire wire, ClientHalf client, CancellationToken cancellationToken)
    {
        if (settings.Options.ClientTee is not { } tee) return [];
        using var span = ClientTelemetry.Start("httpa.client-evidence", wire.Origin);
        var reportData = OpenHttpaTranscript.ClientReportData(client);
        var evidence = tee.ProduceEvidenceAsync(reportData, cancellationToken);
        if (!wire.Async && !evidence.IsCompleted)
            throw new NotSupportedException("The client's TEE works asynchronously. Make the first request to the service with SendAsync.");
        Log.OpenHttpaClientEvidence(settings.Logger, wire.Origin, Convert.ToHexStringLower(reportData));
        return [Quote.Of((await evidence.ConfigureAwait(false)).Evidence)];
    }

    /// <summary>Sends the client's half and takes the service's.</summary>
    public async ValueTask<AttestAnswer> AttestAsync(Wire wire, ClientHalf client, IReadOnlyList<Quote> quotes, CancellationToken cancellationToken)
    {
        using var span = ClientTelemetry.Start("httpa.attest", wire.Origin);
        var request = new AttestRequest(client, settings.Clock.GetUtcNow(), quotes);
        using var response = await wire.SendAsync(WireNames.Attest, request.ToFields(), cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK) throw await RefusedAsync(response, wire, cancellationToken).ConfigureAwait(false);
        if (!OpenHttpaFields.TryRead(Answer.Fields(response), out var fields, out var problem) || !AttestAnswer.TryParse(fields, out var answer, out problem))
            throw new HttpaProtocolException(ProtocolReason.AttestMalformed, $"The answer of {wire.Origin} to ATTEST is malformed: {problem}.");
        if (answer.Version != OpenHttpaNames.Version)
            throw new HttpaProtocolException(ProtocolReason.VersionNotOffered, $"{wire.Origin} answered in version '{answer.Version}'; '{OpenHttpaNames.Version}' was offered.");
        if (answer.Suite != OpenHttpaNames.Suite)
            throw new HttpaProtocolException(ProtocolReason.SuiteNotOffered, $"{wire.Origin} chose the cipher suite '{answer.Suite}'; {OpenHttpaNames.Suite} was offered.");
        return answer;
    }

    /// <summary>Holds the handshake against the identity key that is pinned, if one is.</summary>
    public void RefuseIdentity(Wire wire, AttestAnswer answer, ReadOnlySpan<byte> transcriptHash)
    {
        if (_options.ServerIdentityKey.IsEmpty) return;
        if (answer.Signature is not { } signature || !MLDsa65.Verify(_options.ServerIdentityKey.Span, transcriptHash, signature))
            throw new HttpaProtocolException(ProtocolReason.OpenHttpaIdentityMismatch,
                $"{wire.Origin} did not sign the handshake with the identity key that is pinned ({(answer.Signature is null ? "no signature" : "another signature")}). "
                + "Another service answers, or the key was replaced: ask whoever runs it.");
    }

    /// <summary>The quotes that the policy has rules for. Others prove nothing here, and are passed over.</summary>
    public OfferedEvidence Evidence(Wire wire, AttestAnswer answer, ReadOnlySpan<byte> transcriptHash)
    {
        var reportData = OpenHttpaTranscript.ServerReportData(transcriptHash);
        var covered = answer.Quotes.Select(q => _options.ReadQuote(q, reportData)).OfType<Evidence>().Where(e => settings.EvidenceTypes.Contains(e.Type.Token)).ToList();
        if (!covered.Exists(e => !e.Type.IsDevice))
            throw new HttpaProtocolException(ProtocolReason.OpenHttpaNoQuote,
                $"{wire.Origin} sent {(answer.Quotes.Count == 0 ? "no quote" : $"quotes of type {string.Join(", ", answer.Quotes.Select(q => Plain(q.Token)))}")}; "
                + $"the policy has rules for {string.Join(", ", settings.EvidenceTypes)}. Nothing was sent to it.");
        var items = covered.OrderBy(e => e.Type.IsDevice).Select(e => new EndorsedEvidence(e, Endorsements.None)); // stable: the first TEE leads
        return new OfferedEvidence([.. items], reportData, reportData, answer.Half.Share.Vouched) { Limitations = OpenHttpaLimitations.All };
    }

    private async ValueTask<Exception> RefusedAsync(HttpResponseMessage response, Wire wire, CancellationToken cancellationToken)
    {
        if (Answer.IsUnavailable(response.StatusCode)) return Answer.Unavailable(response, wire.Origin, settings.Clock, requestSent: false);
        var text = await RefusalText.ReadAsync(response, wire.Async, cancellationToken).ConfigureAwait(false);
        return response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented
            ? new HttpaProtocolException(ProtocolReason.AttestNotSupported, $"{wire.Origin} does not answer ATTEST {_options.AttestPath} (unauthenticated status {(int)response.StatusCode}{text}). Let proxies before it pass ATTEST.")
            : new HttpaProtocolException(ProtocolReason.AttestRefused, $"{wire.Origin} refused ATTEST (unauthenticated status {(int)response.StatusCode}{text}). Nothing was sent to it.");
    }

    /// <summary>Tells whoever looks for a mismatch every public value that this side derived.</summary>
    public void Tell(Wire wire, ClientHalf client, AttestAnswer answer, ReadOnlySpan<byte> transcriptHash)
    {
        if (!settings.Logger.IsEnabled(LogLevel.Debug)) return;
        var reportData = OpenHttpaTranscript.ServerReportData(transcriptHash);
        Log.OpenHttpaTranscript(settings.Logger, wire.Origin, Convert.ToHexStringLower(transcriptHash), OpenHttpaTranscript.Describe(client, answer.Half), Convert.ToHexStringLower(reportData));
    }

    private static string Plain(string token) => token.Length <= 32 ? token : token[..32];
}
