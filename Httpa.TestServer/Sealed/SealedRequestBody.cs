using Httpa.Client;
using Httpa.Client.Bodies;
using Microsoft.AspNetCore.Http;

namespace Httpa.TestServer.Sealed;

/// <summary>
/// The plaintext body of a sealed request as an endpoint reads it. A body that does not open, ends early, goes on too long or differs from its
/// <c>content-length</c> is a <see cref="BadHttpRequestException"/> that sticks, and the exchange then answers nothing sealed.
/// </summary>
/// <param name="records">The rest of the message, after the head.</param>
/// <param name="length">The sealed <c>content-length</c>, or null.</param>
internal sealed class SealedRequestBody(OpeningStream records, long? length) : Stream
{
    private long _read;

    /// <summary>Why the body could not be read to its end; null while all is well.</summary>
    public BadHttpRequestException? Fault { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Fault is not null) throw Fault;
        try
        {
            return Count(await records.ReadAsync(buffer, cancellationToken).ConfigureAwait(false), buffer.Length);
        }
        catch (HttpaProtocolException e)
        {
            throw Fail("A part of the body does not open, or the body is not whole.", e);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer)
    {
        if (Fault is not null) throw Fault;
        try
        {
            return Count(records.Read(buffer), buffer.Length);
        }
        catch (HttpaProtocolException e)
        {
            throw Fail("A part of the body does not open, or the body is not whole.", e);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) records.Dispose();
        base.Dispose(disposing);
    }

    private int Count(int read, int wanted)
    {
        _read += read;
        var differs = _read > length || (read == 0 && wanted > 0 && _read < length);
        return differs ? throw Fail("The body's length is not its content-length.", null) : read;
    }

    private BadHttpRequestException Fail(string message, Exception? cause) =>
        Fault = new BadHttpRequestException(message, StatusCodes.Status400BadRequest, cause!);
}
