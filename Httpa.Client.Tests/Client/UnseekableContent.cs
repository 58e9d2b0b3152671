using System.Net;

namespace Httpa.Client.Tests.Client;

/// <summary>A body of unknown length that gives its bytes once.</summary>
internal sealed class UnseekableContent(byte[] bytes) : HttpContent
{
    private bool _read;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        Take();
        await stream.WriteAsync(bytes);
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Take();
        stream.Write(bytes);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private void Take()
    {
        if (_read) throw new InvalidOperationException("The body was read twice.");
        _read = true;
    }
}
