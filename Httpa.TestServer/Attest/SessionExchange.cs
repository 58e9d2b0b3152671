using System.Security.Cryptography;
using Httpa.Client.Crypto;
using Httpa.Client.Protocol;
using Httpa.TestServer.Sessions;
using Httpa.Verifiers;
using Microsoft.AspNetCore.Http;

namespace Httpa.TestServer.Attest;

/// <summary>The session exchange (HTTPA/1, section 3): whoever holds the secret that was sealed to the attested key gets the session; in mHTTPA that must be the client's TEE.</summary>
internal sealed class SessionExchange(HttpaService service)
{
    private readonly ClientAppraisal _clients = new(service.Options);

    public async Task<Answer> AnswerAsync(HttpContext context)
    {
        if (!RequestFields.TryRead(context.Request, SessionRequest.FieldNames, out var fields, out var problem)
            || !SessionRequest.TryParse(fields, out var request, out problem))
        {
            return new(Refusal.Malformed, problem);
        }

        if (request.Version != AttestExchange.Version) return new(Refusal.Malformed, $"Version {request.Version} is not spoken.");
        if (context.Request.QueryString.HasValue) return new(Refusal.Malformed, "ATTEST has a query.");
        if (await RequestBody.ReadAsync(context).ConfigureAwait(false) is not { } evidence) return new(Refusal.Malformed, "The body is too long.");
        var isEvidence = string.Equals(context.Request.ContentType, EvidenceBody.MediaType, StringComparison.OrdinalIgnoreCase);
        if (evidence.Length > 0 && !isEvidence) return new(Refusal.Malformed, $"The body is not {EvidenceBody.MediaType}.");
        return await EstablishAsync(context, request, evidence).ConfigureAwait(false);
    }

    private async Task<Answer> EstablishAsync(HttpContext context, SessionRequest request, byte[] evidence)
    {
        if (!service.Sessions.TryFindPending(request.SessionId.Span, out var pending)) return new(Refusal.UnknownSession, "No such session is pending.");
        var refusal = pending.Take(request, evidence, out var schedule);
        if (schedule is null) return new(refusal!, "The secret or the binder is not right, or the session was taken.");

        using (schedule)
        {
            // Only now, because evidence costs much to judge, and up to here anybody can send some.
            var client = await _clients.JudgeAsync(evidence, pending.H1, pending.Terms.Suite, context.RequestAborted).ConfigureAwait(false);
            if (client.Rejection is { } why)
            {
                service.Sessions.End(pending);
                return new(Refusal.ClientEvidenceRejected, why);
            }

            var random = RandomNumberGenerator.GetBytes(SessionResponse.RandomLength);
            if (!TryComplete(schedule, random, client.Result, pending.Terms.Suite, out var secret))
            {
                service.Sessions.End(pending);
                return new(Refusal.ClientEvidenceRejected, $"The client's key is not one of {pending.Terms.Suite.Token}.");
            }

            var binder = schedule.ServerBinder();
            var (clientKey, serverKey) = schedule.DeriveTrafficKeys(pending.Terms.Suite);
            var session = new LiveSession(TermsWith(pending.Terms, client.Result), clientKey, serverKey);
            if (!service.Sessions.TryGoLive(pending, session)) return new(Refusal.UnknownSession, "The service is ending.");

            Log.SessionLive(service.Logger, pending.Terms.Origin);
            Write(context.Response, new SessionResponse(request.SessionId, random, secret, binder));
            return Answer.Given;
        }
    }

    /// <summary>Completes the schedule, in mHTTPA with a secret of the service's own that only the client's TEE can open.</summary>
    private static bool TryComplete(KeySchedule schedule, byte[] random, AttestationResult? client, CipherSuite suite, out byte[] sealedSecret)
    {
        sealedSecret = [];
        if (client is null)
        {
            schedule.Establish(random, [], []);
            return true;
        }

        Span<byte> secret = stackalloc byte[KeySchedule.PreSessionSecretLength];
        try
        {
            RandomNumberGenerator.Fill(secret);
            if (!suite.TrySeal(client.AttestedKey.Span, schedule.ServerSecretInfo(), secret, out var forClient)) return false;
            schedule.Establish(random, sealedSecret = forClient, secret);
            return true;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>The session ends with the client's evidence, if that ends sooner.</summary>
    private static SessionTerms TermsWith(SessionTerms terms, AttestationResult? client) =>
        client is null ? terms : terms with { Client = client, Expires = client.Expires < terms.Expires ? client.Expires : terms.Expires };

    private static void Write(HttpResponse response, SessionResponse answer)
    {
        foreach (var (name, value) in answer.ToFields()) response.Headers[name] = value;
        response.Headers.CacheControl = "no-store, no-transform";
        response.ContentLength = 0;
    }
}
