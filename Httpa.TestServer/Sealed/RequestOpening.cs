using System.Globalization;
using Httpa.Client;
using Httpa.Client.Bodies;
using Httpa.Client.Protocol;
using Httpa.TestServer.Attest;
using Httpa.TestServer.Sessions;
using Microsoft.AspNetCore.Http;

namespace Httpa.TestServer.Sealed;

/// <summary>Reads and opens sealed requests (HTTPA/1, section 4), up to the point where an endpoint may see them.</summary>
internal sealed class RequestOpening(HttpaServerOptions options)
{
    private static readonly string[] Defined = [FieldName.SessionId, FieldName.Sequence, FieldName.Seal];

    /// <summary>Reads the outer message. Nothing of it is proven.</summary>
    public static async ValueTask<(SealedRequest? Request, Answer Answer)> ReadAsync(HttpContext context, string rawTarget)
    {
        var request = context.Request;
        if (!RequestFields.TryRead(request, Defined, out var fields, out var problem)) return (null, Malformed(problem));
        if (!SealedFields.TryParseBytes(fields[FieldName.SessionId], ServerHello.MinSessionIdLength, ServerHello.MaxSessionIdLength, out var id))
            return (null, Malformed("Attest-Session-ID is no session id."));
        if (!SealedFields.TryParseSequence(fields[FieldName.Sequence], out var sequence))
            return (null, new(Refusal.BadSequence, "Attest-Sequence is no number below 2^48."));
        if (HttpMethods.IsConnect(request.Method) || !RequestTarget.TryParse(rawTarget, out var target))
            return (null, Malformed("The target is not in origin form."));
        if (fields[FieldName.Seal] is not { } text)
        {
            return string.Equals(request.ContentType, SealedFields.MediaType, StringComparison.OrdinalIgnoreCase)
                ? (new(id, sequence, request.Method, target, null), Answer.Given)
                : (null, Malformed($"Content-Type is not {SealedFields.MediaType}, and there is no Attest-Seal."));
        }

        if (!SealedFields.TryParseBytes(text, RecordSealer.HeaderLength, AttestFields.MaxValueLength, out var seal))
            return (null, Malformed("Attest-Seal is no record."));
        return await RequestBody.ReadAsync(context).ConfigureAwait(false) is { Length: 0 }
            ? (new(id, sequence, request.Method, target, seal), Answer.Given)
            : (null, Malformed("There are both an Attest-Seal and a body."));
    }

    /// <summary>
    /// Opens record 0 and takes the number. Opening first and taking after, with nothing handed on in between, is as good as one step: the number is taken
    /// once, and only by a request that is genuine.
    /// </summary>
    public async ValueTask<(OpenedRequest? Request, Answer Answer)> OpenAsync(
        SealedRequest request, LiveSession session, Stream body, CancellationToken cancellationToken)
    {
        var opener = new RecordOpener(session.ClientKey, request.Sequence, session.Contexts.Of(request.Method, request.Target.Raw).Request);
        var records = new OpeningStream(body, opener, leaveOpen: true);
        OpenedRequest? opened = null;
        try
        {
            if (await ReadHeadAsync(request, opener, records, cancellationToken).ConfigureAwait(false) is not { } head)
                return (null, BadSeal("Attest-Seal is not one final record that opens."));
            if (!session.TryTake(request.Sequence))
                return (null, new(Refusal.Replayed, "The number was taken before, or lies before the window."));

            // A head that is final may still be followed by what does not belong there.
            var isEmpty = opener.IsComplete;
            if (isEmpty && request.Seal is null) await records.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false);
            if (!MessageHead.TryDecodeRequest(head, out var age, out var fields, out var problem)) return (null, BadSeal(problem));
            if (IsLate(session.Terms, age)) return (null, new(Refusal.Late, $"The request is {age} s old by its own clock."));
            if (!TryReadLength(fields, out var length) || (isEmpty && length > 0)) return (null, BadSeal("content-length is not the body's length."));

            opened = new(request, session, ToHeaders(fields, session.Terms), new SealedRequestBody(records, length), !isEmpty);
            return (opened, Answer.Given);
        }
        catch (HttpaProtocolException e)
        {
            return (null, BadSeal(e.Message));
        }
        finally
        {
            if (opened is null) await records.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async ValueTask<byte[]?> ReadHeadAsync(
        SealedRequest request, RecordOpener opener, OpeningStream records, CancellationToken cancellationToken)
    {
        if (request.Seal is null) return await records.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        return opener.TryOpenWhole(request.Seal, out var head, out _) ? head : null;
    }

    /// <summary>The client counts from when it sent ATTEST, the service from when it answered: the difference only makes requests look younger.</summary>
    private bool IsLate(SessionTerms terms, uint age) =>
        options.TimeProvider.GetElapsedTime(terms.Answered) - TimeSpan.FromSeconds(age) > options.LateAfter;

    private static bool TryReadLength(List<KeyValuePair<string, string>> fields, out long? length)
    {
        length = null;
        foreach (var (name, value) in fields)
        {
            if (name != "content-length") continue;
            if (length is not null || !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
            length = number;
        }

        return true;
    }

    private static IHeaderDictionary ToHeaders(List<KeyValuePair<string, string>> fields, SessionTerms terms)
    {
        IHeaderDictionary headers = new HeaderDictionary(fields.Count + 1);
        foreach (var (name, value) in fields) headers.Append(name, value);
        headers.Host = terms.Host;
        return headers;
    }

    private static Answer Malformed(string problem) => new(Refusal.Malformed, problem);

    private static Answer BadSeal(string problem) => new(Refusal.BadSeal, problem);
}
