namespace Httpa.Client.Tests.TestServer;

/// <summary>A stream that cannot seek and does not know its length: these bytes, or that many zero bytes.</summary>
internal sealed class PatternStream : Stream
{
    private readonly ReadOnlyMemory<byte>? _bytes;
    private readonly long _length;
    private long _position;

    public PatternStream(byte[] bytes)
    {
        _bytes = bytes;
        _length = bytes.Length;
    }

    public PatternStream(long length) => _length = length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var part = (int)Math.Min(count, _length - _position);
        if (_bytes is { } bytes) bytes.Span.Slice((int)_position, part).CopyTo(buffer.AsSpan(offset));
        else buffer.AsSpan(offset, part).Clear();
        _position += part;
        return part;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
