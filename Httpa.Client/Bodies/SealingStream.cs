using System.Buffers;
using Httpa.Client.Protocol;

namespace Httpa.Client.Bodies;

/// <summary>
/// Writes plaintext as records to a stream. Used by both sides. Does not own the destination. Keeps one pooled buffer, cleared and returned on Dispose.
/// </summary>
/// <remarks>
/// <para>Record 0 holds the head alone and leaves with the first body bytes, or with the first Flush. Small writes are gathered to full records; Flush seals
/// what is there, so that an event leaves when it is written; Complete seals the final record: what is left, or an empty one. A full record is held back
/// until more comes, so the last bytes of a body are in the final record unless a Flush sent them before.</para>
/// <para>With <c>exactLength</c> (a body whose length is known, in a message with a stated outer Content-Length of <see cref="RecordSealer.MessageLength"/>)
/// a full record waits for nothing, Flush never cuts one short, the final one leaves with the last byte, and a body of another length is an error.</para>
/// <para>Disposing without Complete sends nothing more: the receiver sees a truncated message. After any error the stream is closed.</para>
/// </remarks>
internal sealed class SealingStream : Stream
{
    private readonly Stream _destination;
    private readonly RecordSealer _sealer;
    private readonly long? _exactLength;
    private ReadOnlyMemory<byte>? _head; // null once sealed
    private byte[] _buffer = [];
    private int _sealed; // bytes at the buffer's front that are ready to leave
    private int _gathered; // plaintext of the next record, behind the sealed bytes and room for a header
    private int _filled; // the most that was ever in the buffer: what Dispose has to clear
    private long _written;
    private bool _closed;
    private bool _disposed;

    /// <param name="destination">Takes the records.</param>
    /// <param name="sealer">Fresh: it seals the head as record 0.</param>
    /// <param name="head">The encoded head.</param>
    /// <param name="exactLength">The body's length in bytes, above 0, where the message's outer length was computed from it; null otherwise.</param>
    public SealingStream(Stream destination, RecordSealer sealer, ReadOnlyMemory<byte> head, long? exactLength = null)
    {
        if (exactLength <= 0) throw new ArgumentOutOfRangeException(nameof(exactLength), exactLength, "An empty body is sent as a head alone.");
        _destination = destination;
        _sealer = sealer;
        _head = head;
        _exactLength = exactLength;
    }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => !_disposed;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>
    /// Seals what is left as the final record (an empty final record if nothing is left) and writes it. A second call seals nothing. The destination is not flushed:
    /// whoever ends it does that, and the end then travels with the last bytes.
    /// </summary>
    /// <exception cref="InvalidOperationException">The body is shorter than its exact length.</exception>
    public void Complete()
    {
        BeginComplete();
        Send();
    }

    /// <inheritdoc cref="Complete"/>
    public ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        BeginComplete();
        return SendAsync(cancellationToken);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Begin(buffer.Length);
        while (Gather(ref buffer)) Send();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    public override void WriteByte(byte value) => Write([value]);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Begin(buffer.Length);
        var rest = buffer.Span;
        return Gather(ref rest) ? SendAndGatherAsync(buffer[^rest.Length..], cancellationToken) : default;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override void Flush()
    {
        BeginFlush();
        Send();
        _destination.Flush();
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        BeginFlush();
        await SendAsync(cancellationToken).ConfigureAwait(false);
        await _destination.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _buffer.AsSpan(0, _filled).Clear();
            // A write that is still under way, or failed, may leave the buffer with the destination: nobody else may get it then.
            if (_buffer.Length > 0 && !_closed) ArrayPool<byte>.Shared.Return(_buffer);
            _disposed = _closed = true;
            _buffer = [];
        }

