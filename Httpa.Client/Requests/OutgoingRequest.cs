using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Httpa.Client.Bodies;
using Httpa.Client.Origins;
using Httpa.Client.Protocol;

namespace Httpa.Client.Requests;

/// <summary>
/// What is to be sent: the caller's request, or where a redirect took it. Whatever cannot be sealed is refused when this is made, before any traffic. The caller's
/// message itself is never changed.
/// </summary>
internal sealed class OutgoingRequest
{
    private const int MaxHeadInField = 5 * 1024; // proxies cut headers at 8 KB

    private readonly byte[] _head; // begins with the age, which each attempt writes

    private OutgoingRequest(HttpRequestMessage caller, HttpMethod method, Uri uri, HttpContent? content, string origin, Protection protection)
    {
        Protection = protection;
        Caller = caller;
        Method = HttpMethod.Parse(method.Method); // the connection writes a known method in capitals, and the seal is bound to what is on the wire
        Uri = uri;
        Origin = origin;
        Target = Protocol.Origin.TargetOf(uri);
        Content = content;
        BodyLength = content is null ? 0 : content.Headers.ContentLength;
        if (BodyLength == 0) RefuseUnlessEmpty(content);
        var fields = RequestFields.Part(caller, content, uri, protection.Settings);
        OuterFields = fields.Outer;
        _head = Encode(fields.Sealed);
        if (BodyLength == 0 && _head.Length > MaxHeadInField)
            throw new HttpaConfigurationException(ProtocolReason.HeadTooLarge,
                $"The fields of a request without a body take {_head.Length} bytes; {MaxHeadInField} fit, since proxies cut headers at 8 KB. Send fewer or shorter fields, or use a body.");
    }

    /// <summary>The caller's message.</summary>
    public HttpRequestMessage Caller { get; }

    public HttpMethod Method { get; }

    /// <summary>An absolute https URI.</summary>
    public Uri Uri { get; }

    public string Origin { get; }

    /// <summary>The policy and the settings that the origin is under.</summary>
    public Protection Protection { get; }

    public ClientSettings Settings => Protection.Settings;

    /// <summary>The monotonic time stamp before which no session may be begun that carries the request; null for any session.</summary>
    public long? AttestedSince { get; private init; }

    /// <summary>The origin-form target on the wire.</summary>
    public string Target { get; }

    public HttpContent? Content { get; }

    /// <summary>The length of the body: 0 for none, null when unknown.</summary>
    public long? BodyLength { get; }

    /// <summary>The fields that go out beside the seal; null for none.</summary>
    public List<KeyValuePair<string, string>>? OuterFields { get; }

    /// <summary>The body as the latest attempt sends it; null when there was none.</summary>
    public SealedContent? Sending { get; set; }

    /// <summary>Waits until no attempt reads the body any more.</summary>
    public Task WhenReadAsync(CancellationToken cancellationToken) => Sending?.WhenReadAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Takes a caller's request.</summary>
    /// <exception cref="HttpaConfigurationException">It does not go to an https URI, goes to an origin without a policy, leaves the sealed messages, or has a field that cannot be sealed.</exception>
    public static OutgoingRequest From(HttpRequestMessage request, OriginRules rules)
    {
        var uri = CallerRequest.Sealable(request);
        var origin = Protocol.Origin.Of(uri);
        var protection = rules.Of(origin).For(request);
        return new OutgoingRequest(request, request.Method, uri, request.Content, origin, protection)
        {
            AttestedSince = HttpaRequestOptions.TryGet(request, HttpaRequestOptions.FreshAttestation, out var fresh) && fresh ? protection.Settings.Clock.GetTimestamp() : null,
        };
    }

    /// <summary>The same request at another URI of its origin.</summary>
    public OutgoingRequest At(Uri target) => new(Caller, Method, target, Content, Origin, Protection) { AttestedSince = AttestedSince };

    /// <summary>A GET in place of the request, at another URI of its origin.</summary>
    public OutgoingRequest AsGetAt(Uri target) => new(Caller, HttpMethod.Get, target, content: null, Origin, Protection) { AttestedSince = AttestedSince };

    /// <summary>The head for an attempt, with the age in seconds since ATTEST was sent. Valid until the next attempt.</summary>
    public ReadOnlyMemory<byte> HeadAt(uint age)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_head, age);
        return _head;
    }

    private static byte[] Encode(List<KeyValuePair<string, string>> fields)
    {
        try
        {
            return MessageHead.EncodeRequest(age: 0, CollectionsMarshal.AsSpan(fields));
        }
        catch (ArgumentException e)
        {
            throw new HttpaConfigurationException(ProtocolReason.FieldNotAllowed, e.Message);
        }
    }

    /// <summary>A caller can state a length of zero for a body that has bytes; they must not vanish.</summary>
    private static void RefuseUnlessEmpty(HttpContent? content)
    {
        if (content is ByteArrayContent or ReadOnlyMemoryContent or StreamContent && content.ReadAsStream() is { CanSeek: true } body && body.Length > body.Position)
            throw new HttpaConfigurationException(ProtocolReason.FieldNotAllowed,
                $"The request states Content-Length 0 and has a body of {body.Length - body.Position} bytes. Leave Content-Length to the content.");
    }
}
