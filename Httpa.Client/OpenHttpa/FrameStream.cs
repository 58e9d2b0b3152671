using Httpa.Client.Crypto;

namespace Httpa.Client.OpenHttpa;

/// <summary>
/// The values of a streamed answer, each followed by a line feed, handed on frame by frame as they come. Owns the wire's answer and the session: both are given back
/// at the end, on an error, or on disposal, whichever comes first, and the session in step only at an end between two frames.
/// </summary>
internal sealed class FrameStream(HttpResponseMessage answer, SessionLease lease) : Stream
{
    /// <summary>One JSON value a line.</summary>
    public const string MediaType = "application/x-ndjson";

    private const int FirstGuess = 16 * 1024;

    private readonly FrameChain _chain = lease.Session.BeginStream();
    private readonly byte[] _head = new byte[StreamFrame.HeadLength];
    private Stream? _source;
    private byte[] _plaintext = [];
    private int _given;
    private bool _began;
    private bool _ended;
    private bool _disposed;
    private Exception? _failure;

    public override bool CanRead => !_disposed;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Opens the first frame: before it, nothing shows that the attested service answers.</summary>
    public async ValueTask BeginAsync(bool async, CancellationToken cancellationToken)
    {
        using var cutOff = Synchronous.CutOff(answer, async, cancellationToken);
        _source = async
            ? await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false)
            : answer.Content.ReadAsStream(cancellationToken);
        await NextFrameAsync(async, cancellationToken).ConfigureAwait(false);
        if (_ended) throw Truncated("it has no frame at all");
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        if (!HasMore) Synchronous.Result(AdvanceAsync(async: false, CancellationToken.None));
        return Give(buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        if (!HasMore) await AdvanceAsync(async: true, cancellationToken).ConfigureAwait(false);
        return Give(buffer.Span);
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            lease.Dispose();
            answer.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool HasMore => _given < _plaintext.Length;

    private int Give(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _plaintext.Length - _given);
        _plaintext.AsSpan(_given, count).CopyTo(buffer);
        _given += count;
        return count;
    }

    /// <summary>Opens the next frame. Every failure sticks, and is the end of the session.</summary>
    private async ValueTask<bool> AdvanceAsync(bool async, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_failure is not null) throw new IOException("The body failed before.", _failure);
        if (_ended) return false;
        try
        {
            await NextFrameAsync(async, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) // whatever it is
        {
            _failure = failure;
            lease.Dispose();
            answer.Dispose();
            throw;
        }
    }

    private async ValueTask NextFrameAsync(bool async, CancellationToken cancellationToken)
    {
        var read = await FillAsync(_head, async, cancellationToken).ConfigureAwait(false);
        if (read == 0)
        {
            End();
            return;
        }

        if (read < StreamFrame.HeadLength) throw Truncated("it ends inside the head of a frame");
        var frame = StreamFrame.Read(_head);
        var session = lease.Session;
        if (!frame.IsPossible || frame.Counter != session.NextAnswer)
            throw new HttpaProtocolException(ProtocolReason.OpenHttpaStreamOutOfOrder,
                $"{session.Origin} streams a frame of {frame.Length} bytes under counter {frame.Counter}; one of 16 bytes to 16 MiB under counter {session.NextAnswer} is the next. "
                + "Frames were left out, repeated or changed on the way.", requestMayHaveBeenProcessed: true);
        var ciphertext = await ReadCiphertextAsync((int)frame.Length, async, cancellationToken).ConfigureAwait(false);
        var plaintext = new byte[ciphertext.Length - AeadKey.TagLength + 1];
        if (!_chain.TryOpen(frame.Counter, ciphertext, plaintext.AsSpan(..^1)))
            throw new HttpaProtocolException(ProtocolReason.OpenHttpaAnswerDoesNotOpen, $"A frame that {session.Origin} streams does not open: it was changed on the way.", requestMayHaveBeenProcessed: true);
        plaintext[^1] = (byte)'\n';
        (_plaintext, _given, _began) = (plaintext, 0, true);
    }

    /// <summary>The end of the body between two frames: all that the protocol has. A frame that is left out here is missed by the next answer, whose counter is then wrong.</summary>
    private void End()
    {
        _ended = true;
        (_plaintext, _given) = ([], 0);
        if (_began) lease.Keep();
        answer.Dispose();
    }

    /// <summary>Grows with what arrives, not with what the head says.</summary>
    private async ValueTask<byte[]> ReadCiphertextAsync(int length, bool async, CancellationToken cancellationToken)
    {
        var ciphertext = new byte[Math.Min(length, FirstGuess)];
        var filled = 0;
        while (true)
        {
            filled += await FillAsync(ciphertext.AsMemory(filled), async, cancellationToken).ConfigureAwait(false);
            if (filled < ciphertext.Length) throw Truncated("it ends inside a frame");
            if (filled == length) return ciphertext;
            Array.Resize(ref ciphertext, (int)Math.Min(length, ciphertext.Length * 2L));
        }
    }

    /// <summary>Fills the buffer, or returns how much there was before the end.</summary>
    private async ValueTask<int> FillAsync(Memory<byte> buffer, bool async, CancellationToken cancellationToken)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            var read = async
                ? await _source!.ReadAsync(buffer[filled..], cancellationToken).ConfigureAwait(false)
                : _source!.Read(buffer.Span[filled..]);
            if (read == 0) break;
            filled += read;
        }

        return filled;
    }

    private HttpaProtocolException Truncated(string how) => new(ProtocolReason.Truncated, $"The streamed answer of {lease.Session.Origin} is cut off: {how}.", requestMayHaveBeenProcessed: true);
}
