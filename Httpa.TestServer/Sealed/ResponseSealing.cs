using System.Runtime.InteropServices;
using Httpa.Client;
using Httpa.Client.Bodies;
using Httpa.Client.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Httpa.TestServer.Sealed;

/// <summary>Makes the outer form of one sealed response (HTTPA/1, section 4).</summary>
internal sealed class ResponseSealing(HttpaService service, OpenedRequest request)
{
    /// <summary>
    /// A longer head goes into the body even when there is nothing else: nginx gives up on an answer whose header does not fit 4 KB (<c>proxy_buffer_size</c>),
    /// and base64 makes a third more of this.
    /// </summary>
    public const int MaxHeadInField = 2 * 1024;

    /// <summary>The longest that fits where it has to: a header value has at most 16 KiB, in base64 between colons, and a record 20 bytes of its own.</summary>
    public const int LongestHeadInField = (AttestFields.MaxValueLength - 2) / 4 * 3 - 20;

    private static readonly char[] WhiteSpace = [' ', '\t'];

    private readonly HttpaServerOptions _options = service.Options;

    /// <summary>Encodes the endpoint's status and fields; those named as outer go to the outer message instead, those of the connection nowhere.</summary>
    /// <exception cref="InvalidOperationException">A response cannot have this status.</exception>
    /// <exception cref="ArgumentException">A field cannot be sealed.</exception>
    public byte[] EncodeHead(int statusCode, IHeaderDictionary headers, IHeaderDictionary outer)
    {
        if (statusCode is < 200 or > 599) throw new InvalidOperationException($"A sealed response cannot have the status {statusCode}.");
        var fields = new List<KeyValuePair<string, string>>(headers.Count);
        foreach (var (name, values) in headers)
        {
            if (_options.OuterFields.Count > 0 && _options.OuterFields.Contains(name, StringComparer.OrdinalIgnoreCase)) outer[name] = values;
            else if (MessageHead.IsForbidden(name)) Log.FieldNotSealed(service.Logger, name);
            else Add(name, values);
        }

        return MessageHead.EncodeResponse(statusCode, CollectionsMarshal.AsSpan(fields));

        void Add(string name, StringValues values)
        {
            foreach (var value in values) fields.Add(new(name, value?.Trim(WhiteSpace) ?? ""));
        }
    }

    /// <summary>Writes the fields that every sealed response has.</summary>
    public void WriteFields(IHeaderDictionary outer)
    {
        outer[FieldName.SessionId] = request.Session.Terms.IdField;
        outer[FieldName.Sequence] = SealedFields.FormatSequence(request.Outer.Sequence);
        outer.CacheControl = "no-store, no-transform";
    }

    /// <summary>The value of <c>Attest-Seal</c>: the head as one final record.</summary>
    public string SealHead(byte[] head)
    {
        return CreateSealer(padTo: 0).SealWhole(head) is { } record
            ? SealedFields.FormatBytes(record)
            : throw new HttpaProtocolException(ProtocolReason.SessionExhausted, "the session has sealed as much as one key may.");
    }

    /// <summary>Begins a response whose records are its body.</summary>
    public SealingStream StartRecords(byte[] head, IHeaderDictionary outer, Stream destination, bool isEventStream, long? length)
    {
        var padTo = isEventStream ? _options.PadEventStreamsTo : 0;
        outer.ContentType = SealedFields.MediaType;
        if (isEventStream) outer["X-Accel-Buffering"] = "no";

        // Padded or empty, the outer length is not known beforehand.
        var exactLength = padTo == 0 && length > 0 ? length : null;
        if (exactLength is { } exact) outer.ContentLength = RecordSealer.MessageLength(head.Length, exact);
        return new SealingStream(destination, CreateSealer(padTo), head, exactLength);
    }

    private RecordSealer CreateSealer(int padTo)
    {
        var outer = request.Outer;
        var session = request.Session;
        return new RecordSealer(session.ServerKey, outer.Sequence, session.Contexts.Of(outer.Method, outer.Target.Raw).Response, padTo);
    }
}
