using Httpa.Client.Protocol;
using Microsoft.AspNetCore.Http;

namespace Httpa.TestServer;

/// <summary>An unsealed answer that refuses a message: the status and the <c>Attest-Error</c> of HTTPA/1, section 4. Says nothing finer.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Error">The token of <c>Attest-Error</c>.</param>
internal sealed record Refusal(int Status, string Error)
{
    public static readonly Refusal Malformed = new(StatusCodes.Status400BadRequest, "malformed");
    public static readonly Refusal NotSealed = new(StatusCodes.Status400BadRequest, "not-sealed");
    public static readonly Refusal VersionDowngrade = new(StatusCodes.Status400BadRequest, "version-downgrade");
    public static readonly Refusal BadSeal = new(StatusCodes.Status400BadRequest, "bad-seal");
    public static readonly Refusal BadSequence = new(StatusCodes.Status400BadRequest, "bad-sequence");
    public static readonly Refusal Replayed = new(StatusCodes.Status400BadRequest, "replayed");
    public static readonly Refusal Late = new(StatusCodes.Status400BadRequest, "late");
    public static readonly Refusal UnknownSession = new(StatusCodes.Status401Unauthorized, "unknown-session");
    public static readonly Refusal ExpiredSession = new(StatusCodes.Status401Unauthorized, "expired-session");
    public static readonly Refusal ClientEvidenceRejected = new(StatusCodes.Status403Forbidden, "client-evidence-rejected");
    public static readonly Refusal NoCommonSuite = new(StatusCodes.Status406NotAcceptable, "no-common-suite");
    public static readonly Refusal NoCommonEvidence = new(StatusCodes.Status406NotAcceptable, "no-common-evidence");
    public static readonly Refusal UnknownOrigin = new(StatusCodes.Status421MisdirectedRequest, "unknown-origin");

    /// <summary>Too much is going on, or the TEE does not answer: come back later. Has no <c>Attest-Error</c>.</summary>
    public static readonly Refusal Busy = new(StatusCodes.Status503ServiceUnavailable, "");

    private const string RetryAfterSeconds = "1";

    /// <summary>Writes the answer. Nothing was written before.</summary>
    public void WriteTo(HttpResponse response)
    {
        response.StatusCode = Status;
        if (Error.Length > 0) response.Headers[FieldName.Error] = Error;
        if (Status == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = "HTTPA";
        if (Status == StatusCodes.Status503ServiceUnavailable) response.Headers.RetryAfter = RetryAfterSeconds;
        response.Headers.CacheControl = "no-store, no-transform";
        response.ContentLength = 0;
    }
}
