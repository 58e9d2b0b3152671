using System.Buffers;

namespace Httpa.Client.Bodies;

/// <summary>
/// Passes the sealed bytes of one body on to the connection and keeps a copy while they are few, so that the connection can send the same bytes again. Does not own
/// the connection's stream. What was kept is safe for concurrent use.
/// </summary>
/// <param name="limit">The most bytes that are kept.</param>
/// <param name="expected">The length of all bytes if it is known.</param>
internal sealed class KeepingStream(int limit, long? expected) : WriteOnlyStream
{
    private const int FirstLength = 4 * 1024;

    private readonly Lock _gate = new();
    private Stream? _connection;
    private byte[]? _bytes;
    private int _length;
    private bool _stopped = limit == 0 || expected > limit;
    private bool _taken;
    private bool _complete;

    /// <summary>How many bytes went by.</summary>
    public long TotalLength { get; private set; }

    /// <summary>Where the bytes go; said once, before the first.</summary>
    public void GoTo(Stream connection) => _connection = connection;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Keep(buffer);
        _connection!.Write(buffer);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Keep(buffer.Span);
        return _connection!.WriteAsync(buffer, cancellationToken);
    }

    public override void Flush() => _connection!.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => _connection!.FlushAsync(cancellationToken);

    /// <summary>All bytes were added.</summary>
    public void NoteComplete()
    {
        lock (_gate) _complete = true;
    }

    /// <summary>The whole sealed body, if it was kept.</summary>
    public bool TryTake(out ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            bytes = _bytes.AsMemory(0, _length);
            _taken = true; // from now on somebody may be reading: the buffer is not reused
            return _complete && !_stopped;
        }
    }

    /// <summary>Nothing will be asked for any more.</summary>
    public void Stop()
    {
        lock (_gate) Drop();
    }

    private void Keep(ReadOnlySpan<byte> sent)
    {
        lock (_gate)
        {
            TotalLength += sent.Length;
            if (_stopped) return;
            if (sent.Length > limit - _length)
            {
                Drop();
                return;
            }

            Grow(_length + sent.Length);
            sent.CopyTo(_bytes.AsSpan(_length));
            _length += sent.Length;
        }
    }

    private void Grow(int needed)
    {
        if (_bytes?.Length >= needed) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(limit, Math.Max(needed, (int?)expected ?? Math.Max(FirstLength, 2 * _length))));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        if (_bytes is not null) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }

    private void Drop()
    {
        _stopped = true;
        if (_bytes is not null && !_taken) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = null;
        _length = 0;
    }
}
