using System.Net;
using Httpa.Benchmarks.Peers;

namespace Httpa.Benchmarks.Streaming;

/// <summary>A body that goes on only when its beginning has come back, so that every step on the way has to hand records on as they come.</summary>
internal sealed class UnfinishedBody : HttpContent
{
    private const int BlockLength = 64 * 1024;

    // Client and service each hold a full record back until they know that it is not the last one, and the HTTP/2 connection up to half of one.
    private const int BlocksBeforeWait = 4;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _received;

    /// <summary>Sends such a body to be echoed.</summary>
    /// <returns>The bytes of plaintext that were back before the rest of the body was sent.</returns>
    public static async Task<long> EchoAsync(ServiceAddress service)
    {
        using var client = service.CreateClient(HttpVersion.Version20);
        using var content = new UnfinishedBody();
        using var request = new HttpRequestMessage(HttpMethod.Post, Endpoints.Echo)
        {
            Content = content, Version = client.DefaultRequestVersion, VersionPolicy = client.DefaultVersionPolicy,
        };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
        var buffer = new byte[BlockLength];
        int read;
        while ((read = await stream.ReadAsync(buffer)) > 0)
        {
            if (Interlocked.Add(ref content._received, read) >= BlockLength) content._began.TrySetResult();
        }

        return content.BackInTime;
    }

    private long BackInTime { get; set; }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var block = new byte[BlockLength];
        for (var i = 0; i < BlocksBeforeWait; i++) await stream.WriteAsync(block);
        await Task.WhenAny(_began.Task, Task.Delay(LongestWait));
        BackInTime = Interlocked.Read(ref _received);
        await stream.WriteAsync(block);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
