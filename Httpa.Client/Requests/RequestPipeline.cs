using System.Runtime.CompilerServices;
using Httpa.Client.Bodies;
using Httpa.Client.Diagnostics;
using Httpa.Client.OpenHttpa;
using Httpa.Client.Origins;
using Httpa.Client.Sessions;
using Httpa.Verifiers;

namespace Httpa.Client.Requests;

/// <summary>A request's way: a session, the seal, the wire, the answer; again after a lost session or a redirect where the rules allow it.</summary>
internal sealed class RequestPipeline(OriginRules rules, SessionStore store)
{
    // One loss and one refused repeat are each made good once; a used-up key only costs another session.
    private const int MaxAttempts = 4;

    private readonly OpenHttpaPipeline _openHttpa = new(rules, store);

    /// <summary>Sends a request by way of <paramref name="send"/>: sealed, or as it is where the rules say so.</summary>
    public ValueTask<HttpResponseMessage> SendAsync(HttpRequestMessage request, WireSend send, bool async, CancellationToken cancellationToken) =>
        rules.LetPass(request.RequestUri) ? send(request, async, cancellationToken)
        : rules.SpeaksOpenHttpa(request.RequestUri) ? _openHttpa.SendAsync(request, send, async, cancellationToken)
        : SendSealedAsync(request, send, async, cancellationToken);

    /// <summary>Attests an origin, or finds it attested.</summary>
    /// <exception cref="HttpaConfigurationException">The origin is not protected by HTTPA/1.</exception>
    public async ValueTask<AttestationResult> AttestAsync(Uri origin, WireSend send, CancellationToken cancellationToken)
    {
        // Nothing of this request is sent. It says where to, and lets the connection choose the version of HTTP.
        using var request = new HttpRequestMessage(HttpMethod.Get, origin) { VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher };
        if (rules.SpeaksOpenHttpa(origin))
            throw new HttpaConfigurationException(ProtocolReason.OptionInvalid, $"{origin} speaks OpenHTTPA, where a session carries one request at a time: it cannot be attested ahead of requests.");
        var session = await UseSessionAsync(OutgoingRequest.From(request, rules), send, async: true, cancellationToken).ConfigureAwait(false);
        session.Release();
        return session.Result;
    }

    private async ValueTask<HttpResponseMessage> SendSealedAsync(HttpRequestMessage request, WireSend send, bool async, CancellationToken cancellationToken)
    {
        var call = OutgoingRequest.From(request, rules);
        for (var redirects = 0; ; redirects++)
        {
            var response = await SendUntilAnsweredAsync(call, send, async, cancellationToken).ConfigureAwait(false);
            if (redirects >= call.Settings.Options.MaxRedirects) return response;
            OutgoingRequest? next;
            try
            {
                next = Redirect.Next(call, response);
                if (next is null) return response;
            }
            catch // whatever it is: the caller gets the failure instead of the response
            {
                response.Dispose();
                throw;
            }

            response.Dispose();
            if (next.Content is not null) await call.WhenReadAsync(cancellationToken).ConfigureAwait(false);
            call = next;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // waits for every answer: its state is used again
    private async ValueTask<HttpResponseMessage> SendUntilAnsweredAsync(OutgoingRequest call, WireSend send, bool async, CancellationToken cancellationToken)
    {
        var settings = call.Settings;
        var (reattested, repeated) = (false, false);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            await call.WhenReadAsync(cancellationToken).ConfigureAwait(false);
            var session = await UseSessionAsync(call, send, async, cancellationToken).ConfigureAwait(false);
            var handedOn = false;
            try
            {
                if (SealedRequest.Seal(call, session, settings) is not { } request)
                {
                    session.End();
                    continue;
                }

                Log.RequestSealed(settings.Logger, call.Method.Method, request.Sequence, call.Origin);
                var answer = await send(request.Message, async, cancellationToken).ConfigureAwait(false);
                request.NoteAnswered();
                if (SessionLoss.From(request, answer) is not { } lost)
                {
                    handedOn = true; // the response gives the session's use back when it was read
                    return await SealedAnswer.OpenAsync(request, call, answer, settings, async, cancellationToken).ConfigureAwait(false);
                }

                answer.Dispose();
                Log.SessionLost(settings.Logger, call.Origin, lost.Status, lost.Error);
                store.DropLost(settings.KeyOf(call.Origin), session);
                if (reattested) throw lost.Again(call.Origin);
                reattested = true;
                ResendRule.RefuseUnlessAllowed(call, settings, $"{call.Origin} no longer knows the session ({lost.Error})");
            }
            catch (Exception failure) when (!repeated && RepeatRefusedException.Caused(failure))
            {
                repeated = true;
                ResendRule.RefuseUnlessAllowed(call, settings, "The connection asked for the request's body again after it had gone out", failure);
            }
            catch (Exception failure) when (failure is HttpRequestException and not HttpaUnavailableException or IOException)
            {
                throw new HttpaUnavailableException(
                    $"The connection to {call.Origin} failed after the request was sealed, and nothing proves that it was not processed. {failure.Message}",
                    requestMayHaveBeenProcessed: true, innerException: failure);
            }
            finally
            {
                if (!handedOn) session.Release();
            }
        }

        throw new HttpaUnavailableException($"The request to {call.Origin} could not be sealed: sessions end as soon as they begin. Retry later.", requestMayHaveBeenProcessed: true);
    }

    private ValueTask<AttestedSession> UseSessionAsync(OutgoingRequest call, WireSend send, bool async, CancellationToken cancellationToken)
    {
        var key = call.Settings.KeyOf(call.Origin);
        if (store.TryUse(key, call.AttestedSince) is not { } session)
            return store.UseAsync(key, Maker(call, send), call.AttestedSince, async, cancellationToken);
        if (call.Settings.Options.RenewInBackground && session.TryTakeRenewal()) store.Renew(key, session, Maker(call, send));
        return new(session);
    }

    private static SessionMaker Maker(OutgoingRequest call, WireSend send) => (slot, async, token) =>
        call.Protection.Handshake.RunAsync(Wire.For(call.Caller, call.Uri, call.Origin, send, async), slot.Preflight, token);
}
