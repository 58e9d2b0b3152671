using System.Security.Cryptography;
using Httpa.Client.Protocol;
using Httpa.TestServer.Sessions;
using Microsoft.AspNetCore.Http;

namespace Httpa.TestServer.Attest;

/// <summary>The session exchange, one way (HTTPA/1, section 3): whoever holds the secret that was sealed to the attested key gets the session.</summary>
internal sealed class SessionExchange(HttpaService service)
{
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
        return Establish(context.Response, request, evidence);
    }

    private Answer Establish(HttpResponse response, SessionRequest request, byte[] clientEvidence)
    {
        if (!service.Sessions.TryFindPending(request.SessionId.Span, out var pending)) return new(Refusal.UnknownSession, "No such session is pending.");
        var refusal = pending.Take(request, clientEvidence, out var schedule);
        if (schedule is null) return new(refusal!, "The secret or the binder is not right, or the session was taken.");

        using (schedule)
        {
            if (clientEvidence.Length > 0)
            {
                service.Sessions.End(pending);
                return new(Refusal.ClientEvidenceRejected, "No client evidence is accepted here.");
            }

            var random = RandomNumberGenerator.GetBytes(SessionResponse.RandomLength);
            schedule.Establish(random, [], []);
            var binder = schedule.ServerBinder();
            var (clientKey, serverKey) = schedule.DeriveTrafficKeys(pending.Terms.Suite);
            var session = new LiveSession(pending.Terms, clientKey, serverKey);
            if (!service.Sessions.TryGoLive(pending, session)) return new(Refusal.UnknownSession, "The service is ending.");

            Log.SessionLive(service.Logger, pending.Terms.Origin);
            Write(response, new SessionResponse(request.SessionId, random, default, binder));
            return Answer.Given;
        }
    }

    private static void Write(HttpResponse response, SessionResponse answer)
    {
        foreach (var (name, value) in answer.ToFields()) response.Headers[name] = value;
        response.Headers.CacheControl = "no-store, no-transform";
        response.ContentLength = 0;
    }
}
