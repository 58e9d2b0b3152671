using Httpa.Client.OpenHttpa;
using Httpa.TestServer.Sealed;
using Httpa.Verifiers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Httpa.TestServer.OpenHttpa;

/// <summary>One trusted request and its answer, with the reference's checks in their order. Every route checks the ticket here, which the reference leaves to each.</summary>
internal sealed class TrustedExchange(OpenHttpaService service, RequestDelegate next)
{
    private const int MaxBody = 2 << 20;

    public async Task AnswerAsync(HttpContext context)
    {
        var (session, ticket, refusal) = FindSession(context.Request);
        byte[]? plaintext = null;
        if (session is not null) (plaintext, refusal) = await OpenAsync(context, session, ticket!).ConfigureAwait(false);
        if (plaintext is not null)
        {
            await RunAsync(context, session!, plaintext).ConfigureAwait(false);
            return;
        }

        Log.Refused(service.Logger, refusal!.Status, "", context.Request.Method, refusal.Text);
        await refusal.WriteToAsync(context.Response, context.RequestAborted).ConfigureAwait(false);
    }

    private (TrustedSession? Session, RequestTicket? Ticket, PlainAnswer? Refusal) FindSession(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(OpenHttpaNames.BaseId, out var ids)) return (null, null, PlainAnswer.NoBaseId);
        if (!Guid.TryParse(ids.ToString(), out _)) return (null, null, PlainAnswer.BadBaseId);
        if (service.Find(ids.ToString()) is not { } session) return (null, null, PlainAnswer.NoSession);
        if (!request.Headers.TryGetValue(OpenHttpaNames.Ticket, out var tickets)) return (null, null, PlainAnswer.NoTicket);
        return RequestTicket.TryParse(tickets.ToString(), out var ticket) ? (session, ticket, null) : (null, null, PlainAnswer.BadTicket);
    }

    private static async Task<(byte[]? Plaintext, PlainAnswer? Refusal)> OpenAsync(HttpContext context, TrustedSession session, RequestTicket ticket)
    {
        if (await ReadBodyAsync(context).ConfigureAwait(false) is not { } body) return (null, PlainAnswer.TooLarge);
        if (!CiphertextBody.TryRead(body, out var ciphertext)) return (null, PlainAnswer.BadBody);
        try
        {
            var refusal = session.TryOpen(ticket, HeaderListOf(context), ciphertext, out var plaintext);
            return (refusal is null ? plaintext : null, refusal);
        }
        catch (ArgumentException e)
        {
            return (null, PlainAnswer.BadHeaderList(e.Message));
        }
    }

    /// <summary>The body; null when it is longer than the reference takes.</summary>
    private static async Task<byte[]?> ReadBodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted).ConfigureAwait(false)) > 0)
        {
            if (body.Length + read > MaxBody) return null;
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    private static byte[] HeaderListOf(HttpContext context)
    {
        var request = context.Request;
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?', 2);
        var line = new RequestLine(request.Method, target[0], target.Length > 1 ? target[1] : "", request.Host.Value ?? "");
        return HeaderList.Encode(line, request.Headers.SelectMany(h => h.Value.Select(v => KeyValuePair.Create(h.Key, v ?? ""))));
    }

    private async Task RunAsync(HttpContext context, TrustedSession session, byte[] plaintext)
    {
        using var response = new TrustedResponse(context, session);
        var outer = OuterFeatures.Replace(context, Inner(context, plaintext), plaintext.Length > 0, response, new Feature(context, session));
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested)
        {
            // Whatever an endpoint throws: the reference answers plainly, and so does this.
            Log.EndpointFailed(service.Logger, e, response.HasStarted);
            response.Fail();
        }
        finally
        {
            outer.Restore();
        }

        await response.CompleteAsync().ConfigureAwait(false);
    }

    /// <summary>The request as the endpoint sees it. Its fields are what stood outside: nothing protects any of them.</summary>
    private static HttpRequestFeature Inner(HttpContext context, byte[] plaintext)
    {
        var outer = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        var headers = new HeaderDictionary();
        foreach (var (name, value) in outer.Headers) headers[name] = value;
        headers.ContentLength = plaintext.Length > 0 ? plaintext.Length : null;
        headers.Remove("Transfer-Encoding");
        if (plaintext.Length == 0) headers.Remove("Content-Type");
        return new HttpRequestFeature
        {
            Protocol = outer.Protocol, Scheme = Uri.UriSchemeHttps, Method = outer.Method, PathBase = outer.PathBase, Path = outer.Path, QueryString = outer.QueryString,
            RawTarget = outer.RawTarget, Headers = headers, Body = new MemoryStream(plaintext),
        };
    }

    private sealed class Feature(HttpContext context, TrustedSession session) : IHttpaFeature
    {
        public string Origin { get; } = $"https://{context.Request.Host.Value}";

        public string CipherSuite => OpenHttpaNames.Suite;

        public AttestationResult? ClientAttestation => session.Client;

        public IHeaderDictionary UnauthenticatedFields { get; } = context.Request.Headers;
    }
}
