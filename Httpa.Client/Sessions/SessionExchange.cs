using System.Net;
using System.Security.Cryptography;
using Httpa.Client.Crypto;
using Httpa.Client.Diagnostics;
using Httpa.Client.Protocol;
using Httpa.Verifiers;

namespace Httpa.Client.Sessions;

/// <summary>Sends a secret to the attested key and has the service prove that it holds it (HTTPA/1, section 3). Never repeated: a failure starts again from ATTEST.</summary>
internal static class SessionExchange
{
    public static async ValueTask<AttestedSession> RunAsync(
        ClientSettings settings, Wire wire, ServiceOffer offer, AttestationResult accepted, CancellationToken cancellationToken)
    {
        using var span = ClientTelemetry.Start("httpa.session", wire.Origin);
        var terms = Terms(settings, wire, offer, accepted);
        using var evidence = await ClientEvidence.ProduceAsync(settings, wire, offer, cancellationToken).ConfigureAwait(false);
        using var schedule = Begin(wire, offer, accepted.AttestedKey, evidence.Body, out var secret);
        var request = new SessionRequest(WireNames.Version, offer.Server.SessionId, secret, schedule.ClientBinder());
        using var response = await wire.SendAsync(WireNames.Attest, request.ToFields(), evidence.Body, cancellationToken).ConfigureAwait(false);

        var answer = Read(response, wire, settings);
        if (!answer.SessionId.Span.SequenceEqual(offer.Server.SessionId.Span))
            throw new HttpaProtocolException(ProtocolReason.SessionIdMismatch, $"{wire.Origin} answered the session request under another session id.");
        evidence.Establish(schedule, answer, wire.Origin);
        if (!schedule.ServerBinderMatches(answer.Binder.Span))
            throw new HttpaProtocolException(ProtocolReason.BinderMismatch,
                $"{wire.Origin} did not prove that it holds the attested key: its binder is not the one of this exchange. Somebody changed a message, or answers in the service's place.");
        return AttestedSession.FromHandshake(accepted, terms, offer.Suite, schedule);
    }

    /// <summary>Seals a fresh pre-session secret to the attested key.</summary>
    private static KeySchedule Begin(Wire wire, ServiceOffer offer, ReadOnlyMemory<byte> attestedKey, byte[] clientEvidence, out byte[] secret)
    {
        Span<byte> preSession = stackalloc byte[KeySchedule.PreSessionSecretLength];
        try
        {
            RandomNumberGenerator.Fill(preSession);
            if (!offer.Suite.TrySeal(attestedKey.Span, KeySchedule.ClientSecretInfo(offer.H1), preSession, out var sealedSecret))
                throw new HttpaProtocolException(ProtocolReason.AttestedKeyInvalid, $"The public key of {wire.Origin} is not a valid one of {offer.Suite.Token}.");
            secret = sealedSecret;
            return new KeySchedule(
                offer.H1, offer.Client.Random.Span, offer.Server.Random.Span, offer.BodyBytes.Span, secret, clientEvidence, preSession);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(preSession);
        }
    }

    /// <summary>The session ends with the first thing that it rests on.</summary>
    private static SessionTerms Terms(ClientSettings settings, Wire wire, ServiceOffer offer, AttestationResult accepted)
    {
        var now = settings.Clock.GetUtcNow();
        var elapsed = settings.Clock.GetElapsedTime(offer.AttestSent);
        var lifetime = Earliest(offer.Server.Expires - offer.Server.Date, settings.Options.MaxSessionLifetime, accepted.Expires - now + elapsed);
        var end = now - elapsed + settings.Options.MaxSessionLifetime;
        if (offer.Server.Expires < end) end = offer.Server.Expires;
        if (accepted.Expires < end) end = accepted.Expires;
        if (lifetime <= elapsed || end <= now)
            throw new HttpaProtocolException(ProtocolReason.OfferExpired, $"The session with {wire.Origin} would be over at {end:O}, before it begins.");
        return new SessionTerms(wire.Origin, offer.Server.SessionId, settings.Clock, offer.AttestSent, lifetime, end);
    }

    private static TimeSpan Earliest(TimeSpan a, TimeSpan b, TimeSpan c) => a < b ? (a < c ? a : c) : (b < c ? b : c);

    private static SessionResponse Read(HttpResponseMessage response, Wire wire, ClientSettings settings)
    {
        if (Answer.IsUnavailable(response.StatusCode)) throw Answer.Unavailable(response, wire.Origin, settings.Clock, requestSent: false);
        if (response.StatusCode == HttpStatusCode.Forbidden && Answer.Error(response) == "client-evidence-rejected")
            throw new HttpaProtocolException(ProtocolReason.ClientEvidenceRejected,
                $"{wire.Origin} did not accept this client's evidence (unauthenticated status 403). Why stands in the service's log alone; its policy must name this client's build.");
        if (response.StatusCode != HttpStatusCode.OK)
            throw new HttpaProtocolException(ProtocolReason.SessionRefused,
                $"{wire.Origin} refused the session request (unauthenticated status {(int)response.StatusCode} {Answer.Error(response)}). "
                + "In a fleet, both ATTESTs must reach the same process: balance on Attest-Session-ID or by connection.");
        if (!AttestFields.TryRead(Answer.Fields(response), SessionResponse.FieldNames, out var fields, out var problem)
            || !SessionResponse.TryParse(fields, out var answer, out problem))
            throw new HttpaProtocolException(ProtocolReason.SessionMalformed, $"The answer of {wire.Origin} to the session request is malformed: {problem}");
        return answer;
    }
}
