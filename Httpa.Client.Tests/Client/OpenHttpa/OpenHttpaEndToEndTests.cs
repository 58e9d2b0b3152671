using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Httpa.Client.Sessions;
using Httpa.Client.Tests.Client.EndToEnd;
using Httpa.TestServer;
using Httpa.TestServer.OpenHttpa;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.OpenHttpa;

/// <summary>Both sides over Kestrel and TLS. The fixture's teardown asserts that nothing private was inside TLS.</summary>
internal sealed class OpenHttpaEndToEndTests : ServedFixture
{
    private static readonly SimulatedTdx Platform = new();

    private readonly ServiceIdentity _identity = ServiceIdentity.Create();
    private readonly ConcurrentQueue<AttestationResult?> _clients = new();
    private readonly TaskCompletionSource _firstRead = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override HttpaTestServerOptions Options() => new()
    {
        Tee = Platform,
        Map = Map,
        Configure = options => options with
        {
            Protocol = HttpaProtocol.OpenHttpa,
            OpenHttpa = new OpenHttpaServerOptions { Identity = _identity, AttestPath = "/v1/attest" },
            ClientPolicy = Platform.CreatePolicy(),
            ClientEndorsementSource = new TeeEndorsements(Platform),
            RequireClientEvidence = false,
        },
    };

    protected override void Map(WebApplication app)
    {
        app.MapPost("/json", async (HttpContext context) =>
        {
            _clients.Enqueue(context.Features.Get<IHttpaFeature>()!.ClientAttestation);
            var question = await context.Request.ReadFromJsonAsync<Message>();
            context.Response.StatusCode = 201;
            context.Response.Headers["X-Outside"] = "anybody may have written this";
            await context.Response.WriteAsJsonAsync(new Message($"{question!.Text} back, {context.Request.Path}{context.Request.QueryString}"));
        });
        app.MapGet("/json", () => new Message(Marker));
        app.MapGet("/plain-error", () => Results.StatusCode(418));
        app.MapGet("/stream", async (HttpContext context) =>
        {
            context.Response.ContentType = "application/x-ndjson";
            await context.Response.WriteAsync("{\"t\":1}");
            await context.Response.Body.FlushAsync();
            await _firstRead.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync($"{{\"t\":\"{Marker}\"}}");
        });
        app.MapGet("/two-frames", async (HttpContext context) =>
        {
            context.Response.ContentType = "application/x-ndjson";
            await context.Response.WriteAsync("1");
            await context.Response.WriteAsync("2");
        });
    }

