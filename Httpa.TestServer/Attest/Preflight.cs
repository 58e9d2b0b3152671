using System.Globalization;
using Httpa.Client.Protocol;
using Microsoft.AspNetCore.Http;

namespace Httpa.TestServer.Attest;

/// <summary>The preflight (HTTPA/1, section 1): says that ATTEST is allowed here, and in which version.</summary>
internal static class Preflight
{
    /// <summary>True for OPTIONS that asks for ATTEST.</summary>
    public static bool IsOne(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method)
        && string.Equals(request.Headers.AccessControlRequestMethod, "ATTEST", StringComparison.Ordinal);

    public static Answer Answer(HttpContext context, HttpaServerOptions options)
    {
        if (!RequestFields.TryRead(context.Request, [FieldName.Versions], out var fields, out var problem)) return new(Refusal.Malformed, problem);
        if (fields[FieldName.Versions] is { } versions && !StructuredFields.TryParseTokens(versions, out _))
            return new(Refusal.Malformed, "Attest-Versions is no list of tokens.");
        var response = context.Response;
        response.StatusCode = StatusCodes.Status204NoContent;
        response.Headers.AccessControlAllowMethods = "ATTEST";
        response.Headers[FieldName.Versions] = AttestExchange.Version;
        response.Headers.AccessControlMaxAge = ((long)options.PreflightMaxAge.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return TestServer.Answer.Given;
    }
}
