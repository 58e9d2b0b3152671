using System.Net;

namespace Httpa.Client;

/// <summary>
/// Something on the way was down or busy, or a connection broke. Retry later; where <see cref="RequestMayHaveBeenProcessed"/> is true, only if doing it twice is
/// as good as once.
/// </summary>
/// <param name="message">Who, what was found, what to do.</param>
/// <param name="statusCode">The unauthenticated HTTP status, if there was one.</param>
/// <param name="retryAfter">The capped <c>Retry-After</c>, if there was one.</param>
/// <param name="requestMayHaveBeenProcessed">True when the service may have acted on the request.</param>
/// <param name="innerException">The cause, if any.</param>
public sealed class HttpaUnavailableException(
    string message, HttpStatusCode? statusCode = null, TimeSpan? retryAfter = null, bool requestMayHaveBeenProcessed = false,
    Exception? innerException = null)
    : HttpRequestException((innerException as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown, message, innerException, statusCode)
{
    /// <summary>How long to wait, as the answer asked, at most an hour; unauthenticated.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>True when the service may have acted on the request: ask it before sending the request again.</summary>
    public bool RequestMayHaveBeenProcessed { get; } = requestMayHaveBeenProcessed;
}
