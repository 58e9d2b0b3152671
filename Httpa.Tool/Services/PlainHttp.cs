namespace Httpa.Tool.Services;

/// <summary>
/// Sends over plain HTTP what was meant for https, for servers of OpenHTTPA without TLS: that protocol seals bodies by itself, and everything else is in clear either way
/// to whoever ends TLS. The host field stays what the sealed request is bound to.
/// </summary>
/// <param name="transport">The connection.</param>
internal sealed class PlainHttp(HttpMessageHandler transport) : DelegatingHandler(transport)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Host = request.RequestUri!.Authority;
        request.RequestUri = new UriBuilder(request.RequestUri) { Scheme = Uri.UriSchemeHttp, Port = request.RequestUri.Port }.Uri;
        return base.SendAsync(request, cancellationToken);
    }
}
