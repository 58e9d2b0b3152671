using System.Net;

namespace Httpa.Client.Bodies;

/// <summary>The body of an opened answer: a stream that is read once, as it arrives.</summary>
/// <param name="body">The plaintext.</param>
/// <param name="isKnownEmpty">True when the head came without a body, and its length is therefore 0.</param>
internal sealed class OpenedContent(OpenedBody body, bool isKnownEmpty) : HttpContent
{
    private bool _consumed;

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(Consume());

    protected override Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) => Task.FromResult<Stream>(Consume());

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => Consume();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var source = Consume();
        await using (source.ConfigureAwait(false)) await source.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var source = Consume();
        source.CopyTo(stream);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return isKnownEmpty;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) body.Dispose();
        base.Dispose(disposing);
    }

    private OpenedBody Consume()
    {
        if (_consumed) throw new InvalidOperationException("The body was read before: it is a stream that can be read once.");
        _consumed = true;
        return body;
    }
}
