using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.AspNetCore.Routing;

namespace Httpa.TestServer.Sealed;

/// <summary>
/// Puts the opened request and the response to be sealed in the place of the outer ones, and hides everything else that came from outside: upgrades, trailers,
/// the TLS identity of whoever ended TLS, and what earlier middleware derived from outer fields.
/// </summary>
internal sealed class OuterFeatures
{
    private static readonly Type[] Covered =
    [
        typeof(IHttpRequestFeature), typeof(IHttpRequestBodyDetectionFeature), typeof(IRequestBodyPipeFeature),
        typeof(IHttpResponseFeature), typeof(IHttpResponseBodyFeature), typeof(IHttpaFeature), typeof(ITlsConnectionFeature),
        typeof(IHttpRequestTrailersFeature), typeof(IHttpResponseTrailersFeature), typeof(IHttpUpgradeFeature), typeof(IHttpExtendedConnectFeature),
        typeof(IHttpWebSocketFeature), typeof(IHttpAuthenticationFeature), typeof(IFormFeature), typeof(IQueryFeature), typeof(IRequestCookiesFeature),
        typeof(IResponseCookiesFeature), // writes into the fields of whichever response it was made for
        typeof(ISessionFeature), typeof(IRouteValuesFeature), typeof(IEndpointFeature),
    ];

    private readonly object?[] _outer = new object?[Covered.Length];
    private readonly IFeatureCollection _features;

    /// <summary>Hides all that is covered.</summary>
    private OuterFeatures(IFeatureCollection features)
    {
        _features = features;
        for (var i = 0; i < Covered.Length; i++)
        {
            _outer[i] = features[Covered[i]];
            if (_outer[i] is not null) features[Covered[i]] = null;
        }
    }

    public static OuterFeatures Replace(HttpContext context, OpenedRequest opened, SealedResponse response, IHttpaFeature httpa) =>
        Replace(context, ToFeature(opened, context.Request.Protocol), opened.CanHaveBody, response, httpa);

    /// <summary>The same for a request and a response of any protocol.</summary>
    public static OuterFeatures Replace<T>(HttpContext context, HttpRequestFeature request, bool canHaveBody, T response, IHttpaFeature httpa)
        where T : IHttpResponseFeature, IHttpResponseBodyFeature
    {
        var features = context.Features;
        var outer = new OuterFeatures(features);
        features[typeof(IHttpRequestFeature)] = request;
        features[typeof(IHttpRequestBodyDetectionFeature)] = new BodyDetection(canHaveBody);
        features[typeof(IRequestBodyPipeFeature)] = new RequestBodyPipeFeature(context);
        features[typeof(IHttpResponseFeature)] = response;
        features[typeof(IHttpResponseBodyFeature)] = response;
        features[typeof(IHttpaFeature)] = httpa;
        features[typeof(ITlsConnectionFeature)] = new TlsConnectionFeature();
        return outer;
    }

    /// <summary>Puts the outer features back, for what runs before and for the server itself.</summary>
    public void Restore()
    {
        for (var i = 0; i < Covered.Length; i++) _features[Covered[i]] = _outer[i];
    }

    private static HttpRequestFeature ToFeature(OpenedRequest opened, string protocol) => new()
    {
        Protocol = protocol,
        Scheme = Uri.UriSchemeHttps,
        Method = opened.Outer.Method,
        PathBase = "",
        Path = opened.Outer.Target.Path.Value ?? "",
        QueryString = opened.Outer.Target.Query.Value ?? "",
        RawTarget = opened.Outer.Target.Raw,
        Headers = opened.Headers,
        Body = opened.CanHaveBody ? opened.Body : Stream.Null,
    };

    private sealed class BodyDetection(bool canHaveBody) : IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody { get; } = canHaveBody;
    }
}
