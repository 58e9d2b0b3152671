namespace Httpa.Client.Tests.Client;

/// <summary>A body that stops after its first bytes and never goes on: a read ends only when somebody disposes the stream.</summary>
internal sealed class StalledStream(params byte[] beginning) : Stream
{
    private readonly ManualResetEventSlim _disposed = new();
    private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _given;

    /// <summary>Completes when a read waits for more.</summary>
    public Task Stalled => _stalled.Task;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_given < beginning.Length)
        {
            count = Math.Min(count, beginning.Length - _given);
            beginning.AsSpan(_given, count).CopyTo(buffer.AsSpan(offset));
            _given += count;
            return count;
        }

        _stalled.TrySetResult();
        _disposed.Wait();
        throw new ObjectDisposedException(nameof(StalledStream));
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _disposed.Set();
        base.Dispose(disposing);
    }
}
