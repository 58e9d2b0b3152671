using Httpa.Client.Diagnostics;

namespace Httpa.Client.Sessions;

/// <summary>Preflight, attest, appraisal and session exchange, in that order. The only maker of sessions.</summary>
/// <param name="settings">The client's settings.</param>
/// <param name="ledger">The newest endorsements seen.</param>
internal sealed class Handshake(ClientSettings settings, EndorsementLedger ledger)
{
    /// <summary>Makes a session, within the handshake's own time limit.</summary>
    public async ValueTask<AttestedSession> RunAsync(Wire wire, PreflightCache preflight, CancellationToken cancellationToken)
    {
        var start = settings.Clock.GetTimestamp();
        using var limit = new CancellationTokenSource(settings.Options.HandshakeTimeout, settings.Clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var session = await ExchangeAsync(wire, preflight, linked.Token).ConfigureAwait(false);
            ClientTelemetry.HandshakeEnded(settings.Clock.GetElapsedTime(start), error: null);
            Log.SessionEstablished(settings.Logger, wire.Origin, session.Result.Type.Token, session.Result.PolicyName, session.Suite.Token, session.Ends);
            return session;
        }
        catch (Exception failure)
        {
            ClientTelemetry.HandshakeEnded(settings.Clock.GetElapsedTime(start), ErrorType(failure));
            Log.HandshakeFailed(settings.Logger, wire.Origin, ErrorType(failure));
            if (failure is HttpaProtocolException { Reason: ProtocolReason.AttestNotSupported }) preflight.Forget();
            if (failure is not OperationCanceledException || !limit.IsCancellationRequested || cancellationToken.IsCancellationRequested) throw;
            throw new HttpaUnavailableException(
                $"The handshake with {wire.Origin} took longer than {settings.Options.HandshakeTimeout}; nothing was sent to it. Retry later.", innerException: failure);
        }
    }

    private async ValueTask<AttestedSession> ExchangeAsync(Wire wire, PreflightCache preflight, CancellationToken cancellationToken)
    {
        await Preflight.PassAsync(settings, wire, preflight, cancellationToken).ConfigureAwait(false);
        var offer = await AttestExchange.RunAsync(settings, wire, cancellationToken).ConfigureAwait(false);
        var accepted = await Appraisal.RunAsync(settings, wire, offer, ledger, cancellationToken).ConfigureAwait(false);
        return await SessionExchange.RunAsync(settings, wire, offer, accepted, cancellationToken).ConfigureAwait(false);
    }

    private static string ErrorType(Exception failure) => failure switch
    {
        HttpaProtocolException protocol => protocol.Reason.Code(),
        AttestationException => "attestation.rejected",
        _ => failure.GetType().Name,
    };
}
