using Httpa.Client.Protocol;

namespace Httpa.Client.Requests;

/// <summary>What is to be sent: the caller's request, or where a redirect took it. The caller's message itself is never changed.</summary>
/// <param name="caller">The caller's message.</param>
/// <param name="method">The method.</param>
/// <param name="uri">An absolute https URI.</param>
/// <param name="origin">Its origin.</param>
/// <param name="content">The body; null for none.</param>
internal sealed class OutgoingRequest(HttpRequestMessage caller, HttpMethod method, Uri uri, string origin, HttpContent? content)
{
    private const string Grpc = "application/grpc";

    public HttpRequestMessage Caller { get; } = caller;

    public HttpMethod Method { get; } = method;

    public Uri Uri { get; } = uri;

    public string Origin { get; } = origin;

    public HttpContent? Content { get; } = content;

    /// <summary>The origin-form target on the wire.</summary>
    public string Target { get; } = Protocol.Origin.TargetOf(uri);

    /// <summary>Takes a caller's request.</summary>
    /// <exception cref="HttpaConfigurationException">It does not go to an https URI, or leaves the sealed messages.</exception>
    public static OutgoingRequest From(HttpRequestMessage request)
    {
        if (request.RequestUri is not { IsAbsoluteUri: true } uri || uri.Scheme is not ("https" or "wss"))
            throw new HttpaConfigurationException(ProtocolReason.SchemeNotHttps,
                $"The request goes to '{request.RequestUri?.Scheme ?? "no URI"}'; HTTPA needs an absolute https URI, and nothing was sent.");
        if (uri.Scheme == "wss" || request.Method == HttpMethod.Connect || request.Headers.Upgrade.Count > 0 || request.Headers.NonValidated.Contains("Upgrade"))
            throw new HttpaConfigurationException(ProtocolReason.UpgradeNotSupported,
                "WebSocket, CONNECT and Upgrade would send frames that are not sealed. Use requests, or stream a request and its response.");
        if (uri.UserInfo.Length > 0)
            throw new HttpaConfigurationException(ProtocolReason.FieldNotAllowed, "The URI has user info, which would go out in clear. Put credentials into a header field.");
        if (request.Content?.Headers.ContentType?.MediaType is { } type && type.StartsWith(Grpc, StringComparison.OrdinalIgnoreCase))
            throw new HttpaConfigurationException(ProtocolReason.FieldNotAllowed, "gRPC needs trailers, which HTTPA/1 does not have.");
        return new OutgoingRequest(request, request.Method, uri, Protocol.Origin.Of(uri), request.Content);
    }

    /// <summary>The same request at another URI of its origin.</summary>
    public OutgoingRequest At(Uri target) => new(Caller, Method, target, Origin, Content);

    /// <summary>A GET in place of the request, at another URI of its origin.</summary>
    public OutgoingRequest AsGetAt(Uri target) => new(Caller, HttpMethod.Get, target, Origin, content: null);
}
