using Httpa.Client.Protocol;

namespace Httpa.Client.Bodies;

/// <summary>
/// Reads plaintext out of a stream of records, one authenticated record at a time; nothing is handed on before its tag was checked. Used by both sides.
/// An end before the final record, trailing data and a record that does not open are <see cref="HttpaProtocolException"/>s that stick. Sync and async reads.
/// </summary>
internal sealed class OpeningStream : Stream
{
    public OpeningStream(Stream source, RecordOpener opener, bool leaveOpen = false) => throw new NotImplementedException();

    /// <summary>Reads record 0 whole and returns its content, the head. At most once, before any Read.</summary>
    public ValueTask<byte[]> ReadHeadAsync(CancellationToken cancellationToken) => throw new NotImplementedException();
    public byte[] ReadHead() => throw new NotImplementedException();

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
