using System.IO.Pipelines;
using Httpa.Client.OpenHttpa;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Httpa.TestServer.OpenHttpa;

/// <summary>
/// The response as an endpoint writes it. Its body is collected and sealed as one; one whose Content-Type says that it is a stream
/// (<c>application/x-ndjson</c>, <c>text/event-stream</c>) leaves with every flush, a frame each. A response without a body is sent as it is: OpenHTTPA seals nothing else.
/// </summary>
internal sealed class TrustedResponse : IHttpResponseFeature, IHttpResponseBodyFeature, IDisposable
{
    private static readonly string[] StreamTypes = ["application/x-ndjson", "text/event-stream", OpenHttpaNames.StreamMediaType];

    private readonly HttpContext _context;
    private readonly IHttpResponseFeature _outer;
    private readonly IHttpResponseBodyFeature _outerBody;
    private readonly TrustedSession _session;
    private readonly CollectingStream _body;
    private readonly Stack<(Func<object, Task> Callback, object State)> _onStarting = new();
    private PipeWriter? _writer;
    private FrameChain? _chain;

    public TrustedResponse(HttpContext context, TrustedSession session)
    {
        _context = context;
        _outer = context.Features.GetRequiredFeature<IHttpResponseFeature>();
        _outerBody = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _session = session;
        _body = new CollectingStream(FlushAsync);
    }

    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    public bool HasStarted { get; private set; }

    public Stream Stream => _body;

    public PipeWriter Writer => _writer ??= PipeWriter.Create(_body, new StreamPipeWriterOptions(leaveOpen: true));

    Stream IHttpResponseFeature.Body { get => _body; set => throw new NotSupportedException(); }

    public void OnStarting(Func<object, Task> callback, object state) => _onStarting.Push((callback, state));

    public void OnCompleted(Func<object, Task> callback, object state) => _outer.OnCompleted(callback, state);

    public void DisableBuffering() => _outerBody.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(_body, path, offset, count, cancellationToken);

    /// <summary>An endpoint failed: a plain error, or an end in the middle of a frame.</summary>
    public void Fail()
    {
        if (_chain is not null) _context.Abort();
        StatusCode = StatusCodes.Status500InternalServerError;
        _body.Take();
        Headers = new HeaderDictionary();
    }

    public async Task CompleteAsync()
    {
        if (_writer is not null) await _writer.CompleteAsync().ConfigureAwait(false);
        if (_chain is not null || IsStream)
        {
            await FlushAsync(_context.RequestAborted).ConfigureAwait(false);
            await _outerBody.CompleteAsync().ConfigureAwait(false);
            return;
        }

        if (HasStarted) return;
        await BeginAsync().ConfigureAwait(false);
        var plaintext = _body.Take();
        var body = plaintext.Length == 0 ? [] : CiphertextBody.Write(_session.Seal(plaintext));
        if (body.Length > 0) _outer.Headers.ContentType = OpenHttpaNames.JsonMediaType;
        _outer.Headers[OpenHttpaNames.BaseId] = _session.BaseId;
        if (StatusCode is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified)) _outer.Headers.ContentLength = body.Length;
        if (body.Length > 0) await _outerBody.Stream.WriteAsync(body, _context.RequestAborted).ConfigureAwait(false);
    }

    public void Dispose() => _body.Dispose();

    private bool IsStream => StreamTypes.Any(t => Headers.ContentType.ToString().StartsWith(t, StringComparison.OrdinalIgnoreCase));

    /// <summary>A frame of what was written since the last flush, where the response is a stream.</summary>
    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (!IsStream || _body.Length == 0) return;
        if (_chain is null)
        {
            _chain = _session.BeginStream();
            await BeginAsync().ConfigureAwait(false);
            _outer.Headers.ContentType = OpenHttpaNames.StreamMediaType;
        }

        await _outerBody.Stream.WriteAsync(_session.SealFrame(_chain, _body.Take()), cancellationToken).ConfigureAwait(false);
        await _outerBody.Stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The status, and the fields of the endpoint but those of the body, which stand in clear.</summary>
    private async Task BeginAsync()
    {
        while (_onStarting.TryPop(out var entry)) await entry.Callback(entry.State).ConfigureAwait(false);
        HasStarted = true;
        _outer.StatusCode = StatusCode;
        foreach (var (name, value) in Headers)
        {
            if (!name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)) _outer.Headers[name] = value;
        }
    }
}
