using System.Security.Cryptography;
using Httpa.Client.Diagnostics;
using Httpa.Client.Sessions;
using Httpa.Verifiers;

namespace Httpa.Client.OpenHttpa;

/// <summary>Preflight, ATTEST, the pinned identity, appraisal, keys: in that order. The only maker of sessions of OpenHTTPA.</summary>
/// <param name="settings">The client's settings.</param>
/// <param name="ledger">The newest endorsements seen.</param>
internal sealed class OpenHttpaHandshake(ClientSettings settings, EndorsementLedger ledger)
{
    private readonly HandshakeRunner _runner = new(settings);
    private readonly OpenHttpaAttest _attest = new(settings);

    /// <summary>Makes a session, within the handshake's own time limit.</summary>
    public async ValueTask<OpenHttpaSession> RunAsync(Wire wire, CancellationToken cancellationToken)
    {
        var session = await _runner.RunAsync(wire, ExchangeAsync, cancellationToken).ConfigureAwait(false);
        Log.SessionEstablished(settings.Logger, wire.Origin, session.Result.Type.Token, session.Result.PolicyName, OpenHttpaNames.Suite, session.Ends);
        return session;
    }

    private async ValueTask<OpenHttpaSession> ExchangeAsync(Wire wire, CancellationToken cancellationToken)
    {
        var challenge = await _attest.PreflightAsync(wire, cancellationToken).ConfigureAwait(false);
        using var keys = HybridKeyPair.Generate();
        var client = new ClientHalf(RandomNumberGenerator.GetBytes(OpenHttpaTranscript.RandomLength), challenge, keys.Share);
        var quotes = await _attest.ClientQuotesAsync(wire, client, cancellationToken).ConfigureAwait(false);
        var sent = settings.Clock.GetTimestamp();
        var answer = await _attest.AttestAsync(wire, client, quotes, cancellationToken).ConfigureAwait(false);
        var transcriptHash = OpenHttpaTranscript.Hash(client, answer.Half);
        _attest.Tell(wire, client, answer, transcriptHash);
        _attest.RefuseIdentity(wire, answer, transcriptHash);
        var accepted = await Appraisal.RunAsync(settings, wire, _attest.Evidence(wire, answer, transcriptHash), ledger, cancellationToken).ConfigureAwait(false);
        var terms = Terms(wire, answer, accepted, sent);
        await SessionAudit.TellAsync(settings, wire, new EstablishedSession(wire.Origin, accepted, OpenHttpaNames.Suite, terms.Ends), cancellationToken).ConfigureAwait(false);
        return Establish(keys, accepted, answer.BaseId, transcriptHash, terms);
    }

    /// <summary>Derives the keys from the share that accepted evidence vouches for, and from nothing else.</summary>
    private static OpenHttpaSession Establish(HybridKeyPair keys, AttestationResult accepted, string baseId, ReadOnlySpan<byte> transcriptHash, SessionTerms terms)
    {
        Span<byte> combined = stackalloc byte[OpenHttpaKeySchedule.CombinedLength];
        try
        {
            if (!keys.TryAgree(accepted.AttestedKey, combined))
                throw new HttpaProtocolException(ProtocolReason.AttestedKeyInvalid, $"The key share of {terms.Origin} is no valid one of X25519 and ML-KEM-768.");
            using var schedule = new OpenHttpaKeySchedule(combined, transcriptHash);
            return OpenHttpaSession.FromHandshake(accepted, terms, baseId, schedule.DeriveKeys());
        }
        finally
        {
            CryptographicOperations.ZeroMemory(combined);
        }
    }

    /// <summary>The session ends with the first thing that it rests on. What the service says of its end is unauthenticated, and can only shorten it.</summary>
    private SessionTerms Terms(Wire wire, AttestAnswer answer, AttestationResult accepted, long sent)
    {
        var (now, elapsed) = (settings.Clock.GetUtcNow(), settings.Clock.GetElapsedTime(sent));
        var longest = settings.Options.MaxSessionLifetime;
        var lifetime = answer.Expires < (long)longest.TotalSeconds ? TimeSpan.FromSeconds(answer.Expires) : longest;
        var end = now - elapsed + lifetime;
        if (accepted.Expires < end) end = accepted.Expires;
        if (lifetime <= elapsed || end <= now)
            throw new HttpaProtocolException(ProtocolReason.OfferExpired, $"The session with {wire.Origin} would be over at {end:O}, before it begins.");
        return new SessionTerms(wire.Origin, default, settings.Clock, sent, lifetime, end);
    }
}
