using System.Net;

namespace Httpa.Client.Tests.Client;

/// <summary>A body that flushes after every byte.</summary>
internal sealed class FlushingContent(byte[] bytes, bool lengthKnown) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            await stream.WriteAsync(bytes.AsMemory(i, 1));
            await stream.FlushAsync();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = bytes.Length;
        return lengthKnown;
    }
}
