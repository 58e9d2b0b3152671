using Httpa.Client.Protocol;

namespace Httpa.Client.Bodies;

/// <summary>
/// Writes plaintext as records to a stream: small writes are gathered up to 65,536 bytes of plaintext; Flush sends what is there as a record.
/// CompleteAsync sends the final record. Used by both sides. Sync and async. Does not own the destination. Keeps one pooled buffer, returned on Dispose.
/// </summary>
internal sealed class SealingStream : Stream
{
    /// <param name="destination">Takes the records.</param>
    /// <param name="sealer">Fresh: the head is record 0, sealed alone by this constructor's first write.</param>
    /// <param name="head">The encoded head.</param>
    public SealingStream(Stream destination, RecordSealer sealer, ReadOnlyMemory<byte> head) => throw new NotImplementedException();

    /// <summary>Seals what is left as the final record (an empty final record if nothing is left) and flushes.</summary>
    public ValueTask CompleteAsync(CancellationToken cancellationToken) => throw new NotImplementedException();
    public void Complete() => throw new NotImplementedException();

    public override bool CanRead => throw new NotImplementedException();
    public override bool CanSeek => throw new NotImplementedException();
    public override bool CanWrite => throw new NotImplementedException();
    public override long Length => throw new NotImplementedException();
    public override long Position { get => throw new NotImplementedException(); set => throw new NotImplementedException(); }
    public override void Flush() => throw new NotImplementedException();
    public override int Read(byte[] buffer, int offset, int count) => throw new NotImplementedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotImplementedException();
    public override void SetLength(long value) => throw new NotImplementedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotImplementedException();
}
