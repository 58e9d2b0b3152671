using Httpa.Client;
using Httpa.Verifiers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Httpa.Tool.Serving;

/// <summary>Sends a request on, sealed, and its answer back as it comes; neither is kept.</summary>
/// <param name="origin">The service.</param>
/// <param name="service">Attests it and seals what is sent there.</param>
/// <param name="terminal">Is told of what failed.</param>
internal sealed class ProxyForwarder(Uri origin, HttpMessageInvoker service, Terminal terminal)
{
    /// <summary>Fields of one connection (RFC 9110, section 7.6.1), and the proxy's own name.</summary>
    private static readonly HashSet<string> HopByHop = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Host", "Expect", ProxyRefusal.Field,
    };

    public async Task ForwardAsync(HttpContext context)
    {
        try
        {
            using var request = ToService(context);
            using var response = await service.SendAsync(request, context.RequestAborted);
            CopyHead(response, context.Response);
            await using var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
            await body.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (Exception e) when (RefusalFor(e) is { } refusal)
        {
            await terminal.Error.WriteLineAsync(Terminal.Plain(e.Message));
            if (context.Response.HasStarted) context.Abort();
            else await refusal.WriteAsync(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The program went away: nobody waits for an answer.
            context.Abort();
        }
    }

    private HttpRequestMessage ToService(HttpContext context)
    {
        var request = context.Request;
        var target = origin.GetLeftPart(UriPartial.Authority) + context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(target));
        if (request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0) message.Content = new StreamContent(request.Body);
        foreach (var (name, values) in request.Headers.Where(field => IsEndToEnd(field.Key, request.Headers.Connection)))
        {
            if (!message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values)) message.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        return message;
    }

    private static void CopyHead(HttpResponseMessage from, HttpResponse to)
    {
        to.StatusCode = (int)from.StatusCode;
        var connection = from.Headers.Connection.ToArray();
        foreach (var (name, values) in from.Headers.Concat(from.Content.Headers).Where(field => IsEndToEnd(field.Key, connection)))
            to.Headers.Append(name, values.ToArray());
    }

    private static bool IsEndToEnd(string name, IEnumerable<string?> connection) =>
        !HopByHop.Contains(name) && !connection.SelectMany(value => (value ?? "").Split(',')).Any(listed => listed.Trim().Equals(name, StringComparison.OrdinalIgnoreCase));

    private static ProxyRefusal? RefusalFor(Exception failure) => failure switch
    {
        AttestationException e => new(StatusCodes.Status502BadGateway, new("attestation.rejected", [.. e.Result.Findings.Select(f => f.Reason.Code()).Distinct()])),
        HttpaProtocolException e => ProxyRefusal.For(StatusCodes.Status502BadGateway, e.Reason.Code()),
        HttpaConfigurationException e => ProxyRefusal.For(StatusCodes.Status500InternalServerError, e.Reason.Code()),
        HttpRequestException => ProxyRefusal.For(StatusCodes.Status502BadGateway, "proxy.unavailable"),
        UriFormatException or ArgumentException => ProxyRefusal.For(StatusCodes.Status400BadRequest, "proxy.request-refused"),
        _ => null,
    };
}