    [TestCase("1.1", true)]
    [TestCase("1.1", false)]
    [TestCase("2.0", true)] // HTTP/2 has no synchronous form
    public async Task JSON_goes_there_and_comes_back_under_the_services_status(string version, bool async)
    {
        var client = Client(Version.Parse(version), Speaking());
        for (var i = 0; i < 3; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/json?x=%2F1") { Content = JsonContent.Create(new Message(Marker)) };
            using var response = async ? await client.SendAsync(request) : client.Send(request);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created));
            Assert.That((await response.Content.ReadFromJsonAsync<Message>())!.Text, Is.EqualTo($"{Marker} back, /json?x=%2F1"));
            Assert.That(response.Headers, Is.Empty, "fields that nobody authenticated");
            Assert.That(response.RequestMessage, Is.SameAs(request));
            Assert.That(response.GetAttestation()!.IsAccepted, Is.True);
        }
    }

    [Test]
    public async Task A_request_without_a_body_gets_a_sealed_answer()
    {
        var client = Client(options: Speaking());
        Assert.That((await client.GetFromJsonAsync<Message>("/json"))!.Text, Is.EqualTo(Marker));
    }

    [Test]
    public async Task Requests_at_once_take_sessions_of_their_own_and_give_them_back()
    {
        using var store = new DroppedAtEnd();
        var client = Client(options: Speaking(store: store.Sessions));
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => client.PostAsJsonAsync("/json", new Message($"{i}"))));
        Assert.That(store.Sessions.Count, Is.InRange(1, 4), "MaxSessions is 4");
        store.Sessions.DropAll();
        Assert.That(store.Sessions.Count, Is.Zero);
        Assert.That((await client.GetAsync("/json")).IsSuccessStatusCode);
    }

    [Test]
    public async Task Events_arrive_while_the_service_still_writes()
    {
        var client = Client(options: Speaking());
        using var response = await client.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.That(await reader.ReadLineAsync(), Is.EqualTo("{\"t\":1}"));
        _firstRead.SetResult();
        Assert.That(await reader.ReadLineAsync(), Is.EqualTo($"{{\"t\":\"{Marker}\"}}"));
        Assert.That(await reader.ReadLineAsync(), Is.Null);
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/x-ndjson"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task The_session_goes_on_after_a_stream(bool async)
    {
        using var store = new DroppedAtEnd();
        var client = Client(options: Speaking(store: store.Sessions));
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/two-frames");
            using var response = async ? await client.SendAsync(request) : client.Send(request);
            Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("1\n2\n"));
            Assert.That(store.Sessions.Count, Is.EqualTo(1));
        }
    }

    [Test]
    public async Task A_plain_error_is_no_answer_of_the_service()
    {
        using var store = new DroppedAtEnd();
        var client = Client(options: Speaking(store: store.Sessions));
        await client.GetAsync("/json");
        var failure = Assert.ThrowsAsync<HttpaProtocolException>(() => client.GetAsync("/plain-error"));
        Assert.Multiple(() =>
        {
            Assert.That(failure!.Reason, Is.EqualTo(ProtocolReason.ResponseUnsealed));
            Assert.That(failure.Message, Does.Contain("418"));
            Assert.That(store.Sessions.Count, Is.Zero, "the session ends with it");
        });
    }

    [Test]
    public async Task The_verdict_says_what_the_protocol_cannot_give()
    {
        var client = Client(options: Speaking());
        using var response = await client.GetAsync("/json");
        var limitations = response.GetAttestation()!.Limitations.Select(l => l.Code);
        Assert.That(limitations, Is.SupersetOf(new[] { "openhttpa.answer-not-bound", "openhttpa.status-and-fields-not-protected", "openhttpa.stream-end-not-protected" }));
    }

    [Test]
    public async Task A_pinned_identity_must_have_signed_the_handshake()
    {
        var right = Client(options: Speaking(o => o with { ServerIdentityKey = _identity.PublicKey }));
        Assert.That((await right.GetAsync("/json")).IsSuccessStatusCode);
        var wrong = Client(options: Speaking(o => o with { ServerIdentityKey = ServiceIdentity.Create().PublicKey }));
        var failure = Assert.ThrowsAsync<HttpaProtocolException>(() => wrong.GetAsync("/json"));
        Assert.That(failure!.Reason, Is.EqualTo(ProtocolReason.OpenHttpaIdentityMismatch));
    }

    [Test]
    public async Task A_client_in_a_TEE_attests_too()
    {
        _clients.Clear();
        var client = Client(options: Speaking(tee: Platform));
        await client.PostAsJsonAsync("/json", new Message("who am I?"));
        Assert.That(_clients.Single()!.IsAccepted, Is.True);
    }

    [Test]
    public void A_client_in_another_TEE_than_the_service_accepts_is_refused()
    {
        using var other = new SimulatedTdx();
        var client = Client(options: Speaking(tee: other));
        var failure = Assert.ThrowsAsync<HttpaProtocolException>(() => client.GetAsync("/json"));
        Assert.That(failure!.Reason, Is.EqualTo(ProtocolReason.AttestRefused));
        Assert.That(failure.Message, Does.Contain("client attestation verification failed"));
    }

    [Test]
    public void Another_build_is_rejected_and_gets_nothing()
    {
        var client = Client(options: Speaking(policy: Platform.CreatePolicyForAnotherBuild()));
        var failure = Assert.ThrowsAsync<AttestationException>(() => client.PostAsJsonAsync("/json", new Message(Marker)));
        Assert.That(failure!.Result.Findings.Select(f => f.Reason), Has.Member(AppraisalReason.TdxRtMr3Mismatch));
    }

    [Test]
    public void A_client_of_HTTPA_1_is_not_served_and_falls_back_to_nothing()
    {
        var client = Client(options: new HttpaOptions { Policy = Platform.CreatePolicy() });
        var failure = Assert.ThrowsAsync<HttpaProtocolException>(() => client.PostAsJsonAsync("/json", new Message(Marker)));
        Assert.That(failure!.Reason, Is.EqualTo(ProtocolReason.AttestNotSupported));
    }

    [Test]
    public void At_another_path_nobody_answers()
    {
        var client = Client(options: Speaking(o => o with { AttestPath = "/attest" }));
        var failure = Assert.ThrowsAsync<HttpaProtocolException>(() => client.GetAsync("/json"));
        Assert.That(failure!.Reason, Is.EqualTo(ProtocolReason.AttestNotSupported));
    }

    private static HttpaOptions Speaking(Func<OpenHttpaOptions, OpenHttpaOptions>? change = null, SessionStore? store = null, ITee? tee = null, AttestationPolicy? policy = null)
    {
        var openHttpa = new OpenHttpaOptions { AttestPath = "/v1/attest", MaxSessions = 4 };
        return new HttpaOptions
        {
            Policy = policy ?? Platform.CreatePolicy(),
            Protocol = HttpaProtocol.OpenHttpa,
            OpenHttpa = change?.Invoke(openHttpa) ?? openHttpa,
            EndorsementSource = new TeeEndorsements(Platform),
            SessionStore = store,
            ClientTee = tee,
        };
    }

    private sealed record Message(string Text);

    private sealed class DroppedAtEnd : IDisposable
    {
        public SessionStore Sessions { get; } = new();

        public void Dispose() => Sessions.DropAll();
    }
}
