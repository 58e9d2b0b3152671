using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Httpa.Client.Bodies;
using Httpa.Client.Crypto;
using Httpa.Client.Protocol;
using Httpa.Verifiers;

namespace Httpa.Client.Tests.Client;

/// <summary>A request as the application of the fake service sees it.</summary>
internal sealed record OpenedRequest(string Method, string Target, List<KeyValuePair<string, string>> Fields, byte[] Body, uint Age)
{
    public string? this[string name] => Fields.FirstOrDefault(f => f.Key == name).Value;

    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>What the application of the fake service answers.</summary>
internal sealed record PlainAnswer(int Status, string? Body = null, params (string Name, string Value)[] Fields);

/// <summary>
/// A message handler that plays the service side in memory, out of the protocol's own types, and that tests can make misbehave at every step. It remembers all that was on the wire.
/// </summary>
internal sealed class FakeService(TimeProvider clock) : HttpMessageHandler
{
    private readonly ConcurrentDictionary<string, (byte[] Id, DirectionKey Client, DirectionKey Server)> _sessions = new();
    private readonly Lock _gate = new();
    private Pending? _pending;

    private sealed record Pending(ClientHello Client, ServerHello Server, KemKeyPair Key, byte[] Body, byte[] H1);

    /// <summary>The application.</summary>
    public Func<OpenedRequest, PlainAnswer> Application { get; set; } = request => new PlainAnswer(200, $"{request.Method} {request.Target} {request.Text}");

    /// <summary>Runs before anything else; an answer of its own takes the place of the service's.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?> Before { get; set; } = _ => null;

    /// <summary>Runs before the service reads a request's body.</summary>
    public Func<HttpRequestMessage, Task> BeforeBody { get; set; } = _ => Task.CompletedTask;

    /// <summary>Changes an answer on its way: the request's kind (OPTIONS, ATTEST, SESSION, SEALED) and the answer.</summary>
    public Action<string, HttpResponseMessage> Alter { get; set; } = (_, _) => { };

    public Func<ServerHello, ServerHello> AlterHello { get; set; } = hello => hello;

    public Func<EvidenceBody, EvidenceBody> AlterEvidence { get; set; } = body => body;

    /// <summary>What the service waits for before it answers ATTEST.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>OPTIONS, ATTEST, SESSION and SEALED, in the order of arrival.</summary>
    public ConcurrentQueue<string> Kinds { get; } = new();

    /// <summary>Every outgoing byte that the client put into messages, as Latin-1 text.</summary>
    public ConcurrentQueue<string> WireTexts { get; } = new();

    public ConcurrentQueue<HttpRequestMessage> Messages { get; } = new();

    public ConcurrentQueue<OpenedRequest> Opened { get; } = new();

    /// <summary>The length of the body of the last message.</summary>
    public int LastBodyLength { get; private set; }

    public int Count(string kind) => Kinds.Count(k => k == kind);

    /// <summary>Forgets all sessions, as a restart does.</summary>
    public void Restart() => _sessions.Clear();

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        request.Content?.CopyTo(body, null, cancellationToken);
        return Answer(request, body.ToArray());
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (KindOf(request) == "ATTEST") await Gate.WaitAsync(cancellationToken);
        if (request.Content is not null) await BeforeBody(request);
        using var body = new MemoryStream();
        if (request.Content is not null) await request.Content.CopyToAsync(body, cancellationToken);
        return Answer(request, body.ToArray());
    }

    private static string KindOf(HttpRequestMessage request) => request.Headers.Contains("Attest-Sequence") ? "SEALED"
        : request.Method == HttpMethod.Options ? "OPTIONS"
        : request.Headers.Contains("Attest-Session-ID") ? "SESSION" : "ATTEST";

    private HttpResponseMessage Answer(HttpRequestMessage request, byte[] body)
    {
        var kind = KindOf(request);
        LastBodyLength = body.Length;
        Kinds.Enqueue(kind);
        Messages.Enqueue(request);
        WireTexts.Enqueue($"{request.Method} {request.RequestUri}\n{request.Headers}{request.Content?.Headers}\n{Encoding.Latin1.GetString(body)}");
        var response = Before(request) ?? kind switch
        {
            "OPTIONS" => Preflight(),
            "ATTEST" => Attest(request),
            "SESSION" => Session(request),
            _ => Sealed(request, body),
        };
        response.RequestMessage = request;
        response.Content ??= new ByteArrayContent([]);
        Alter(kind, response);
        return response;
    }

    private static HttpResponseMessage Preflight()
    {
        var response = new HttpResponseMessage(HttpStatusCode.NoContent);
        response.Headers.Add("Access-Control-Allow-Methods", "GET, ATTEST");
        response.Headers.Add("Attest-Versions", "httpa/1");
        response.Headers.Add("Access-Control-Max-Age", "600");
        return response;
    }

