using Httpa.Client.OpenHttpa;
using Microsoft.AspNetCore.Http;

namespace Httpa.TestServer.OpenHttpa;

/// <summary>Tells the exchanges of OpenHTTPA apart: OPTIONS and every other method on the attest path, and trusted requests everywhere else.</summary>
internal sealed class OpenHttpaMiddleware(OpenHttpaService service, RequestDelegate next)
{
    private readonly TrustedExchange _trusted = new(service, next);

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Path == service.Options.OpenHttpa.AttestPath && !request.Headers.ContainsKey(OpenHttpaNames.BaseId))
            return HttpMethods.IsOptions(request.Method) ? Preflight(context.Response) : AttestAsync(context);
        return service.Options.UnprotectedPaths.Any(p => request.Path.StartsWithSegments(p, StringComparison.Ordinal)) ? next(context) : _trusted.AnswerAsync(context);
    }

    private Task Preflight(HttpResponse response)
    {
        Write(response, service.Preflight().ToFields());
        return Task.CompletedTask;
    }

    private async Task AttestAsync(HttpContext context)
    {
        var headers = context.Request.Headers.Select(h => KeyValuePair.Create(h.Key, h.Value.Select(v => v ?? "")));
        var (answer, refusal) = OpenHttpaFields.TryRead(headers, out var fields, out var problem)
            ? await service.AttestAsync(fields, context.RequestAborted).ConfigureAwait(false)
            : (null, PlainAnswer.BadHeaders(problem));
        if (answer is null)
        {
            Log.Refused(service.Logger, refusal!.Status, "", context.Request.Method, refusal.Text);
            await refusal.WriteToAsync(context.Response, context.RequestAborted).ConfigureAwait(false);
            return;
        }

        Write(context.Response, answer.ToFields());
    }

    private static void Write(HttpResponse response, IEnumerable<KeyValuePair<string, string>> fields)
    {
        foreach (var (name, value) in fields) response.Headers[name] = value;
        response.ContentLength = 0;
    }
}
