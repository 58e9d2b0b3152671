using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Httpa.TestServer;

/// <summary>What a service behind HTTPA may look like: ordinary endpoints that know nothing of it.</summary>
internal sealed class SampleEndpoints(TimeProvider time)
{
    private const int BlockLength = 64 * 1024;

    private static readonly ReadOnlyMemory<byte> Greeting = "Hello from inside the enclave."u8.ToArray();

    public static void Map(IEndpointRouteBuilder routes, TimeProvider time)
    {
        var samples = new SampleEndpoints(time);
        routes.MapMethods("/hello", [HttpMethods.Get, HttpMethods.Head], HelloAsync);
        routes.MapPost("/echo", EchoAsync);
        routes.MapGet("/events", samples.EventsAsync);
        routes.MapPost("/upload", UploadAsync);
        routes.MapGet("/download", DownloadAsync);
        routes.Map("/status/{code:int}", Status);
        routes.Map("/headers", HeadersAsync);
        ChatEndpoint.Map(routes, time);
    }

    private static Task HelloAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = Greeting.Length;
        return context.Response.Body.WriteAsync(Greeting).AsTask();
    }

    /// <summary>Answers with the request's body as it comes.</summary>
    private static Task EchoAsync(HttpContext context)
    {
        context.Response.ContentType = context.Request.ContentType;
        context.Response.ContentLength = context.Request.ContentLength;
        return context.Request.Body.CopyToAsync(context.Response.Body, BlockLength, context.RequestAborted);
    }

    /// <summary><c>?count=N&amp;interval=MS</c>: N server-sent events, each flushed as it is written.</summary>
    private async Task EventsAsync(HttpContext context)
    {
        var count = Number(context, "count", 3);
        var interval = TimeSpan.FromMilliseconds(Number(context, "interval", 0));
        context.Response.ContentType = "text/event-stream";
        for (var i = 1L; i <= count; i++)
        {
            if (i > 1 && interval > TimeSpan.Zero) await Task.Delay(interval, time, context.RequestAborted).ConfigureAwait(false);
            var text = string.Create(CultureInfo.InvariantCulture, $"data: event {i}\n\n");
            await context.Response.WriteAsync(text, context.RequestAborted).ConfigureAwait(false);
            await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>Answers with the number of bytes received and their SHA-256.</summary>
    private static async Task UploadAsync(HttpContext context)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BlockLength];
        var total = 0L;
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted).ConfigureAwait(false)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            total += read;
        }

        var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        await WriteJsonAsync(context, json =>
        {
            json.WriteNumber("bytes", total);
            json.WriteString("sha256", sha256);
        }).ConfigureAwait(false);
    }

    /// <summary><c>?bytes=N</c>: N bytes that count 0 to 255 over and over. Without <c>&amp;length=false</c> their number is said beforehand.</summary>
    private static async Task DownloadAsync(HttpContext context)
    {
        var left = Number(context, "bytes", 0);
        context.Response.ContentType = "application/octet-stream";
        if (context.Request.Query["length"] != "false") context.Response.ContentLength = left;
        var block = new byte[BlockLength];
        for (var i = 0; i < block.Length; i++) block[i] = (byte)i;
        while (left > 0)
        {
            var part = (int)Math.Min(left, block.Length);
            await context.Response.Body.WriteAsync(block.AsMemory(0, part), context.RequestAborted).ConfigureAwait(false);
            left -= part;
        }
    }

    private static Task Status(HttpContext context)
    {
        context.Response.StatusCode = int.Parse((string)context.Request.RouteValues["code"]!, CultureInfo.InvariantCulture);
        return Task.CompletedTask;
    }

    /// <summary>Answers with what the endpoint sees of the request: method, address, fields, and apart from them what stood outside the seal.</summary>
    private static Task HeadersAsync(HttpContext context) => WriteJsonAsync(context, json =>
    {
        json.WriteString("method", context.Request.Method);
        json.WriteString("address", $"{context.Request.Scheme}://{context.Request.Host}{context.Request.Path}{context.Request.QueryString}");
        Write(json, "fields", context.Request.Headers);
        Write(json, "unauthenticated", context.Features.Get<IHttpaFeature>()?.UnauthenticatedFields ?? new HeaderDictionary());
    });

    private static void Write(Utf8JsonWriter json, string name, IHeaderDictionary fields)
    {
        json.WriteStartObject(name);
        foreach (var (field, values) in fields)
        {
            json.WriteStartArray(field.ToLowerInvariant());
            foreach (var value in values) json.WriteStringValue(value);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static async Task WriteJsonAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        await using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = buffer.Length;
        await context.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), context.RequestAborted).ConfigureAwait(false);
    }

    private static long Number(HttpContext context, string name, long otherwise) =>
        long.TryParse(context.Request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
