using System.Net;
using System.Net.Http.Headers;
using Httpa.Client.Diagnostics;
using Httpa.Client.Requests;
using Httpa.Client.Sessions;

namespace Httpa.Client.OpenHttpa;

/// <summary>
/// Opens an answer as the next one of its session, or says what a plain one means. Only what was sealed reaches the application, and the status, which nothing
/// protects.
/// </summary>
internal static class OpenHttpaAnswer
{
    /// <summary>The opened response. Gives the session back in step, or leaves it to the caller to end: in every other case this throws.</summary>
    public static async ValueTask<HttpResponseMessage> OpenAsync(
        OpenHttpaCall call, SessionLease lease, HttpResponseMessage answer, bool async, CancellationToken cancellationToken)
    {
        var handedOn = false;
        try
        {
            var type = answer.Content.Headers.ContentType?.MediaType;
            if (OpenHttpaNames.StreamMediaType.Equals(type, StringComparison.OrdinalIgnoreCase) && answer.IsSuccessStatusCode)
            {
                handedOn = true; // the body gives the session back when it was read
                return await StreamAsync(call, lease, answer, async, cancellationToken).ConfigureAwait(false);
            }

            var body = await ReadAsync(call, answer, async, cancellationToken).ConfigureAwait(false);
            if (!CiphertextBody.TryRead(body, out var ciphertext)) throw Plain(call, answer, body);
            if (lease.Session.TryOpen(ciphertext) is not { } plaintext)
                throw new HttpaProtocolException(ProtocolReason.OpenHttpaAnswerDoesNotOpen,
                    $"The answer of {call.Origin} does not open as the answer number {lease.Session.NextAnswer} of its session: it was changed on the way, an earlier one was lost, or "
                    + "somebody else made the service answer in this session. The session is given up.", requestMayHaveBeenProcessed: true);
            lease.Keep();
            Log.ResponseOpened(call.Settings.Logger, (int)answer.StatusCode, lease.Session.NextAnswer - 1, call.Origin);
            return Response(call, lease.Session, answer, new ByteArrayContent(plaintext), OpenHttpaNames.JsonMediaType);
        }
        finally
        {
            if (!handedOn) answer.Dispose();
        }
    }

    private static async ValueTask<HttpResponseMessage> StreamAsync(
        OpenHttpaCall call, SessionLease lease, HttpResponseMessage answer, bool async, CancellationToken cancellationToken)
    {
        var body = new FrameStream(answer, lease);
        try
        {
            var session = lease.Session;
            await body.BeginAsync(async, cancellationToken).ConfigureAwait(false);
            return Response(call, session, answer, new StreamContent(body), FrameStream.MediaType);
        }
        catch // whatever it is: nothing of this answer is handed on
        {
            await body.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static AttestedResponse Response(OpenHttpaCall call, OpenHttpaSession session, HttpResponseMessage answer, HttpContent content, string mediaType)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return new AttestedResponse(answer.StatusCode, session.Result) { Version = answer.Version, RequestMessage = call.Caller, Content = content };
    }

    private static async ValueTask<byte[]> ReadAsync(OpenHttpaCall call, HttpResponseMessage answer, bool async, CancellationToken cancellationToken)
    {
        var limit = call.Settings.Options.OpenHttpa.MaxAnswerLength;
        try
        {
            return await BoundedBody.ReadAsync(answer, limit, async, cancellationToken).ConfigureAwait(false)
                ?? throw new HttpaProtocolException(ProtocolReason.OpenHttpaAnswerTooLarge,
                    $"The answer of {call.Origin} has more than {limit} bytes. Raise {call.Settings.Options.NameOf($"{nameof(HttpaOptions.OpenHttpa)}.{nameof(OpenHttpaOptions.MaxAnswerLength)}")}, or ask for less.",
                    requestMayHaveBeenProcessed: true);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw new HttpaUnavailableException($"The answer of {call.Origin} broke off. {failure.Message}", requestMayHaveBeenProcessed: true, innerException: failure);
        }
    }

    /// <summary>What an answer means that the attested service did not seal. None of it is proven, and each is the end of the session.</summary>
    private static Exception Plain(OpenHttpaCall call, HttpResponseMessage answer, byte[] body)
    {
        var text = RefusalText.Of(body);
        if (SessionGoneException.From(answer.StatusCode, text) is { } gone) return gone;
        if (Answer.IsUnavailable(answer.StatusCode)) return Answer.Unavailable(answer, call.Origin, call.Settings.Clock, requestSent: true);
        var (reason, meaning) = answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized when text.Contains("replay nonce rejected", StringComparison.Ordinal) =>
                (ProtocolReason.RequestReplayed, "saw this request's counter before, or a higher one: an earlier copy of it did arrive, or somebody used the session's name"),
            HttpStatusCode.Unauthorized when text.Contains("Invalid header MAC", StringComparison.Ordinal) =>
                (ProtocolReason.RequestBadSeal, "does not find the request's ticket right: something on the way changed method, path, query, host or an Attest-* field"),
            HttpStatusCode.BadRequest when text.Contains("Decryption failed", StringComparison.Ordinal) =>
                (ProtocolReason.RequestBadSeal, "could not open the request: something on the way changed it"),
            _ => (ProtocolReason.ResponseUnsealed, "did not seal the answer: it is an error of the service, or comes from something before it"),
        };
        return new HttpaProtocolException(reason, $"{call.Origin} {meaning} (unauthenticated status {(int)answer.StatusCode}{text}).", requestMayHaveBeenProcessed: true);
    }
}
