using Httpa.Client.Diagnostics;

namespace Httpa.Client.Sessions;

/// <summary>Preflight, attest, appraisal and session exchange, in that order. The only maker of sessions.</summary>
/// <param name="settings">The client's settings.</param>
/// <param name="ledger">The newest endorsements seen.</param>
internal sealed class Handshake(ClientSettings settings, EndorsementLedger ledger)
{
    private readonly HandshakeRunner _runner = new(settings);

    /// <summary>Makes a session, within the handshake's own time limit.</summary>
    public async ValueTask<AttestedSession> RunAsync(Wire wire, PreflightCache preflight, CancellationToken cancellationToken)
    {
        try
        {
            var session = await _runner.RunAsync(wire, (w, token) => ExchangeAsync(w, preflight, token), cancellationToken).ConfigureAwait(false);
            Log.SessionEstablished(settings.Logger, wire.Origin, session.Result.Type.Token, session.Result.PolicyName, session.Suite.Token, session.Ends);
            return session;
        }
        catch (HttpaProtocolException failure) when (failure.Reason == ProtocolReason.AttestNotSupported)
        {
            preflight.Forget();
            throw;
        }
    }

    private async ValueTask<AttestedSession> ExchangeAsync(Wire wire, PreflightCache preflight, CancellationToken cancellationToken)
    {
        await Preflight.PassAsync(settings, wire, preflight, cancellationToken).ConfigureAwait(false);
        var offer = await AttestExchange.RunAsync(settings, wire, cancellationToken).ConfigureAwait(false);
        var accepted = await Appraisal.RunAsync(settings, wire, offer.Evidence, ledger, cancellationToken).ConfigureAwait(false);
        var session = await SessionExchange.RunAsync(settings, wire, offer, accepted, cancellationToken).ConfigureAwait(false);
        try
        {
            await SessionAudit.TellAsync(settings, wire, new EstablishedSession(wire.Origin, accepted, session.Suite.Token, session.Ends), cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch // whatever it is: a session that was not recorded is not used
        {
            session.End();
            throw;
        }
    }
}
