using System.Net;
using System.Net.Http.Headers;

namespace Httpa.Client.OpenHttpa;

/// <summary>A sealed body of a trusted request. Only sealing makes one, which is what the leak guard goes by; the connection may repeat its bytes, and they are the same.</summary>
internal sealed class CiphertextContent : HttpContent
{
    private readonly byte[] _body;

    /// <param name="ciphertext">Ciphertext || tag.</param>
    public CiphertextContent(ReadOnlySpan<byte> ciphertext)
    {
        _body = CiphertextBody.Write(ciphertext);
        Headers.ContentType = new MediaTypeHeaderValue(OpenHttpaNames.JsonMediaType);
    }

    /// <summary>The length of the body in bytes.</summary>
    public int Length => _body.Length;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        stream.WriteAsync(_body, cancellationToken).AsTask();

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken) => stream.Write(_body);

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
