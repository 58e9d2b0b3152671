using Httpa.Client.Diagnostics;
using Httpa.Client.Origins;
using Httpa.Client.Requests;
using Httpa.Client.Sessions;

namespace Httpa.Client.OpenHttpa;

/// <summary>A request's way under OpenHTTPA: a session of its own, the seal, the wire, the answer; once more after a lost session where the rules allow it.</summary>
internal sealed class OpenHttpaPipeline(OriginRules rules, SessionStore store)
{
    private const int MaxAttempts = 2;

    /// <summary>Sends a request by way of <paramref name="send"/>.</summary>
    public async ValueTask<HttpResponseMessage> SendAsync(HttpRequestMessage request, WireSend send, bool async, CancellationToken cancellationToken)
    {
        var origin = Protocol.Origin.Of(CallerRequest.Sealable(request));
        var call = await OpenHttpaCall.ReadAsync(request, origin, rules.Of(origin).For(request), async, cancellationToken).ConfigureAwait(false);
        for (var attempt = 1; ; attempt++)
        {
            var lease = await RentAsync(call, send, async, cancellationToken).ConfigureAwait(false);
            try
            {
                var answer = await ExchangeAsync(call, lease.Session, send, async, cancellationToken).ConfigureAwait(false);
                return await OpenHttpaAnswer.OpenAsync(call, lease, answer, async, cancellationToken).ConfigureAwait(false);
            }
            catch (SessionGoneException gone)
            {
                lease.Dispose();
                Log.SessionLost(call.Settings.Logger, origin, gone.Status, gone.Text);
                if (attempt == MaxAttempts) throw gone.Again(origin);
                ResendRule.RefuseUnlessAllowed(request, call.Method, origin, call.Settings, $"{origin} no longer knows the session{gone.Text}");
            }
            catch // whatever it is: the answer is lost, and with it the session
            {
                lease.Dispose();
                throw;
            }
        }
    }

    private ValueTask<SessionLease> RentAsync(OpenHttpaCall call, WireSend send, bool async, CancellationToken cancellationToken)
    {
        var attest = new Uri(new Uri(call.Origin), call.Settings.Options.OpenHttpa.AttestPath);
        var wire = Wire.For(call.Caller, attest, call.Origin, send, async);
        var fresh = HttpaRequestOptions.TryGet(call.Caller, HttpaRequestOptions.FreshAttestation, out var asked) && asked;
        return store.PoolOf(call.Settings.KeyOf(call.Origin))
            .RentAsync(token => call.Protection.OpenHttpaHandshake.RunAsync(wire, token), fresh, async, cancellationToken);
    }

    private static async ValueTask<HttpResponseMessage> ExchangeAsync(
        OpenHttpaCall call, OpenHttpaSession session, WireSend send, bool async, CancellationToken cancellationToken)
    {
        var (ticket, body) = session.Seal(call.Line, call.Body.Span);
        var message = Envelope(call, session.BaseId, ticket, body);
        Log.RequestSealed(call.Settings.Logger, call.Method.Method, ticket.Counter, call.Origin);
        Log.OpenHttpaRequest(call.Settings.Logger, ticket.Counter, session.BaseId, System.Text.Encoding.UTF8.GetString(session.HeaderListOf(call.Line)), session.NextAnswer);
        try
        {
            var answer = await send(message, async, cancellationToken).ConfigureAwait(false);
            ClientTelemetry.Sealed(body.Length);
            return answer;
        }
        catch (Exception failure) when (failure is HttpRequestException and not HttpaUnavailableException or IOException)
        {
            throw new HttpaUnavailableException(
                $"The connection to {call.Origin} failed after the request was sealed, and nothing proves that it was not processed. {failure.Message}",
                requestMayHaveBeenProcessed: true, innerException: failure);
        }
    }

    private static HttpRequestMessage Envelope(OpenHttpaCall call, string baseId, RequestTicket ticket, CiphertextContent body)
    {
        var message = new HttpRequestMessage(call.Method, call.Uri) { Version = call.Caller.Version, VersionPolicy = call.Caller.VersionPolicy, Content = body };
        IDictionary<string, object?> options = message.Options;
        foreach (var (name, value) in (IDictionary<string, object?>)call.Caller.Options) options[name] = value;
        foreach (var (name, value) in call.OuterFields) message.Headers.TryAddWithoutValidation(name, value);
        message.Headers.TryAddWithoutValidation(OpenHttpaNames.BaseId, baseId);
        message.Headers.TryAddWithoutValidation(OpenHttpaNames.Ticket, ticket.ToField());
        return message;
    }
}
