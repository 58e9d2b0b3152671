using System.Globalization;
using Httpa.Client.Bodies;
using Httpa.Client.Protocol;
using Httpa.Client.Sessions;

namespace Httpa.Client.Requests;

/// <summary>One attempt of a request under one session and number: a new wire message each time.</summary>
internal sealed class SealedRequest
{
    private const int MaxHeadInField = 5 * 1024; // proxies cut headers at 8 KB

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
    /// <exception cref="HttpaConfigurationException">The request cannot be sealed.</exception>
    public static SealedRequest? Seal(OutgoingRequest call, AttestedSession session, ClientSettings settings)
    {
        var wire = new HttpRequestMessage(call.Method, call.Uri) { Version = call.Caller.Version, VersionPolicy = call.Caller.VersionPolicy };
        CopyOptions(call.Caller, wire);
        var bodyLength = call.Content is null ? 0 : call.Content.Headers.ContentLength;
        var head = EncodeHead(session.Age, RequestFields.Part(call, wire, settings));
        var sequence = session.NextSequence();
        var sequenceField = sequence.ToString(CultureInfo.InvariantCulture);
        var sealer = session.Seal(sequence, call.Method.Method, call.Target, settings.Options.PadTo);

        wire.Headers.TryAddWithoutValidation(WireNames.SessionId, session.IdField);
        wire.Headers.TryAddWithoutValidation(WireNames.Sequence, sequenceField);
        wire.Headers.TryAddWithoutValidation(WireNames.CacheControl, WireNames.NoStoreNoTransform);
        if (bodyLength == 0)
        {
            if (head.Length > MaxHeadInField) throw HeadTooLarge(head.Length);
            if (sealer.SealWhole(head) is not { } record) return null;
            wire.Headers.TryAddWithoutValidation(WireNames.Seal, SealedFields.FormatBytes(record));
        }
        else
        {
            if (call.Caller.Headers.TransferEncodingChunked == true) bodyLength = null;
            wire.Content = new SealedContent(call.Content!, head, sealer, session, new SealedBodyForm(bodyLength, settings.Options.PadTo != 0, settings.Options.ReplayBufferLimit));
        }

        return new SealedRequest(wire, session, sequence, sequenceField);
    }

    /// <summary>The answer's header is here: the connection repeats the request no more.</summary>
    public void NoteAnswered() => _body?.StopKeeping();

    private static void CopyOptions(HttpRequestMessage from, HttpRequestMessage to)
    {
        foreach (var (name, value) in (IDictionary<string, object?>)from.Options)
            ((IDictionary<string, object?>)to.Options)[name] = value;
    }

    private static byte[] EncodeHead(uint age, List<KeyValuePair<string, string>> fields)
    {
        try
        {
            return MessageHead.EncodeRequest(age, fields);
        }
        catch (ArgumentException e)
        {
            throw new HttpaConfigurationException(ProtocolReason.FieldNotAllowed, e.Message);
        }
    }

    private static HttpaConfigurationException HeadTooLarge(int length) => new(ProtocolReason.HeadTooLarge,
        $"The fields of a request without a body take {length} bytes; {MaxHeadInField} fit, since proxies cut headers at 8 KB. Send fewer or shorter fields, or use a body.");
}
