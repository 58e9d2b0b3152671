using System.Net.Http.Headers;

namespace Httpa.Tool.Wire;

/// <summary>
/// Sits where a proxy that ends TLS sits: below the client's handler, above the connection. It notes every byte, and can change them: what it does is all that
/// such a proxy can do.
/// </summary>
/// <param name="transport">The connection.</param>
internal sealed class WireTap(HttpMessageHandler transport) : DelegatingHandler(transport)
{
    private readonly List<WireExchange> _exchanges = [];

    /// <summary>Everything that passed, in order.</summary>
    public IReadOnlyList<WireExchange> Exchanges
    {
        get
        {
            lock (_exchanges) return [.. _exchanges];
        }
    }

    /// <summary>Changes the body of a request; null changes nothing.</summary>
    public Func<WireExchange, byte[], byte[]>? ChangeRequest { get; init; }

    /// <summary>Changes the body of an answer; null lets it stream.</summary>
    public Func<WireExchange, byte[], byte[]>? ChangeAnswer { get; init; }

    /// <summary>Changes a field of an answer: gives the value that takes its place, null to leave it as it is.</summary>
    public Func<WireExchange, string, string?>? ChangeAnswerField { get; init; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var exchange = new WireExchange
        {
            Started = TimeProvider.System.GetTimestamp(),
            Method = request.Method,
            Uri = request.RequestUri!,
            Fields = Fields(request.Headers, request.Content?.Headers),
            Body = body,
        };
        lock (_exchanges) _exchanges.Add(exchange);

        if (request.Content is not null && ChangeRequest is not null) request.Content = WithHeaders(new ByteArrayContent(ChangeRequest(exchange, body)), request.Content.Headers);
        var response = await base.SendAsync(request, cancellationToken);
        exchange.Status = response.StatusCode;
        if (ChangeAnswerField is not null) ChangeFields(exchange, response.Headers);
        exchange.AnswerFields = Fields(response.Headers, response.Content.Headers);
        response.Content = await TapAsync(exchange, response.Content, cancellationToken);
        return response;
    }

    private void ChangeFields(WireExchange exchange, HttpResponseHeaders headers)
    {
        foreach (var (name, values) in headers.ToList())
        {
            exchange.AnswerFields = [KeyValuePair.Create(name, string.Join(", ", values))];
            if (ChangeAnswerField!(exchange, name) is not { } other) continue;
            headers.Remove(name);
            headers.TryAddWithoutValidation(name, other);
        }
    }

    private async Task<HttpContent> TapAsync(WireExchange exchange, HttpContent content, CancellationToken cancellationToken)
    {
        if (ChangeAnswer is null) return WithHeaders(new StreamContent(new WireTapStream(await content.ReadAsStreamAsync(cancellationToken), exchange)), content.Headers);

        var changed = ChangeAnswer(exchange, await content.ReadAsByteArrayAsync(cancellationToken));
        exchange.Append(changed);
        return WithHeaders(new ByteArrayContent(changed), content.Headers);
    }

    private static HttpContent WithHeaders(HttpContent content, HttpContentHeaders headers)
    {
        foreach (var (name, values) in headers) content.Headers.TryAddWithoutValidation(name, values);
        return content;
    }

    private static List<KeyValuePair<string, string>> Fields(HttpHeaders headers, HttpContentHeaders? contentHeaders) =>
        [.. headers.Concat(contentHeaders ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>()).Select(f => KeyValuePair.Create(f.Key, string.Join(", ", f.Value)))];
}
