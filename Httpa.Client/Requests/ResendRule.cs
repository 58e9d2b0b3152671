using System.Net.Http.Json;

namespace Httpa.Client.Requests;

/// <summary>
/// When a request may be sealed anew after a copy of it may have arrived (HTTPA/1, section 4, "Resending"): only if doing it twice is as good as once, or the
/// caller said so, and its body can be read again.
/// </summary>
internal static class ResendRule
{
    /// <exception cref="HttpaProtocolException">It may not; the request may have been processed.</exception>
    public static void RefuseUnlessAllowed(OutgoingRequest call, ClientSettings settings, string cause, Exception? inner = null)
    {
        RefuseUnlessAllowed(call.Caller, call.Method, call.Origin, settings, cause, inner);
        if (!CanReadAgain(call.Content))
            throw new HttpaProtocolException(ProtocolReason.ResendBodyConsumed,
                $"{cause}, and the body of this {call.Method} request to {call.Origin} cannot be read again. Use a seekable body, and ask the service before sending it again.",
                requestMayHaveBeenProcessed: true, inner);
    }

    /// <summary>The same of a request whose body is at hand.</summary>
    /// <exception cref="HttpaProtocolException">It may not; the request may have been processed.</exception>
    public static void RefuseUnlessAllowed(HttpRequestMessage caller, HttpMethod method, string origin, ClientSettings settings, string cause, Exception? inner = null)
    {
        if (!IsIdempotent(method) && !settings.Options.AllowResendOfUnsafeRequests && !CallerAllows(caller))
            throw new HttpaProtocolException(ProtocolReason.ResendNotSafe,
                $"{cause}, and nothing proves that {origin} did not process this {method} request. Ask the service before sending it again, "
                + "or allow it with HttpaRequestOptions.AllowResend if the service recognises repeats.", requestMayHaveBeenProcessed: true, inner);
    }

    /// <summary>True for a body that gives the same bytes when it is read a second time.</summary>
    public static bool CanReadAgain(HttpContent? content) => content switch
    {
        null or ByteArrayContent or ReadOnlyMemoryContent or JsonContent => true,
        StreamContent => content.ReadAsStream().CanSeek,
        MultipartContent parts => parts.All(CanReadAgain),
        _ => false,
    };

    private static bool CallerAllows(HttpRequestMessage request) => request.Options.TryGetValue(HttpaRequestOptions.AllowResend, out var allowed) && allowed;

    /// <summary>RFC 9110, section 9.2.2, and QUERY.</summary>
    private static bool IsIdempotent(HttpMethod method) =>
        method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Put || method == HttpMethod.Delete || method == HttpMethod.Options
        || method == HttpMethod.Trace || method.Method == "QUERY";
}
