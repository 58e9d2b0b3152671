using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Httpa.Client.OpenHttpa;
using Httpa.Client.Protocol;
using Httpa.Client.Tests.TestServer;
using Httpa.TestServer;
using Httpa.TestServer.OpenHttpa;
using Microsoft.Extensions.Logging.Abstractions;

namespace Httpa.Client.Tests.Client.OpenHttpa;

/// <summary>
/// A message handler that plays the service side of OpenHTTPA in memory, out of the test server's own parts, and that tests can make misbehave at every step, also as
/// the reference does.
/// </summary>
internal sealed class FakeOpenHttpaService : HttpMessageHandler
{
    private readonly OpenHttpaService _service;

    public FakeOpenHttpaService(TimeProvider clock) =>
        _service = new OpenHttpaService(new HttpaServerOptions { Tee = new BindingTee(), Origins = [], Protocol = HttpaProtocol.OpenHttpa, TimeProvider = clock }, NullLogger.Instance);

    /// <summary>Answers a request that opened; usually a sealed echo.</summary>
    public Func<TrustedSession, string, HttpResponseMessage> Application { get; set; } = (session, text) => Sealed(session, $"\"{text.Length} bytes\"");

    /// <summary>Runs before anything else; an answer of its own takes the place of the service's.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?> Before { get; set; } = _ => null;

    /// <summary>Changes an answer on its way: the request's kind (OPTIONS, ATTEST, TRUSTED) and the answer.</summary>
    public Action<string, HttpResponseMessage> Alter { get; set; } = (_, _) => { };

    public Func<AttestAnswer, AttestAnswer> AlterAnswer { get; set; } = answer => answer;

    /// <summary>OPTIONS, ATTEST and TRUSTED, in the order of arrival.</summary>
    public ConcurrentQueue<string> Kinds { get; } = new();

    public ConcurrentQueue<HttpRequestMessage> Messages { get; } = new();

    /// <summary>The sealed bodies, in the order of arrival.</summary>
    public ConcurrentQueue<string> Bodies { get; } = new();

    /// <summary>What the service opened.</summary>
    public ConcurrentQueue<string> Opened { get; } = new();

    public int Count(string kind) => Kinds.Count(k => k == kind);

    /// <summary>The session of a request's field.</summary>
    public TrustedSession SessionOf(HttpRequestMessage request) => _service.Find(request.Headers.GetValues(OpenHttpaNames.BaseId).Single())!;

    public static HttpResponseMessage Sealed(TrustedSession session, string json, HttpStatusCode status = HttpStatusCode.OK) => Json(CiphertextBody.Write(session.Seal(Encoding.UTF8.GetBytes(json))), status);

    public static HttpResponseMessage Json(byte[] body, HttpStatusCode status = HttpStatusCode.OK) => Body(status, OpenHttpaNames.JsonMediaType, body);

    public static HttpResponseMessage Plain(HttpStatusCode status, string text) => Body(status, text.StartsWith('{') ? OpenHttpaNames.JsonMediaType : "text/plain", Encoding.UTF8.GetBytes(text));

    /// <summary>A streamed answer of these values.</summary>
    public static byte[][] Frames(TrustedSession session, params IEnumerable<string> values)
    {
        var chain = session.BeginStream();
        return [.. values.Select(v => session.SealFrame(chain, Encoding.UTF8.GetBytes(v)))];
    }

    public static HttpResponseMessage Stream(params IEnumerable<byte[]> frames) => Body(HttpStatusCode.OK, OpenHttpaNames.StreamMediaType, [.. frames.SelectMany(f => f)]);

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        request.Content?.CopyTo(body, null, cancellationToken);
        return Synchronous.Result(AnswerAsync(request, body.ToArray()));
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        if (request.Content is not null) await request.Content.CopyToAsync(body, cancellationToken);
        return await AnswerAsync(request, body.ToArray());
    }

    private async ValueTask<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, byte[] body)
    {
        var kind = request.Headers.Contains(OpenHttpaNames.BaseId) ? "TRUSTED" : request.Method == HttpMethod.Options ? "OPTIONS" : "ATTEST";
        Kinds.Enqueue(kind);
        Messages.Enqueue(request);
        var response = Before(request) ?? kind switch
        {
            "OPTIONS" => WithFields(_service.Preflight().ToFields()),
            "ATTEST" => await AttestAsync(request),
            _ => Trusted(request, body),
        };
        response.RequestMessage = request;
        Alter(kind, response);
        return response;
    }

    private async ValueTask<HttpResponseMessage> AttestAsync(HttpRequestMessage request)
    {
        var headers = request.Headers.NonValidated.Select(h => KeyValuePair.Create(h.Key, (IEnumerable<string>)h.Value));
        if (!OpenHttpaFields.TryRead(headers, out var fields, out var problem)) throw new InvalidOperationException(problem);
        var (answer, refusal) = await _service.AttestAsync(fields, CancellationToken.None);
        return answer is null ? Plain((HttpStatusCode)refusal!.Status, refusal.Text) : WithFields(AlterAnswer(answer).ToFields());
    }

    private HttpResponseMessage Trusted(HttpRequestMessage request, byte[] body)
    {
        Bodies.Enqueue(Encoding.UTF8.GetString(body));
        if (_service.Find(request.Headers.GetValues(OpenHttpaNames.BaseId).Single()) is not { } session) return Plain(HttpStatusCode.Forbidden, Httpa.TestServer.OpenHttpa.PlainAnswer.NoSession.Text);
        if (!RequestTicket.TryParse(request.Headers.GetValues(OpenHttpaNames.Ticket).Single(), out var ticket) || !CiphertextBody.TryRead(body, out var ciphertext))
            throw new InvalidOperationException("The client sent something that the fake service does not understand.");
        var uri = request.RequestUri!;
        var line = new RequestLine(request.Method.Method, uri.AbsolutePath, uri.Query.TrimStart('?'), Origin.Of(uri)["https://".Length..]);
        var list = HeaderList.Encode(line, request.Headers.NonValidated.Select(h => KeyValuePair.Create(h.Key, h.Value.ToString())));
        if (session.TryOpen(ticket, list, ciphertext, out var plaintext) is { } refusal) return Plain((HttpStatusCode)refusal.Status, refusal.Text);
        var text = Encoding.UTF8.GetString(plaintext);
        Opened.Enqueue(text);
        return Application(session, text);
    }

    private static HttpResponseMessage WithFields(IEnumerable<KeyValuePair<string, string>> fields)
    {
        var response = Body(HttpStatusCode.OK, null, []);
        foreach (var (name, value) in fields) response.Headers.TryAddWithoutValidation(name, value);
        return response;
    }

    private static HttpResponseMessage Body(HttpStatusCode status, string? type, byte[] body)
    {
        var response = new HttpResponseMessage(status) { Content = new ByteArrayContent(body) };
        if (type is not null) response.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        return response;
    }
}
