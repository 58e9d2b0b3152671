using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Httpa.TestServer.Sealed;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Httpa.Client.Tests.Hostile;

/// <summary>An application all of whose words are private. It counts how often it runs and remembers what it was told.</summary>
internal sealed class PrivateApplication(string marker)
{
    private int _runs;

    /// <summary>How often a private endpoint ran to the end of its request.</summary>
    public int Runs => Volatile.Read(ref _runs);

    /// <summary>The bodies that came in whole.</summary>
    public ConcurrentQueue<string> Bodies { get; } = new();

    /// <summary>The fields of each request.</summary>
    public ConcurrentQueue<IHeaderDictionary> Fields { get; } = new();

    /// <summary>Held by an endpoint before it answers.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Held by an endpoint after the first part of its answer has left.</summary>
    public Task Pause { get; set; } = Task.CompletedTask;

    /// <summary>Gets each request with its session, behind the seal.</summary>
    public Action<OpenedRequest> OnRequest { get; set; } = _ => { };

    public void Map(WebApplication app)
    {
        app.Map("/private", RunAsync);
        app.Map("/private/{**rest}", RunAsync);
        app.Map("/throws", ThrowAsync);
    }

    /// <summary>Reads all, answers in records: the head, four parts, an empty final one.</summary>
    private async Task RunAsync(HttpContext context)
    {
        await ReadAsync(context);
        await Gate.WaitAsync(context.RequestAborted);
        context.Response.Headers["X-Private"] = marker;
        context.Response.Headers.SetCookie = $"id={marker}";
        foreach (var part in (string[])["one ", "two ", "three "])
        {
            await context.Response.WriteAsync(part + marker + " ", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Pause.WaitAsync(context.RequestAborted);
        }

        await context.Response.WriteAsync(context.Request.Path + context.Request.QueryString, context.RequestAborted);
    }

    private async Task ThrowAsync(HttpContext context)
    {
        await ReadAsync(context);
        await context.Response.WriteAsync("one " + marker, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await Pause.WaitAsync(context.RequestAborted);
        throw new InvalidOperationException(marker);
    }

    private async Task ReadAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        Bodies.Enqueue(await reader.ReadToEndAsync(context.RequestAborted));
        Fields.Enqueue(context.Request.Headers);
        Interlocked.Increment(ref _runs);
        if (context.Features.Get<IHttpResponseFeature>() is SealedResponse response) OnRequest(RequestOf(response));
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_request")]
    private static extern ref OpenedRequest RequestOf(SealedResponse response);
}
