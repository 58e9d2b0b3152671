using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Httpa.Tool.Serving;

/// <summary>
/// Keeps out what did not come from a program that means this proxy: pages in a browser that had a name resolve to 127.0.0.1 (the host differs) or that post here from elsewhere (the origin differs), other users of the machine
/// (the token), and what no sealed request can be.
/// </summary>
/// <param name="port">The proxy's port.</param>
/// <param name="token">What each request must present; null for nothing.</param>
internal sealed class ProxyGate(int port, string? token)
{
    private readonly string[] _hosts = [$"127.0.0.1:{port}", $"localhost:{port}"];
    private readonly byte[]? _credentials = token is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes($"Bearer {token}"));

    /// <summary>Why a request goes nowhere; null when it may pass.</summary>
    public ProxyRefusal? Refusal(HttpContext context)
    {
        var request = context.Request;
        if (request.Headers.Host.Count != 1 || !_hosts.Contains(request.Headers.Host.ToString(), StringComparer.OrdinalIgnoreCase))
            return ProxyRefusal.For(StatusCodes.Status421MisdirectedRequest, "proxy.host-refused");
        if (IsOfForeignPage(request.Headers)) return ProxyRefusal.For(StatusCodes.Status403Forbidden, "proxy.origin-refused");
        if (!HasToken(request)) return ProxyRefusal.For(StatusCodes.Status407ProxyAuthenticationRequired, "proxy.token-refused");
        if (HttpMethods.IsConnect(request.Method) || HttpMethods.IsTrace(request.Method)) return ProxyRefusal.For(StatusCodes.Status405MethodNotAllowed, "proxy.method-refused");
        if (request.Headers.Upgrade.Count > 0) return ProxyRefusal.For(StatusCodes.Status501NotImplemented, "proxy.upgrade-refused");
        return context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.StartsWith('/') ? null : ProxyRefusal.For(StatusCodes.Status400BadRequest, "proxy.target-refused");
    }

    /// <summary>Browsers name the page that sends (Origin), and where they leave that out, as for an image, whether it is another site's (Fetch Metadata).</summary>
    private bool IsOfForeignPage(IHeaderDictionary fields) =>
        fields.Origin.Any(origin => !_hosts.Any(host => origin == $"http://{host}")) || fields["Sec-Fetch-Site"].Any(site => site is not ("none" or "same-origin"));

    /// <summary>Compares hashes, so that neither bytes nor lengths show in the time that it takes.</summary>
    private bool HasToken(HttpRequest request) =>
        _credentials is null || CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(request.Headers.ProxyAuthorization.ToString())), _credentials);
}
