using Httpa.TestServer.Sessions;
using Httpa.Verifiers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Httpa.TestServer.Sealed;

/// <summary>One sealed request and its one sealed answer (HTTPA/1, section 4).</summary>
internal sealed class SealedExchange(HttpaService service, RequestDelegate next)
{
    private readonly RequestOpening _opening = new(service.Options);

    public async ValueTask<Answer> AnswerAsync(HttpContext context)
    {
        var rawTarget = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var (request, answer) = await RequestOpening.ReadAsync(context, rawTarget).ConfigureAwait(false);
        if (request is null) return answer;
        if (service.Sessions.Enter(request.SessionId, out var session) is { } refusal) return new(refusal, "No such session is live.");
        try
        {
            var body = context.Request.Body;
            (var opened, answer) = await _opening.OpenAsync(request, session!, body, context.RequestAborted).ConfigureAwait(false);
            if (opened is null) return answer;
            using (opened.Body) return await RunAsync(context, opened).ConfigureAwait(false);
        }
        finally
        {
            session!.Leave();
        }
    }

    private async ValueTask<Answer> RunAsync(HttpContext context, OpenedRequest opened)
    {
        var options = service.Options;
        using var response = new SealedResponse(context, opened, service);
        var httpa = new HttpaFeature(opened.Session.Terms, UnauthenticatedFields(context.Request.Headers, options.OuterFields));
        var outer = OuterFeatures.Replace(context, opened, response, httpa);
        Exception? failure = null;
        try
        {
            await next(context).ConfigureAwait(false);
            if (opened.Body.Fault is null) await response.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Whatever an endpoint throws is answered, or cuts the answer off, below.
            failure = e;
        }
        finally
        {
            outer.Restore();
        }

        return failure is null && opened.Body.Fault is null
            ? Answer.Given
            : await AnswerFailureAsync(context, opened, response, failure).ConfigureAwait(false);
    }

    /// <summary>
    /// A request that did not open to its end gets no sealed answer; an endpoint that failed gets a sealed one, or, once that has begun, none that ends.
    /// </summary>
    private async ValueTask<Answer> AnswerFailureAsync(HttpContext context, OpenedRequest opened, SealedResponse response, Exception? failure)
    {
        var isGone = context.RequestAborted.IsCancellationRequested;
        if (failure is not null && !isGone && opened.Body.Fault is null) Log.EndpointFailed(service.Logger, failure, response.HasStarted);
        if (response.IsComplete) return Answer.Given;
        if (response.HasStarted || isGone)
        {
            // Never a final record: what the client has so far is truncated, and it will know.
            context.Abort();
            return Answer.Given;
        }

        if (opened.Body.Fault is { } fault) return new(Refusal.BadSeal, fault.Message);
        response.Reset((failure as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status500InternalServerError);
        await response.CompleteAsync().ConfigureAwait(false);
        return Answer.Given;
    }

    private static HeaderDictionary UnauthenticatedFields(IHeaderDictionary outer, IReadOnlyList<string> names)
    {
        var fields = new HeaderDictionary();
        foreach (var name in names)
        {
            if (outer.TryGetValue(name, out var values)) fields[name] = values;
        }

        return fields;
    }

    private sealed class HttpaFeature(SessionTerms terms, IHeaderDictionary unauthenticated) : IHttpaFeature
    {
        public string Origin => terms.Origin;

        public string CipherSuite => terms.Suite.Token;

        public AttestationResult? ClientAttestation => terms.Client;

        public IHeaderDictionary UnauthenticatedFields { get; } = unauthenticated;
    }
}
