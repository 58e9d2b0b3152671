namespace Httpa.TestServer.OpenHttpa;

/// <summary>Collects what an endpoint writes until somebody takes it. Like the server's own body it is asynchronous only.</summary>
/// <param name="flush">What a flush does.</param>
internal sealed class CollectingStream(Func<CancellationToken, Task> flush) : Stream
{
    private readonly MemoryStream _bytes = new();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _bytes.Length;

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>What was written since this was last called.</summary>
    public byte[] Take()
    {
        var taken = _bytes.ToArray();
        _bytes.SetLength(0);
        return taken;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _bytes.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => _bytes.WriteAsync(buffer, offset, count, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => flush(cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => throw AsyncOnly();

    public override void Flush() => throw AsyncOnly();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _bytes.Dispose();
        base.Dispose(disposing);
    }

    private static InvalidOperationException AsyncOnly() => new("Synchronous operations are disallowed. Call WriteAsync and FlushAsync.");
}
