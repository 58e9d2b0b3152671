using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Httpa.Client;
using Httpa.TestServer;
using Httpa.TestServer.Simulated;
using Httpa.Tool.Wire;
using Httpa.Verifiers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Httpa.Tool.Demo;

/// <summary>The service of the demo: a test server with two endpoints that note what reaches them.</summary>
/// <param name="type">The type of the service's evidence; a GPU stands beside a TDX trust domain.</param>
/// <param name="isMutual">True when clients must attest too.</param>
/// <param name="protocol">What is spoken.</param>
internal sealed class DemoService(EvidenceType type, bool isMutual = false, HttpaProtocol protocol = HttpaProtocol.Httpa1) : IAsyncDisposable
{
    public const string AnswerPath = "/v1/infer";
    public const string StreamPath = "/v1/stream";

    private readonly ConcurrentQueue<IReadOnlyList<string>> _seen = new();
    private readonly ISimulatedTee _tee = SimulatedTees.Create(LeadOf(type));
    private readonly ISimulatedTee? _clientTee = isMutual ? SimulatedTees.Create(LeadOf(type)) : null;
    private readonly SimulatedNvidiaGpu? _gpu = type.IsDevice ? new SimulatedNvidiaGpu() : null;
    private HttpaTestServer? _server;

    /// <summary>The types that can be shown.</summary>
    public static IReadOnlyList<EvidenceType> Types { get; } = [.. SimulatedTees.Types, EvidenceType.NvidiaGpu];

    /// <summary>The type of the lead's evidence.</summary>
    public EvidenceType Type => LeadOf(type);

    /// <summary>True when a GPU stands beside the TEE.</summary>
    public bool HasGpu => _gpu is not null;

    /// <summary>What a client asks for.</summary>
    public AttestationPolicy Policy => WithGpu(_tee.CreatePolicy());

    /// <summary>What is spoken.</summary>
    public HttpaProtocol Protocol => protocol;

    /// <summary>What a client asks for that expects another build.</summary>
    public AttestationPolicy PolicyForAnotherBuild => WithGpu(_tee.CreatePolicyForAnotherBuild());

    /// <summary>True when clients must attest too (mHTTPA).</summary>
    public bool IsMutual => _clientTee is not null;

    /// <summary>What the service learned of the client whose request came last; null when it sent no evidence.</summary>
    public AttestationResult? LastClient { get; private set; }

    /// <summary>Every request that reached the service's code: first line, fields, body.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Seen => [.. _seen];

    /// <summary>Lets the streamed answer go on after its first event.</summary>
    public TaskCompletionSource FirstEventRead { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The public values that clients derived, where OpenHTTPA is spoken.</summary>
    public DerivedValues Derived { get; } = new();

    /// <summary>The server, once it was started.</summary>
    public HttpaTestServer Server => _server ?? throw new InvalidOperationException("The service was not started.");

    public async Task StartAsync(CancellationToken cancellationToken) =>
        _server = await HttpaTestServer.StartAsync(new HttpaTestServerOptions { Tee = _tee, Devices = _gpu is null ? [] : [_gpu], Map = Map, Configure = Configure }, cancellationToken);

    /// <summary>A tap on a connection of its own.</summary>
    public WireTap Tap(Func<WireExchange, byte[], byte[]>? changeRequest = null, Func<WireExchange, byte[], byte[]>? changeAnswer = null) =>
        new(Server.CreateTransport()) { ChangeRequest = changeRequest, ChangeAnswer = changeAnswer };

    /// <summary>A tap that changes fields of answers.</summary>
    public WireTap TapFields(Func<WireExchange, string, string?> change) => new(Server.CreateTransport()) { ChangeAnswerField = change };

    /// <summary>A client as an application would make it: a plain <see cref="HttpClient"/> over the handler, here with a tap below.</summary>
    [SuppressMessage("ApiDesign", "RS0030", Justification = "The SDK owns no HttpClient; the demo stands for the application, which does.")]
    public HttpClient Client(WireTap tap, AttestationPolicy? policy = null, ITee? clientTee = null) => new(new HttpaHandler(
        new HttpaOptions
        {
            Policy = policy ?? Policy,
            ClientTee = clientTee ?? _clientTee,
            Protocol = protocol,
            EndorsementSource = protocol == HttpaProtocol.OpenHttpa ? Server.EndorsementSource : null, // it carries none
            LoggerFactory = Derived,
        },
        tap))
    {
        BaseAddress = Server.BaseAddress,
    };

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _tee.Dispose();
        _clientTee?.Dispose();
        _gpu?.Dispose();
    }

    private static EvidenceType LeadOf(EvidenceType type) => type.IsDevice ? EvidenceType.Tdx : type;

    private AttestationPolicy WithGpu(AttestationPolicy policy) => _gpu is null ? policy : policy with { NvidiaGpu = SimulatedNvidiaGpu.CreatePolicy(_gpu) };

    private HttpaServerOptions Configure(HttpaServerOptions options) => options with
    {
        Protocol = protocol,
        ClientPolicy = _clientTee?.CreatePolicy(),
        ClientEndorsementSource = _clientTee is null || protocol == HttpaProtocol.Httpa1 ? null : new TeeEndorsements(_clientTee),
    };

    private void Map(WebApplication app)
    {
        app.MapMethods(AnswerPath, ["GET", "POST"], async (HttpContext context) =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var question = await reader.ReadToEndAsync(context.RequestAborted);
            Note(context.Request, question);
            LastClient = context.Features.Get<IHttpaFeature>()?.ClientAttestation;
            await context.Response.WriteAsync(DemoTexts.Answer, context.RequestAborted);
        });
        app.MapGet(StreamPath, async (HttpContext context) =>
        {
            Note(context.Request, "");
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: first\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await FirstEventRead.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("data: second\n\n", context.RequestAborted);
        });
    }

    private void Note(HttpRequest request, string body) =>
        _seen.Enqueue([$"{request.Method} {request.Path}{request.QueryString}", .. request.Headers.Select(f => $"{f.Key}: {f.Value}"), "", body]);
}