    private HttpResponseMessage Attest(HttpRequestMessage request)
    {
        var client = Parse<ClientHello>(request, ClientHello.FieldNames, ClientHello.TryParse);
        Assert(CipherSuite.TryFind(client.CipherSuites[0], out var suite));
        var key = suite!.GenerateKeyPair();
        var now = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());
        var server = AlterHello(new ServerHello(
            "httpa/1", now, RandomNumberGenerator.GetBytes(32), suite.Token, RandomNumberGenerator.GetBytes(16), now + Lifetime, false));
        var h1 = AttestTranscript.H1(client, server, key.PublicKey.Span);
        var evidence = new EndorsedEvidence(new Evidence(EvidenceType.Sgx, AttestTranscript.Binding(h1, [])), Endorsements.None);
        var body = AlterEvidence(new EvidenceBody(key.PublicKey, [evidence])).Serialize();
        lock (_gate) _pending = new Pending(client, server, key, body, h1);

        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in server.ToFields()) response.Headers.TryAddWithoutValidation(name, value);
        response.Headers.TryAddWithoutValidation("Cache-Control", "no-store, no-transform");
        response.Content.Headers.TryAddWithoutValidation("Content-Type", EvidenceBody.MediaType);
        return response;
    }

    private HttpResponseMessage Session(HttpRequestMessage request)
    {
        var message = Parse<SessionRequest>(request, SessionRequest.FieldNames, SessionRequest.TryParse);
        Pending pending;
        lock (_gate) pending = _pending!;
        Assert(CipherSuite.TryFind(pending.Server.CipherSuite, out var suite));
        var secret = new byte[KeySchedule.PreSessionSecretLength];
        Assert(pending.Key.TryOpen(KeySchedule.ClientSecretInfo(pending.H1), message.Secret.Span, secret));
        using var schedule = new KeySchedule(
            pending.H1, pending.Client.Random.Span, pending.Server.Random.Span, pending.Body, message.Secret.Span, [], secret);
        Assert(schedule.ClientBinderMatches(message.Binder.Span));
        var random = RandomNumberGenerator.GetBytes(32);
        schedule.Establish(random, [], []);
        var (clientKey, serverKey) = schedule.DeriveTrafficKeys(suite!);
        _sessions[SealedFields.FormatBytes(message.SessionId.Span)] = (message.SessionId.ToArray(), clientKey, serverKey);

        var response = new HttpResponseMessage(HttpStatusCode.OK);
        foreach (var (name, value) in new SessionResponse(message.SessionId, random, default, schedule.ServerBinder()).ToFields())
            response.Headers.TryAddWithoutValidation(name, value);
        return response;
    }

    private HttpResponseMessage Sealed(HttpRequestMessage request, byte[] body)
    {
        var id = request.Headers.GetValues("Attest-Session-ID").Single();
        if (!_sessions.TryGetValue(id, out var session)) return Refusal(HttpStatusCode.Unauthorized, "unknown-session");
        Assert(SealedFields.TryParseSequence(request.Headers.GetValues("Attest-Sequence").Single(), out var n));
        var (method, origin, target) = (request.Method.Method, Origin.Of(request.RequestUri!), Origin.TargetOf(request.RequestUri!));
        var opened = Open(request, body, new RecordOpener(session.Client, n, MessageContext.ForRequest(session.Id, method, origin, target)), target);
        Opened.Enqueue(opened);
        var answer = Application(opened);
        var sealer = new RecordSealer(session.Server, n, MessageContext.ForResponse(session.Id, method, origin, target));
        var response = Seal(answer, sealer, inField: answer.Body is null || method == "HEAD");
        response.Headers.TryAddWithoutValidation("Attest-Session-ID", id);
        response.Headers.TryAddWithoutValidation("Attest-Sequence", request.Headers.GetValues("Attest-Sequence"));
        return response;
    }

    private static OpenedRequest Open(HttpRequestMessage request, byte[] body, RecordOpener opener, string target)
    {
        using var plain = new MemoryStream();
        byte[] head;
        if (request.Headers.TryGetValues("Attest-Seal", out var seal))
        {
            Assert(SealedFields.TryParseBytes(seal.Single(), 20, 16_384, out var record));
            head = new byte[record!.Length - 20];
            Assert(opener.TryOpen(record.AsSpan(0, 4), record.AsSpan(4), head, out _) && opener.IsComplete && body.Length == 0);
        }
        else
        {
            using var opening = new OpeningStream(new MemoryStream(body), opener);
            head = opening.ReadHead();
            opening.CopyTo(plain);
        }

        Assert(MessageHead.TryDecodeRequest(head, out var age, out var fields, out _));
        return new OpenedRequest(request.Method.Method, target, fields!, plain.ToArray(), age);
    }

    private static HttpResponseMessage Seal(PlainAnswer answer, RecordSealer sealer, bool inField)
    {
        var head = MessageHead.EncodeResponse(answer.Status, [.. answer.Fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value))]);
        var response = new HttpResponseMessage((HttpStatusCode)answer.Status);
        if (inField)
        {
            response.Headers.TryAddWithoutValidation("Attest-Seal", SealedFields.FormatBytes(sealer.SealWhole(head)));
            return response;
        }

        using var records = new MemoryStream();
        using var sealing = new SealingStream(records, sealer, head);
        sealing.Write(Encoding.UTF8.GetBytes(answer.Body!));
        sealing.Complete();
        response.Content = new ByteArrayContent(records.ToArray());
        response.Content.Headers.TryAddWithoutValidation("Content-Type", SealedFields.MediaType);
        return response;
    }

    /// <summary>An unsealed answer with an <c>Attest-Error</c>.</summary>
    public static HttpResponseMessage Refusal(HttpStatusCode status, string? error)
    {
        var response = new HttpResponseMessage(status) { Content = new ByteArrayContent([]) };
        if (error is not null) response.Headers.TryAddWithoutValidation("Attest-Error", error);
        return response;
    }

    private delegate bool Parser<T>(AttestFields fields, out T? message, out string problem);

    private static T Parse<T>(HttpRequestMessage request, ReadOnlySpan<string> names, Parser<T> parse) where T : class
    {
        Assert(AttestFields.TryRead(request.Headers.NonValidated.Select(h => new KeyValuePair<string, IEnumerable<string>>(h.Key, h.Value)), names, out var fields, out _));
        Assert(parse(fields!, out var message, out _));
        return message!;
    }

    private static void Assert(bool holds)
    {
        if (!holds) throw new InvalidOperationException("The client sent something that the fake service does not understand.");
    }
}
