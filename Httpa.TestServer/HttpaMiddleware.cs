using Httpa.Client.Protocol;
using Httpa.TestServer.Attest;
using Httpa.TestServer.Sealed;
using Microsoft.AspNetCore.Http;

namespace Httpa.TestServer;

/// <summary>Tells the exchanges of HTTPA/1 apart and refuses everything else.</summary>
internal sealed class HttpaMiddleware(HttpaService service, RequestDelegate next)
{
    private const string AttestMethod = "ATTEST";

    private readonly AttestExchange _attest = new(service);
    private readonly SessionExchange _session = new(service);
    private readonly SealedExchange _sealed = new(service, next);

    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;

        // A message with Attest-Session-ID is never an attest request, and never a preflight.
        var hasSession = request.Headers.ContainsKey(FieldName.SessionId);
        var isAttest = string.Equals(request.Method, AttestMethod, StringComparison.Ordinal);
        var answer = (isAttest, hasSession) switch
        {
            (true, true) => await _session.AnswerAsync(context).ConfigureAwait(false),
            (true, false) => await _attest.AnswerAsync(context).ConfigureAwait(false),
            (false, true) => await _sealed.AnswerAsync(context).ConfigureAwait(false),
            _ when Preflight.IsOne(request) => Preflight.Answer(context, service.Options),
            _ when IsUnprotected(request.Path) => await PassAsync(context).ConfigureAwait(false),
            _ => new Answer(Refusal.NotSealed, "The request is not sealed."),
        };

        if (answer.Refusal is null) return;
        Log.Refused(service.Logger, answer.Refusal.Status, answer.Refusal.Error, request.Method, answer.Problem);
        answer.Refusal.WriteTo(context.Response);
    }

    private bool IsUnprotected(PathString path)
    {
        foreach (var unprotected in service.Options.UnprotectedPaths)
        {
            if (path.StartsWithSegments(unprotected, StringComparison.Ordinal)) return true;
        }

        return false;
    }

    private async Task<Answer> PassAsync(HttpContext context)
    {
        await next(context).ConfigureAwait(false);
        return Answer.Given;
    }
}

/// <summary>How an exchange ended: answered, or to be refused.</summary>
/// <param name="Refusal">Null when the answer was given.</param>
/// <param name="Problem">The finer reason, for the service's own log alone.</param>
internal readonly record struct Answer(Refusal? Refusal, string Problem)
{
    public static readonly Answer Given = new(null, "");
}
