using System.Globalization;
using Httpa.Client.Protocol;
using Httpa.Client.Sessions;

namespace Httpa.Client.Bodies;

/// <summary>
/// The plaintext of a sealed answer, handed on record by record. Owns the wire's answer and one use of the session: both are given back at the end of the body,
/// on an error, or on disposal, whichever comes first.
/// </summary>
internal sealed class OpenedBody(HttpResponseMessage answer, AttestedSession session) : Stream
{
    private HttpResponseMessage? _answer = answer;
    private AttestedSession? _session = session;
    private OpeningStream? _opening;
    private long? _expected;
    private long _read;
    private bool _ended;
    private volatile bool _disposed;
    private Exception? _failure;

    /// <summary>True when the head came without a body.</summary>
    public bool IsEmpty { get; private set; } = true;

    public override bool CanRead => !_disposed;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Reads the head of a streamed answer.</summary>
    public async ValueTask<byte[]> BeginAsync(RecordOpener opener, bool async, CancellationToken cancellationToken)
    {
        IsEmpty = false;
        var source = async
            ? await _answer!.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false)
            : _answer!.Content.ReadAsStream(cancellationToken);
        _opening = new OpeningStream(source, opener) { RequestMayHaveBeenProcessed = true };
        return async ? await _opening.ReadHeadAsync(cancellationToken).ConfigureAwait(false) : _opening.ReadHead();
    }

    /// <summary>Ends an answer that stands in a field; nothing may follow it.</summary>
    public async ValueTask EndAsync(bool async, CancellationToken cancellationToken)
    {
        if (_answer!.Content.Headers.ContentLength != 0)
        {
            var source = async
                ? await _answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false)
                : _answer.Content.ReadAsStream(cancellationToken);
            var one = new byte[1];
            var read = async ? await source.ReadAsync(one, cancellationToken).ConfigureAwait(false) : source.Read(one);
            if (read != 0) throw new HttpaProtocolException(ProtocolReason.TrailingData, "The answer has a body beside Attest-Seal.", true);
        }

        Finish();
    }

    /// <summary>Holds the body to the length in the head.</summary>
    /// <exception cref="HttpaProtocolException">It is no length, or a second one.</exception>
    public void ExpectLength(string value)
    {
        if (_expected is not null || !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || (IsEmpty && length != 0))
            throw WrongLength();
        _expected = length;
    }

    public override int Read(Span<byte> buffer)
    {
        if (IsOver(buffer.Length)) return 0;
        try
        {
            return Count(Opening.Read(buffer));
        }
        catch (Exception failure) // every failure sticks
        {
            throw Fail(failure);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsOver(buffer.Length)) return 0;
        try
        {
            return Count(await Opening.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception failure) // every failure sticks
        {
            throw Fail(failure);
        }
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
            Finish();
        }

        base.Dispose(disposing);
    }

    private bool IsOver(int wanted)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_failure is not null) throw new IOException("The body failed before.", _failure);
        return IsEmpty || _ended || wanted == 0;
    }

    /// <summary>The records. Disposal while a read begins is a failure, and never looks like the body's end.</summary>
    private OpeningStream Opening => _opening ?? throw new ObjectDisposedException(nameof(OpenedBody));

    private int Count(int read)
    {
        _read += read;
        if (_read > _expected || (read == 0 && _expected is { } expected && _read != expected)) throw WrongLength();
        if (read != 0) return read;
        _ended = true;
        Finish();
        return 0;
    }

    /// <summary>What to throw: a body that failed never ends as if it were complete.</summary>
    private Exception Fail(Exception failure)
    {
        _failure = failure;
        Finish();
        return failure;
    }

    private void Finish()
    {
        Interlocked.Exchange(ref _opening, null)?.Dispose();
        Interlocked.Exchange(ref _answer, null)?.Dispose();
        Interlocked.Exchange(ref _session, null)?.Release();
    }

    private HttpaProtocolException WrongLength() => new(ProtocolReason.ResponseLength,
        $"The answer's body does not have the length that the service sealed (content-length {_expected}, {_read} bytes so far).", true);
}
