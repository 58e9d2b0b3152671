using System.Globalization;
using System.IO.Pipelines;
using Httpa.Client.Bodies;
using Httpa.Client.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Httpa.TestServer.Sealed;

/// <summary>
/// The response as an endpoint writes it: status and fields go into the sealed head, the body into records. Its sealer is made once, when the response starts.
/// </summary>
internal sealed class SealedResponse : IHttpResponseFeature, IHttpResponseBodyFeature, IDisposable
{
    private readonly IHttpResponseFeature _outer;
    private readonly IHttpResponseBodyFeature _outerBody;
    private readonly CancellationToken _aborted;
    private readonly OpenedRequest _request;
    private readonly ResponseSealing _sealing;
    private readonly SealedResponseStream _stream;
    private readonly Stack<(Func<object, Task> Callback, object State)> _onStarting = new();
    private PipeWriter? _writer;
    private SealingStream? _records;
    private long? _length;
    private long _written;
    private bool _isCompleting;

    public SealedResponse(HttpContext context, OpenedRequest request, HttpaService service)
    {
        _outer = context.Features.GetRequiredFeature<IHttpResponseFeature>();
        _outerBody = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _aborted = context.RequestAborted;
        _request = request;
        _sealing = new ResponseSealing(service, request);
        _stream = new SealedResponseStream(this);
    }

    public int StatusCode
    {
        get;
        set
        {
            ThrowIfStarted();
            field = value;
        }
    } = StatusCodes.Status200OK;

    /// <summary>Has no place in the profile: it is kept for the endpoint and not sent.</summary>
    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    public bool HasStarted { get; private set; }

    /// <summary>True when the final record was sent.</summary>
    public bool IsComplete { get; private set; }

    public Stream Stream => _stream;

    public PipeWriter Writer => _writer ??= PipeWriter.Create(_stream, new StreamPipeWriterOptions(leaveOpen: true));

    Stream IHttpResponseFeature.Body { get => _stream; set => throw new NotSupportedException(); }

    public void OnStarting(Func<object, Task> callback, object state)
    {
        ThrowIfStarted();
        _onStarting.Push((callback, state));
    }

    public void OnCompleted(Func<object, Task> callback, object state) => _outer.OnCompleted(callback, state);

    public void DisableBuffering() => _outerBody.DisableBuffering();

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (HasStarted) return;
        await StartAsync(isEmpty: false, cancellationToken).ConfigureAwait(false);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        await SendFileFallback.SendFileAsync(_stream, path, offset, count, cancellationToken).ConfigureAwait(false);

    public async Task CompleteAsync()
    {
        if (IsComplete) return;
        _isCompleting = true;
        if (_writer is not null) await _writer.CompleteAsync().ConfigureAwait(false);
        if (!HasStarted) await StartAsync(isEmpty: true, _aborted).ConfigureAwait(false);
        if (_records is not null)
        {
            if (_length is { } length && _written != length) throw WrongLength(length);
            await _records.CompleteAsync(_aborted).ConfigureAwait(false);
        }

        IsComplete = true;
        await _outerBody.CompleteAsync().ConfigureAwait(false);
    }

    /// <summary>Forgets what the endpoint set, for the answer that takes its place. Nothing has started.</summary>
    public void Reset(int statusCode)
    {
        ThrowIfStarted();
        _onStarting.Clear();
        _writer = null;
        Headers = new HeaderDictionary();
        StatusCode = statusCode;
    }

    public void Dispose()
    {
        _records?.Dispose();
        _stream.Dispose();
    }

    internal async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (IsComplete) throw new InvalidOperationException("The response is complete.");
        if (!HasStarted) await StartAsync(isEmpty: false, cancellationToken).ConfigureAwait(false);
        if (data.IsEmpty || HttpMethods.IsHead(_request.Outer.Method)) return;
        if (_records is null) throw new InvalidOperationException($"A response with status {StatusCode}, or with content-length 0, has no body.");
        if (_written + data.Length > _length) throw WrongLength(_length.Value);
        _written += data.Length;
        await _records.WriteAsync(data, cancellationToken).ConfigureAwait(false);
    }

    internal async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_isCompleting || IsComplete) return;
        if (!HasStarted) await StartAsync(isEmpty: false, cancellationToken).ConfigureAwait(false);
        if (_records is not null) await _records.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task StartAsync(bool isEmpty, CancellationToken cancellationToken)
    {
        while (_onStarting.TryPop(out var entry)) await entry.Callback(entry.State).ConfigureAwait(false);

        _length = Headers.ContentLength;
        var isHead = HttpMethods.IsHead(_request.Outer.Method);
        var isBodyless = isHead || StatusCode is StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified;
        var mayDiffer = isHead || StatusCode == StatusCodes.Status304NotModified;
        if ((isEmpty || isBodyless) && !mayDiffer && _length > 0) throw WrongLength(_length.Value);

        var head = _sealing.EncodeHead(StatusCode, Headers, _outer.Headers);
        if (isBodyless && head.Length > ResponseSealing.LongestHeadInField)
            throw new InvalidOperationException($"The fields of a response to HEAD, or with status {StatusCode}, take {head.Length} bytes; {ResponseSealing.LongestHeadInField} fit into Attest-Seal.");
        HasStarted = true;
        if (Headers is HeaderDictionary headers) headers.IsReadOnly = true;
        _outer.StatusCode = StatusCode;
        _sealing.WriteFields(_outer.Headers);
        if (isBodyless || ((isEmpty || _length == 0) && head.Length <= ResponseSealing.MaxHeadInField))
        {
            _outer.Headers[FieldName.Seal] = _sealing.SealHead(head);
            if (!isBodyless) _outer.Headers.ContentLength = 0;
            await _outerBody.StartAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        var isEventStream = Headers.ContentType.ToString().StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase);
        _records = _sealing.StartRecords(head, _outer.Headers, _outerBody.Stream, isEventStream, _length);
    }

    private void ThrowIfStarted()
    {
        if (HasStarted) throw new InvalidOperationException("The response has started: status, fields and callbacks can no longer be set.");
    }

    private InvalidOperationException WrongLength(long length) => new(
        string.Create(CultureInfo.InvariantCulture, $"The body has {_written} bytes or more; content-length says {length}."));
}
