using System.Net;
using Httpa.Client.Bodies;
using Httpa.Client.Diagnostics;
using Httpa.Client.Protocol;
using Httpa.Client.Sessions;

namespace Httpa.Client.Requests;

/// <summary>Opens an answer, or says what an unsealed one means (HTTPA/1, section 4). Only what was sealed reaches the application.</summary>
internal static class SealedAnswer
{
    /// <summary>True when the answer claims to be the sealed one to this request.</summary>
    public static bool IsSealed(SealedRequest request, HttpResponseMessage answer) =>
        Field(answer, FieldName.SessionId) == request.Session.IdField && Field(answer, FieldName.Sequence) == request.SequenceField
        && !answer.Headers.NonValidated.Contains(FieldName.Error);

    /// <summary>The opened response. Gives the session's use back when the body was read, the response was disposed, or this fails.</summary>
    public static async ValueTask<HttpResponseMessage> OpenAsync(
        SealedRequest request, OutgoingRequest call, HttpResponseMessage answer, ClientSettings settings, bool async, CancellationToken cancellationToken)
    {
        var body = new OpenedBody(answer, request.Session);
        using var cutOff = Synchronous.CutOff(answer, async, cancellationToken);
        try
        {
            if (!IsSealed(request, answer)) throw Unsealed(request, call, answer, settings);
            RefuseForm(call, answer);
            var opener = request.Session.Open(request.Sequence, call.Method.Method, call.Target);
            var seal = Field(answer, FieldName.Seal);
            var head = seal is null ? await body.BeginAsync(opener, async, cancellationToken).ConfigureAwait(false) : OpenField(opener, seal, call.Origin);
            if (!MessageHead.TryDecodeResponse(head, out var status, out var fields, out var problem)) throw Malformed(call.Origin, problem);
            if (status != (int)answer.StatusCode)
                throw new HttpaProtocolException(ProtocolReason.ResponseStatus,
                    $"{call.Origin} sealed the status {status}, and {(int)answer.StatusCode} stands outside: something on the way changed it.", true);
            if (seal is not null) await body.EndAsync(async, cancellationToken).ConfigureAwait(false);
            request.Session.NoteAnswer();
            Log.ResponseOpened(settings.Logger, status, request.Sequence, call.Origin);
            return Response(request, call, answer, body, status, fields);
        }
        catch (Exception e) // whatever it is: nothing of this answer is handed on
        {
            body.Dispose();
            if (!async && cancellationToken.IsCancellationRequested)
                throw new OperationCanceledException("The read of the answer was cut off.", e, cancellationToken);
            throw;
        }
    }

    private static AttestedResponse Response(
        SealedRequest request, OutgoingRequest call, HttpResponseMessage answer, OpenedBody body, int status, List<KeyValuePair<string, string>> fields)
    {
        var response = new AttestedResponse((HttpStatusCode)status, request.Session.Result) { Version = answer.Version, RequestMessage = call.Caller };
        var lengthCounts = call.Method != HttpMethod.Head && status != (int)HttpStatusCode.NotModified;
        var content = new OpenedContent(body, isKnownEmpty: lengthCounts && body.IsEmpty);
        response.Content = content;
        foreach (var (name, value) in fields)
        {
            if (!response.Headers.TryAddWithoutValidation(name, value)) content.Headers.TryAddWithoutValidation(name, value);
            if (lengthCounts && name == "content-length") body.ExpectLength(value);
        }

        return response;
    }

    /// <summary>Exactly one of the two forms, and the one that the message allows.</summary>
    private static void RefuseForm(OutgoingRequest call, HttpResponseMessage answer)
    {
        foreach (var (name, values) in answer.Headers.NonValidated)
        {
            if (!name.StartsWith("Attest-", StringComparison.OrdinalIgnoreCase)) continue;
            if (values.Count != 1 || !SealedFields.FieldNames.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw Malformed(call.Origin, $"'{name}' stands twice, or is not defined for a sealed answer");
        }

        var streamed = Field(answer.Content.Headers, "Content-Type") == SealedFields.MediaType;
        var inField = answer.Headers.NonValidated.Contains(FieldName.Seal);
        var bodiless = call.Method == HttpMethod.Head || answer.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotModified;
        if (streamed == inField || (bodiless && streamed)) throw Malformed(call.Origin, "exactly one of a sealed body and Attest-Seal is required, and Attest-Seal without a body");
        if (answer.Content.Headers.NonValidated.Contains("Content-Encoding")) throw Malformed(call.Origin, "a sealed body has no content coding");
    }

    private static byte[] OpenField(RecordOpener opener, string seal, string origin)
    {
        var reason = ProtocolReason.BadSeal;
        return SealedFields.TryParseBytes(seal, RecordSealer.HeaderLength, AttestFields.MaxValueLength, out var record) && opener.TryOpenWhole(record, out var head, out reason)
            ? head
            : throw new HttpaProtocolException(reason, $"The answer of {origin} does not open: something on the way changed it.", requestMayHaveBeenProcessed: true);
    }

    /// <summary>What an answer means that the attested service did not seal.</summary>
    private static Exception Unsealed(SealedRequest request, OutgoingRequest call, HttpResponseMessage answer, ClientSettings settings)
    {
        if (Answer.IsUnavailable(answer.StatusCode)) return Answer.Unavailable(answer, call.Origin, settings.Clock, requestSent: true);
        var status = (int)answer.StatusCode;
        var (reason, text) = (answer.StatusCode, Answer.Error(answer)) switch
        {
            (HttpStatusCode.BadRequest, "replayed") => (ProtocolReason.RequestReplayed, "saw this request's number before: an earlier copy of it did arrive"),
            (HttpStatusCode.BadRequest, "bad-seal") => (ProtocolReason.RequestBadSeal, "could not open the request: something on the way changed it"),
            (HttpStatusCode.BadRequest, "bad-sequence") => (ProtocolReason.RequestBadSequence, "could not read the request's number: something on the way changed it"),
            _ when HasAnotherName(request, answer) => (ProtocolReason.ResponseSequence, "answered under another session or number than the request's"),
            _ => (ProtocolReason.ResponseUnsealed, "did not seal the answer: it comes from something before the attested service, or from a route without HTTPA"),
        };
        return new HttpaProtocolException(reason, $"{call.Origin} {text} (unauthenticated status {status}).", requestMayHaveBeenProcessed: true);
    }

    private static bool HasAnotherName(SealedRequest request, HttpResponseMessage answer) =>
        (Field(answer, FieldName.SessionId) is { } id && id != request.Session.IdField)
        || (Field(answer, FieldName.Sequence) is { } sequence && sequence != request.SequenceField);

    private static string? Field(HttpResponseMessage answer, string name) => Field(answer.Headers, name);

    private static string? Field(System.Net.Http.Headers.HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    private static HttpaProtocolException Malformed(string origin, string problem) =>
        new(ProtocolReason.ResponseMalformed, $"The sealed answer of {origin} is malformed: {problem}.", requestMayHaveBeenProcessed: true);
}
