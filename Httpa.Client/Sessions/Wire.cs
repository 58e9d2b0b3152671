using Httpa.Client.Bodies;

namespace Httpa.Client.Sessions;

/// <summary>How the messages of one handshake travel: like the request that needed it.</summary>
/// <param name="Send">Sends through the inner handler.</param>
/// <param name="Async">False: everything happens before a call returns.</param>
/// <param name="Origin">The origin that was dialled.</param>
/// <param name="Uri">The request's URI without its query.</param>
/// <param name="Version">The HTTP version of the request.</param>
/// <param name="VersionPolicy">The version policy of the request.</param>
internal sealed record Wire(WireSend Send, bool Async, string Origin, Uri Uri, Version Version, HttpVersionPolicy VersionPolicy)
{
    /// <summary>True once anything came back.</summary>
    public bool HasAnswered { get; private set; }

    /// <summary>The wire of a request.</summary>
    public static Wire For(HttpRequestMessage request, Uri uri, string origin, WireSend send, bool async) =>
        new(send, async, origin, new Uri(uri.GetLeftPart(UriPartial.Path)), request.Version, request.VersionPolicy);

    /// <summary>Sends a message without a body and returns its answer, whatever its status, save a redirect.</summary>
    public ValueTask<HttpResponseMessage> SendAsync(HttpMethod method, IEnumerable<KeyValuePair<string, string>> fields, CancellationToken cancellationToken) =>
        SendAsync(method, fields, evidence: [], cancellationToken);

    /// <summary>Sends a message and returns its answer, whatever its status, save a redirect.</summary>
    /// <param name="method">The method.</param>
    /// <param name="fields">The fields.</param>
    /// <param name="evidence">The client's evidence; empty for no body.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async ValueTask<HttpResponseMessage> SendAsync(
        HttpMethod method, IEnumerable<KeyValuePair<string, string>> fields, byte[] evidence, CancellationToken cancellationToken)
    {
        var message = new HttpRequestMessage(method, Uri) { Version = Version, VersionPolicy = VersionPolicy };
        if (evidence.Length > 0) message.Content = new EvidenceContent(evidence);
        foreach (var (name, value) in fields) message.Headers.TryAddWithoutValidation(name, value);
        var response = await Send(message, Async, cancellationToken).ConfigureAwait(false);
        HasAnswered = true;
        if ((int)response.StatusCode is not (>= 300 and < 400)) return response;
        response.Dispose();
        throw new HttpaProtocolException(ProtocolReason.HandshakeRedirected,
            $"{Origin} answered {method} with a redirect ({(int)response.StatusCode}); the handshake follows none. Use the URI that the service itself answers.");
    }
}
