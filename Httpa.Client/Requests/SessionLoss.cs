using System.Net;
using Httpa.Client.Sessions;

namespace Httpa.Client.Requests;

/// <summary>An unsealed answer that says that the session is of no use any more (HTTPA/1, section 4, first row of the table). Unauthenticated: at worst it costs a handshake.</summary>
/// <param name="Status">The outer status.</param>
/// <param name="Error">The word in Attest-Error.</param>
internal sealed record SessionLoss(int Status, string Error)
{
    /// <summary>The loss that an answer speaks of; null when it does not.</summary>
    public static SessionLoss? From(SealedRequest request, HttpResponseMessage answer)
    {
        if (answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.BadRequest) || SealedAnswer.IsSealed(request, answer)) return null;
        var lost = (answer.StatusCode, Answer.Error(answer)) is
            (HttpStatusCode.Unauthorized, "unknown-session" or "expired-session") or (HttpStatusCode.BadRequest, "late");
        return lost ? new SessionLoss((int)answer.StatusCode, Answer.Error(answer)) : null;
    }

    /// <summary>The failure when it happens to one request twice.</summary>
    public HttpaProtocolException Again(string origin) => new(
        Error == "late" ? ProtocolReason.RequestLate : ProtocolReason.SessionLost,
        $"{origin} refused the request again after a new session was made (unauthenticated status {Status} {Error}). "
        + "In a fleet, balance on Attest-Session-ID or by connection; compare the clocks' speed if it says late.", requestMayHaveBeenProcessed: true);
}
