namespace Httpa.Client.Requests;

/// <summary>What no protocol of this library can seal, refused before any traffic.</summary>
internal static class CallerRequest
{
    private const string Grpc = "application/grpc";

    /// <summary>The absolute https URI of a request that may be sealed at all.</summary>
    /// <exception cref="HttpaConfigurationException">It does not go to an https URI, or leaves the sealed messages.</exception>
    public static Uri Sealable(HttpRequestMessage request)
    {
        if (request.RequestUri is not { IsAbsoluteUri: true } uri || uri.Scheme is not ("https" or "wss"))
            throw new HttpaConfigurationException(ProtocolReason.SchemeNotHttps,
                $"The request goes to '{(request.RequestUri is { IsAbsoluteUri: true } other ? other.Scheme : "no absolute URI")}'; HTTPA needs an absolute https URI, and nothing was sent.");
        if (uri.Scheme == "wss" || request.Method == HttpMethod.Connect || request.Headers.NonValidated.Contains("Upgrade"))
            throw new HttpaConfigurationException(ProtocolReason.UpgradeNotSupported,
                "WebSocket, CONNECT and Upgrade would send frames that are not sealed. Use requests, or stream a request and its response.");
        if (uri.UserInfo.Length > 0)
            throw new HttpaConfigurationException(ProtocolReason.FieldNotAllowed, "The URI has user info, which would go out in clear. Put credentials into a header field.");
        if (request.Content?.Headers.ContentType?.MediaType is { } type && type.StartsWith(Grpc, StringComparison.OrdinalIgnoreCase))
            throw new HttpaConfigurationException(ProtocolReason.FieldNotAllowed, "gRPC needs trailers, which HTTPA does not have.");
        return uri;
    }
}