        base.Dispose(disposing);
    }

    private void Begin(int count)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (count == 0) return;
        if (_sealer.IsComplete || _closed || _written + count > (_exactLength ?? long.MaxValue))
            throw new InvalidOperationException(_closed || _exactLength is null
                ? "The sealed message is closed."
                : $"The body is longer than the {_exactLength} bytes that were stated.");
        _written += count;
    }

    private void BeginComplete()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_closed) throw new InvalidOperationException("The sealed message is closed.");
        if (_written != (_exactLength ?? _written))
            throw new InvalidOperationException($"The body has {_written} bytes; {_exactLength} were stated.");
        if (_sealer.IsComplete) return; // an exact length seals its final record with the last byte
        SealHead();
        SealGathered(final: true);
    }

    private void BeginFlush()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_closed) throw new InvalidOperationException("The sealed message is closed.");
        SealHead();
        if (_gathered > 0 && _exactLength is null) SealGathered(final: false);
    }

    /// <summary>Takes bytes until all are taken (false) or until what is sealed must leave first (true).</summary>
    private bool Gather(ref ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            SealHead();
            var max = _sealer.MaxContent;
            if (_gathered == max)
            {
                SealGathered(final: false);
                return true;
            }

            var isLast = _written == _exactLength && bytes.Length <= max;
            var count = Math.Min(max - _gathered, bytes.Length);
            if (_gathered == 0 && (isLast || bytes.Length > max || (bytes.Length == max && _exactLength is not null)))
            {
                SealInto(bytes[..count], isLast); // the body's end, or a whole record and more to come: no copy
                bytes = bytes[count..];
                return true;
            }

            bytes[..count].CopyTo(_buffer.AsSpan(_sealed + RecordHeader.Length + _gathered));
            _gathered += count;
            bytes = bytes[count..];
            _filled = Math.Max(_filled, _sealed + RecordHeader.Length + _gathered);
        }

        if (_written != _exactLength || _sealer.IsComplete) return false;
        SealGathered(final: true);
        return true;
    }

    private static int RecordRoom => RecordHeader.Length + RecordHeader.MaxCiphertext;

    private void SealHead()
    {
        if (_head is not { } head) return;
        _buffer = ArrayPool<byte>.Shared.Rent(_sealer.SealedLength(head.Length) + RecordRoom);
        SealInto(head.Span, final: false);
        _head = null;
    }

    private void SealGathered(bool final)
    {
        var content = _buffer.AsSpan(_sealed + RecordHeader.Length, _gathered);
        _gathered = 0;
        SealInto(content, final);
    }

    private void SealInto(ReadOnlySpan<byte> content, bool final)
    {
        if (!_sealer.TrySeal(content, final, _buffer.AsSpan(_sealed), out var length))
        {
            _closed = true;
            throw new HttpaProtocolException(
                ProtocolReason.SessionExhausted, "the session has sealed as much as one key may; a new session is needed.", requestMayHaveBeenProcessed: _head is null);
        }

        _sealed += length;
        _filled = Math.Max(_filled, _sealed);
    }

    private void Send()
    {
        if (_sealed == 0) return;
        _closed = true; // until the bytes have left
        _destination.Write(_buffer, 0, _sealed);
        Sent();
    }

    private ValueTask SendAsync(CancellationToken cancellationToken) => _sealed == 0 ? default : SendSealedAsync(cancellationToken);

    private async ValueTask SendSealedAsync(CancellationToken cancellationToken)
    {
        _closed = true; // until the bytes have left
        await _destination.WriteAsync(_buffer.AsMemory(0, _sealed), cancellationToken).ConfigureAwait(false);
        Sent();
    }

    private void Sent()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        // What is gathered lies behind the sealed bytes, and moves up.
        _buffer.AsSpan(_sealed + RecordHeader.Length, _gathered).CopyTo(_buffer.AsSpan(RecordHeader.Length));
        _sealed = 0;
        _closed = false;
    }

    private async ValueTask SendAndGatherAsync(ReadOnlyMemory<byte> rest, CancellationToken cancellationToken)
    {
        bool more;
        do
        {
            await SendAsync(cancellationToken).ConfigureAwait(false);
            more = GatherFrom(ref rest);
        }
        while (more);
    }

    private bool GatherFrom(ref ReadOnlyMemory<byte> rest)
    {
        var span = rest.Span;
        var more = Gather(ref span);
        rest = rest[^span.Length..];
        return more;
    }
}
