using Httpa.Client.Bodies;
using Httpa.Client.Protocol;
using Httpa.Client.Sessions;

namespace Httpa.Client.Requests;

/// <summary>One attempt of a request under one session and number: a new wire message each time.</summary>
internal sealed class SealedRequest
{
    private readonly SealedContent? _body;

    private SealedRequest(HttpRequestMessage message, AttestedSession session, ulong sequence, string sequenceField)
    {
        Message = message;
        Session = session;
        Sequence = sequence;
        SequenceField = sequenceField;
        _body = message.Content as SealedContent;
    }

    public HttpRequestMessage Message { get; }

    public AttestedSession Session { get; }

    public ulong Sequence { get; }

    /// <summary>The number as it stands in a field.</summary>
    public string SequenceField { get; }

    /// <summary>Seals a request. Null when the session's key is used up: nothing was sealed.</summary>
    public static SealedRequest? Seal(OutgoingRequest call, AttestedSession session, ClientSettings settings)
    {
        var sequence = session.NextSequence();
        var sequenceField = SealedFields.FormatSequence(sequence);
        var sealer = session.Seal(sequence, call.Method.Method, call.Target, settings.Options.PadTo);
        var head = call.HeadAt(session.Age);
        var wire = Envelope(call, session.IdField, sequenceField);
        if (call.BodyLength == 0)
        {
            if (sealer.SealWhole(head.Span) is not { } record) return null;
            wire.Headers.TryAddWithoutValidation(FieldName.Seal, SealedFields.FormatBytes(record));
        }
        else
        {
            wire.Content = call.Sending = new SealedContent(call.Content!, head, sealer, session, new SealedBodyForm(
                call.Caller.Headers.TransferEncodingChunked == true ? null : call.BodyLength, settings.Options.PadTo != 0, settings.Options.ReplayBufferLimit));
        }

        return new SealedRequest(wire, session, sequence, sequenceField);
    }

    /// <summary>The answer's header is here: the connection repeats the request no more.</summary>
    public void NoteAnswered() => _body?.StopKeeping();

    /// <summary>A new wire message with all that stands outside the seal.</summary>
    private static HttpRequestMessage Envelope(OutgoingRequest call, string id, string sequence)
    {
        var wire = new HttpRequestMessage(call.Method, call.Uri) { Version = call.Caller.Version, VersionPolicy = call.Caller.VersionPolicy };
        IDictionary<string, object?> options = call.Caller.Options;
        if (options.Count > 0)
        {
            foreach (var (name, value) in options) ((IDictionary<string, object?>)wire.Options)[name] = value;
        }

        if (call.OuterFields is { } outer)
        {
            foreach (var (name, value) in outer) wire.Headers.TryAddWithoutValidation(name, value);
        }

        wire.Headers.TryAddWithoutValidation(FieldName.SessionId, id);
        wire.Headers.TryAddWithoutValidation(FieldName.Sequence, sequence);
        wire.Headers.TryAddWithoutValidation(WireNames.CacheControl, WireNames.NoStoreNoTransform);
        return wire;
    }
}
