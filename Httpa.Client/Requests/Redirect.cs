using System.Net;
using Httpa.Client.Protocol;

namespace Httpa.Client.Requests;

/// <summary>Follows a redirect that the attested service sealed, inside its origin only (RFC 9110, section 15.4, with the habits of HttpClient).</summary>
internal static class Redirect
{
    /// <summary>Where an answer sends the request; null when it does not.</summary>
    /// <exception cref="HttpaProtocolException">To another origin, or a body that cannot be read again is needed again.</exception>
    public static OutgoingRequest? Next(OutgoingRequest call, HttpResponseMessage response)
    {
        if (response.StatusCode is not (HttpStatusCode.MultipleChoices or HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
            || response.Headers.Location is not { } location)
            return null;

        var target = new Uri(call.Uri, location);
        if (target.Scheme != Uri.UriSchemeHttps || target.UserInfo.Length > 0 || Origin.Of(target) != call.Origin)
            throw new HttpaProtocolException(ProtocolReason.RedirectCrossOrigin,
                $"{call.Origin} redirects to {target.GetLeftPart(UriPartial.Authority)}, which is another origin and was not attested. Send a new request there if that is wanted.",
                requestMayHaveBeenProcessed: true);

        if (BecomesGet(call.Method, response.StatusCode)) return call.AsGetAt(target);
        if (!ResendRule.CanReadAgain(call.Content))
            throw new HttpaProtocolException(ProtocolReason.RedirectBodyConsumed,
                $"{call.Origin} redirects a {call.Method} request whose body cannot be read again. Use a seekable body, or the URI that it redirects to.",
                requestMayHaveBeenProcessed: true);
        return call.At(target);
    }

    private static bool BecomesGet(HttpMethod method, HttpStatusCode status) => status switch
    {
        HttpStatusCode.MultipleChoices or HttpStatusCode.MovedPermanently or HttpStatusCode.Found => method == HttpMethod.Post,
        HttpStatusCode.SeeOther => method != HttpMethod.Get && method != HttpMethod.Head,
        _ => false,
    };
}
