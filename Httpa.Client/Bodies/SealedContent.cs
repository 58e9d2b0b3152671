using System.Net;
using Httpa.Client.Diagnostics;
using Httpa.Client.Protocol;
using Httpa.Client.Sessions;

namespace Httpa.Client.Bodies;

/// <summary>
/// The caller's body, sealed record by record while it is sent. Sealed once: when the connection wants it again (a refused stream, GOAWAY, a dead pooled connection),
/// it gets the very bytes that were kept, or a <see cref="RepeatRefusedException"/>.
/// </summary>
internal sealed class SealedContent : HttpContent
{
    private readonly HttpContent _plain;
    private readonly ReadOnlyMemory<byte> _head;
    private readonly RecordSealer _sealer;
    private readonly AttestedSession _session;
    private readonly KeepingStream _kept;
    private readonly long? _plainLength;
    private readonly long? _sealedLength;
    private TaskCompletionSource? _waiting; // only where somebody waits for the reading to end, which is rare
    private int _begun;
    private int _read; // 1 when nothing reads the caller's body any more

    public SealedContent(HttpContent plain, ReadOnlyMemory<byte> head, RecordSealer sealer, AttestedSession session, SealedBodyForm form)
    {
        _plain = plain;
        _head = head;
        _sealer = sealer;
        _session = session;
        _plainLength = form.Length;
        _sealedLength = form is { Length: { } length, Padded: false } ? RecordSealer.MessageLength(head.Length, length) : null;
        _kept = new KeepingStream(form.KeepLimit, _sealedLength);
        Headers.TryAddWithoutValidation("Content-Type", SealedFields.MediaType);
    }

    /// <summary>No repeat can come any more.</summary>
    public void StopKeeping() => _kept.Stop();

    /// <summary>
    /// Waits until nothing reads the caller's body any more. HTTP/2 may bring the answer while the body is still on its way, and two readers would mix up a stream.
    /// </summary>
    public Task WhenReadAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _begun) == 0 || Volatile.Read(ref _read) != 0) return Task.CompletedTask;
        var waiting = LazyInitializer.EnsureInitialized(ref _waiting, static () => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        Interlocked.MemoryBarrier(); // either this sees that the reading has ended, or NoteRead sees who waits
        if (Volatile.Read(ref _read) != 0) waiting.TrySetResult();
        return waiting.Task.WaitAsync(cancellationToken);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (TryBegin(out var repeat) is false)
        {
            await stream.WriteAsync(repeat, cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            var sealing = SealTo(stream);
            await using (sealing.ConfigureAwait(false))
            {
                await _plain.CopyToAsync(sealing, context, cancellationToken).ConfigureAwait(false);
                await sealing.CompleteAsync(cancellationToken).ConfigureAwait(false);
            }

            Complete();
        }
        finally
        {
            _session.Release();
            NoteRead();
        }
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (TryBegin(out var repeat) is false)
        {
            stream.Write(repeat.Span);
            return;
        }

        try
        {
            using (var sealing = SealTo(stream))
            {
                _plain.CopyTo(sealing, context, cancellationToken);
                sealing.Complete();
            }

            Complete();
        }
        finally
        {
            _session.Release();
            NoteRead();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _sealedLength ?? 0;
        return _sealedLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) StopKeeping(); // the body itself is the caller's
        base.Dispose(disposing);
    }

    /// <summary>True the first time. Afterwards false and the bytes to repeat.</summary>
    private bool TryBegin(out ReadOnlyMemory<byte> repeat)
    {
        repeat = default;
        if (Interlocked.Exchange(ref _begun, 1) != 0)
            return _kept.TryTake(out repeat) ? false : throw new RepeatRefusedException();
        if (_session.TryRetain()) return true;
        NoteRead();
        throw new ObjectDisposedException(nameof(AttestedSession), "The session's keys are erased.");
    }

    private SealingStream SealTo(Stream connection)
    {
        _kept.GoTo(connection);
        return new SealingStream(_kept, _sealer, _head, _plainLength);
    }

    private void NoteRead()
    {
        Interlocked.Exchange(ref _read, 1);
        Volatile.Read(ref _waiting)?.TrySetResult();
    }

    private void Complete()
    {
        _kept.NoteComplete();
        ClientTelemetry.Sealed(_kept.TotalLength);
    }
}
