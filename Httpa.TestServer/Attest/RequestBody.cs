using Httpa.Client.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Httpa.TestServer.Attest;

/// <summary>Reads the body of an attest or session request, at most 1 MiB.</summary>
internal static class RequestBody
{
    /// <summary>The body, empty when there is none; null when it is too long.</summary>
    public static async ValueTask<byte[]?> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }) return [];
        if (context.Request.ContentLength > EvidenceBody.MaxLength) return null;

        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted).ConfigureAwait(false)) > 0)
        {
            if (body.Length + read > EvidenceBody.MaxLength) return null;
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }
}
