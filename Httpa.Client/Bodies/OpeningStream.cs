using System.Buffers;
using Httpa.Client.Crypto;
using Httpa.Client.Protocol;

namespace Httpa.Client.Bodies;

/// <summary>
/// Reads plaintext out of a stream of records, one authenticated record at a time; nothing is handed on before its tag was checked. Used by both sides.
/// </summary>
/// <remarks>
/// A read returns what one record holds and never waits for a second one, so that an event arrives as it was written. An end before the final record,
/// bytes after it and a record that does not open are <see cref="HttpaProtocolException"/>s that stick (reasons Truncated, TrailingData, BadSeal); the
/// end of the body is reported only when the source has ended right after the final record. Keeps one pooled buffer, cleared and returned on Dispose, or
/// when the read that Dispose interrupts has ended. One reader at a time; a cancelled read can be tried again.
/// </remarks>
internal sealed class OpeningStream(Stream source, RecordOpener opener, bool leaveOpen = false) : Stream
{
    private const int MaxRecord = RecordHeader.Length + RecordHeader.MaxCiphertext;

    private byte[] _buffer = [];
    private int _start; // received bytes that are not opened yet: [_start, _end)
    private int _end;
    private int _filled; // the most that was ever in the buffer: what Dispose has to clear
    private Memory<byte> _content; // opened and not read yet; lies before _start
    private bool _headRead;
    private bool _ended;
    private int _holders = 1; // of the buffer: this stream until it is disposed, and a read that is under way
    private volatile bool _disposed;
    private ProtocolReason? _failure;

    /// <summary>What errors say of the request: true where this stream is the answer to one.</summary>
    public bool RequestMayHaveBeenProcessed { get; init; }

    public override bool CanRead => !_disposed;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Reads record 0 whole and returns its content, the head. Once, before any Read.</summary>
    public byte[] ReadHead()
    {
        using var reading = BeginHead();
        while (!TryOpenNext()) Receive(source.Read(FreeSpace().Span));
        return TakeHead();
    }

    /// <summary>Reads record 0 whole and returns its content, the head. Once, before any Read.</summary>
    public async ValueTask<byte[]> ReadHeadAsync(CancellationToken cancellationToken)
    {
        using var reading = BeginHead();
        while (!TryOpenNext()) Receive(await source.ReadAsync(FreeSpace(), cancellationToken).ConfigureAwait(false));
        return TakeHead();
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        using var reading = BeginRead();
        return Fill() ? Take(buffer) : 0;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    public override int ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        return Read(one) == 1 ? one[0] : -1;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        using var reading = BeginRead();
        return await FillAsync(cancellationToken).ConfigureAwait(false) ? Take(buffer.Span) : 0;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override void CopyTo(Stream destination, int bufferSize)
    {
        ValidateCopyToArguments(destination, bufferSize);
        using var reading = BeginRead();
        while (Fill())
        {
            destination.Write(_content.Span);
            _content = default;
        }
    }

    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        ValidateCopyToArguments(destination, bufferSize);
        using var reading = BeginRead();
        while (await FillAsync(cancellationToken).ConfigureAwait(false))
        {
            await destination.WriteAsync(_content, cancellationToken).ConfigureAwait(false);
            _content = default;
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        if (!leaveOpen && !_disposed) await source.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false); // disposes synchronously: nothing is left to wait for
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            if (!leaveOpen) source.Dispose(); // interrupts a read that is under way
            LetGo();
        }

        base.Dispose(disposing);
    }

    /// <summary>Has content ready; false at the body's authenticated end.</summary>
    private bool Fill()
    {
        while (_content.IsEmpty && !_ended)
        {
            if (!TryOpenNext()) Receive(source.Read(FreeSpace().Span));
        }

        return !_content.IsEmpty;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        while (_content.IsEmpty && !_ended)
        {
            if (!TryOpenNext()) Receive(await source.ReadAsync(FreeSpace(), cancellationToken).ConfigureAwait(false));
        }

        return !_content.IsEmpty;
    }

    private int Take(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _content.Length);
        _content.Span[..count].CopyTo(buffer);
        _content = _content[count..];
        return count;
    }

    private Reading BeginHead()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_headRead) throw new InvalidOperationException("The head was read.");
        return Hold();
    }

    private byte[] TakeHead()
    {
        _headRead = true;
        var head = _content.ToArray();
        _content = default;
        return head;
    }

    private Reading BeginRead()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_failure is { } failure) throw Failed(failure);
        if (!_headRead) throw new InvalidOperationException("The head comes first.");
        return Hold();
    }

    /// <summary>Keeps the buffer from its pool while a read uses it, whoever disposes the stream meanwhile.</summary>
    private Reading Hold()
    {
        for (var holders = Volatile.Read(ref _holders); holders > 0; holders = Volatile.Read(ref _holders))
        {
            if (Interlocked.CompareExchange(ref _holders, holders + 1, holders) == holders) return new Reading(this);
        }

        throw new ObjectDisposedException(nameof(OpeningStream));
    }

    /// <summary>The last one to let go gives the buffer back.</summary>
    private void LetGo()
    {
        if (Interlocked.Decrement(ref _holders) != 0) return;
        _content = default;
        _buffer.AsSpan(0, _filled).Clear();
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    /// <summary>Opens the next record in place. False when more of it must be received first.</summary>
    private bool TryOpenNext()
    {
        if (_failure is { } failure) throw Failed(failure);
        var received = _buffer.AsSpan(_start, _end - _start);
        if (opener.IsComplete) return received.IsEmpty ? false : throw Failed(ProtocolReason.TrailingData);
        if (received.Length < RecordHeader.Length) return false;
        if (!RecordOpener.TryReadHeader(received[..RecordHeader.Length], out var length)) throw Failed(ProtocolReason.BadSeal);
        if (received.Length < RecordHeader.Length + length) return false;

        var ciphertext = received.Slice(RecordHeader.Length, length);
        if (!opener.TryOpen(received[..RecordHeader.Length], ciphertext, ciphertext[..^AeadKey.TagLength], out var contentLength))
            throw Failed(ProtocolReason.BadSeal);
        _content = _buffer.AsMemory(_start + RecordHeader.Length, contentLength);
        _start += RecordHeader.Length + length;
        return true;
    }

    /// <summary>Room for at least one more byte, and for all of the record that has begun. There is no unread content then.</summary>
    private Memory<byte> FreeSpace()
    {
        if (_buffer.Length == 0) _buffer = ArrayPool<byte>.Shared.Rent(MaxRecord);
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_buffer.Length - _start < MaxRecord)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        return _buffer.AsMemory(_end);
    }

    private void Receive(int count)
    {
        if (count == 0)
        {
            if (!opener.IsComplete) throw Failed(ProtocolReason.Truncated);
            _ended = true;
        }

        _end += count;
        _filled = Math.Max(_filled, _end);
    }

    private HttpaProtocolException Failed(ProtocolReason reason)
    {
        _failure = reason;
        var message = reason switch
        {
            ProtocolReason.Truncated => "the sealed message ended before its final record.",
            ProtocolReason.TrailingData => "bytes follow the final record of the sealed message.",
            _ => "a sealed record does not open.",
        };
        return new HttpaProtocolException(reason, message, RequestMayHaveBeenProcessed);
    }

    /// <summary>A read that is under way.</summary>
    private readonly struct Reading(OpeningStream stream) : IDisposable
    {
        public void Dispose() => stream.LetGo();
    }
}
