using System.Text;

namespace Httpa.Client.Tests.Client.EndToEnd;

/// <summary>Records what connections carry inside TLS, in both directions: the first megabytes of it.</summary>
internal sealed class WireRecorder
{
    private const int Limit = 8 << 20;

    private readonly StringBuilder _bytes = new();

    /// <summary>All of it as Latin-1 text.</summary>
    public string Text
    {
        get
        {
            lock (_bytes) return _bytes.ToString();
        }
    }

    public Stream Record(Stream connection) => new Recording(connection, this);

    private void Add(ReadOnlySpan<byte> bytes)
    {
        lock (_bytes)
        {
            if (_bytes.Length < Limit) _bytes.Append(Encoding.Latin1.GetString(bytes));
        }
    }

    private sealed class Recording(Stream connection, WireRecorder recorder) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = connection.Read(buffer, offset, count);
            recorder.Add(buffer.AsSpan(offset, read));
            return read;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await connection.ReadAsync(buffer, cancellationToken);
            recorder.Add(buffer.Span[..read]);
            return read;
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            recorder.Add(buffer.AsSpan(offset, count));
            connection.Write(buffer, offset, count);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            recorder.Add(buffer.Span);
            return connection.WriteAsync(buffer, cancellationToken);
        }

        public override void Flush() => connection.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => connection.FlushAsync(cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) connection.Dispose();
            base.Dispose(disposing);
        }
    }
}
