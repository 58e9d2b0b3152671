using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Httpa.Tool.Serving;

/// <summary>An answer of the proxy's own. No answer of the service's looks like it: those are sealed, and this names the proxy.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">What happened.</param>
internal sealed record ProxyRefusal(int Status, ProxyRefusalBody Body)
{
    public const string Field = "Httpa-Proxy-Error";

    /// <summary>A refusal with one reason.</summary>
    public static ProxyRefusal For(int status, string reason) => new(status, new ProxyRefusalBody(reason, []));

    public Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/json";
        context.Response.Headers[Field] = Body.Error;
        return context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(Body, ProxyRefusalJson.Default.ProxyRefusalBody)).AsTask();
    }
}

/// <summary>The body of a refusal.</summary>
/// <param name="Error">A code of docs/reasons.md, or one of the proxy's.</param>
/// <param name="Reasons">The codes of the objections to the evidence; empty when it is about something else.</param>
internal sealed record ProxyRefusalBody(string Error, IReadOnlyList<string> Reasons);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProxyRefusalBody))]
internal sealed partial class ProxyRefusalJson : JsonSerializerContext;
