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
    private readonly List<(Type Type, object? Feature)> _replaced = new(24);
    private readonly IFeatureCollection _features;

    private OuterFeatures(IFeatureCollection features) => _features = features;

    public static OuterFeatures Replace(HttpContext context, OpenedRequest opened, SealedResponse response, IHttpaFeature httpa)
    {
        var outer = new OuterFeatures(context.Features);
        outer.Set<IHttpRequestFeature>(ToFeature(opened, context.Request.Protocol));
        outer.Set<IHttpRequestBodyDetectionFeature>(new BodyDetection(opened.CanHaveBody));
        outer.Set<IRequestBodyPipeFeature>(new RequestBodyPipeFeature(context));
        outer.Set<IHttpResponseFeature>(response);
        outer.Set<IHttpResponseBodyFeature>(response);
        outer.Set(httpa);
        outer.Set<ITlsConnectionFeature>(new TlsConnectionFeature());

        outer.Hide<IHttpRequestTrailersFeature>();
        outer.Hide<IHttpResponseTrailersFeature>();
        outer.Hide<IHttpUpgradeFeature>();
        outer.Hide<IHttpExtendedConnectFeature>();
        outer.Hide<IHttpWebSocketFeature>();
        outer.Hide<IHttpAuthenticationFeature>();
        outer.Hide<IFormFeature>();
        outer.Hide<IQueryFeature>();
        outer.Hide<IRequestCookiesFeature>();
        outer.Hide<IResponseCookiesFeature>(); // writes into the fields of whichever response it was made for
        outer.Hide<ISessionFeature>();
        outer.Hide<IRouteValuesFeature>();
        outer.Hide<IEndpointFeature>();
        return outer;
    }

    /// <summary>Puts the outer features back, for what runs before and for the server itself.</summary>
    public void Restore()
    {
        foreach (var (type, feature) in _replaced) _features[type] = feature;
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

    private void Hide<TFeature>() => Set<TFeature>(default);

    private void Set<TFeature>(TFeature? feature)
    {
        var outer = _features[typeof(TFeature)];
        _replaced.Add((typeof(TFeature), outer));
        _features[typeof(TFeature)] = feature;
    }

    private sealed class BodyDetection(bool canHaveBody) : IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody { get; } = canHaveBody;
    }
}
