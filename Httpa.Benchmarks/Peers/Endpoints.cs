using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Httpa.Benchmarks.Peers;

/// <summary>What both services do: as little as possible, so that nothing hides what HTTPA costs.</summary>
internal static class Endpoints
{
    public const string Echo = "/bench/echo";
    public const string Sink = "/bench/sink";
    public const string Source = "/bench/source";

    private const int BlockLength = 64 * 1024;

    public static void Map(WebApplication app)
    {
        var block = new byte[BlockLength];
        app.Map(Echo, (RequestDelegate)EchoAsync);
        app.Map(Sink, (RequestDelegate)SinkAsync);
        app.Map($"{Source}/{{bytes:long}}", (RequestDelegate)(context => SourceAsync(context, block)));
    }

    /// <summary>Answers with what comes, as it comes.</summary>
    private static Task EchoAsync(HttpContext context)
    {
        context.Response.ContentLength = context.Request.ContentLength;
        context.Response.ContentType = context.Request.ContentType;
        return context.Request.Body.CopyToAsync(context.Response.Body, BlockLength, context.RequestAborted);
    }

    /// <summary>Reads to the end and says how much it was.</summary>
    private static async Task SinkAsync(HttpContext context)
    {
        var buffer = new byte[BlockLength];
        var total = 0L;
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0) total += read;
        await context.Response.WriteAsync($"{total}", context.RequestAborted);
    }

    /// <summary>Writes as many bytes as the path says.</summary>
    private static async Task SourceAsync(HttpContext context, byte[] block)
    {
        var left = long.Parse((string)context.Request.RouteValues["bytes"]!, System.Globalization.CultureInfo.InvariantCulture);
        context.Response.ContentLength = left;
        for (; left > 0; left -= block.Length)
            await context.Response.Body.WriteAsync(block.AsMemory(0, (int)Math.Min(left, block.Length)), context.RequestAborted);
    }
}
