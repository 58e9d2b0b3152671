using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Httpa.Client.Protocol;
using Httpa.Client.Tests.Client;
using Httpa.Client.Tests.Hostile.Wire;
using Httpa.Client.Tests.TestServer;
using Httpa.TestServer;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Tdx;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace Httpa.Client.Tests.Hostile;

/// <summary>mHTTPA: both sides run in a TEE, and each accepts the other before anything private moves.</summary>
internal sealed class MutualTests : HostileFixture, IDisposable
{
    private readonly SimulatedTdx _client = new();
    private readonly LogCapture _serviceLog = new();
    private AttestationResult? _seen;
    private Func<HttpaServerOptions, HttpaServerOptions> _change = options => options;

    public void Dispose()
    {
        _client.Dispose();
        _serviceLog.Dispose();
    }

    protected override HttpaTestServerOptions ServerOptions() => new()
    {
        TimeProvider = Clock,
        Map = Map,
        Logging = logging => logging.Services.AddSingleton<ILoggerFactory>(_serviceLog),
        Configure = options => _change(options with { ClientPolicy = _client.CreatePolicy(), ClientVerifiers = Verifiers }),
    };

    private static EvidenceVerifiers Verifiers => new(new TdxVerifier(), new FakeDeviceVerifier());

    [Test]
    public async Task The_service_learns_who_asks_before_it_hears_the_question(CancellationToken cancellationToken)
    {
        Assert.That(await PostAsync(InTee(), cancellationToken), Does.Contain("/private"));
        Assert.That(_seen?.Type, Is.EqualTo(EvidenceType.Tdx));
        Assert.That(((TdxClaims)_seen!.Claims!).MrTd, Is.EqualTo(_client.Settings.MrTd));
    }

    [Test]
    public async Task A_client_without_a_TEE_is_told_what_to_configure(CancellationToken cancellationToken)
    {
        var failure = await FailureAsync<HttpaConfigurationException>(cancellationToken);

        Assert.That(failure.Reason, Is.EqualTo(ProtocolReason.ClientEvidenceRequired));
        Assert.That(failure.Message, Does.Contain(nameof(HttpaOptions.ClientTee)));
        AssertNothingWasSent();
    }

    [Test]
    public async Task A_client_that_leaves_its_evidence_out_is_refused(CancellationToken cancellationToken)
    {
        Proxy.AlterRequests(ExchangeKind.Session, request => request.Body = []);
        await AssertRefusedAsync(ProtocolReason.SessionRefused, cancellationToken);

        using var scripted = new ScriptedClient(Server);
        using var attempt = (await scripted.AttestAsync(cancellationToken)).Attempt();
        using var answer = await scripted.SendAsync(ScriptedClient.AttestMethod, "/hello", attempt.Request.ToFields(), cancellationToken);
        Refused.With(answer, System.Net.HttpStatusCode.Forbidden, "client-evidence-rejected");
    }

    [Test]
    public async Task Another_build_is_refused_and_only_the_service_says_why(CancellationToken cancellationToken)
    {
        await RestartAsync(options => options with { ClientPolicy = _client.CreatePolicyForAnotherBuild() });
        var failure = await FailureAsync<HttpaProtocolException>(InTee(), cancellationToken);

        Assert.That(failure.Reason, Is.EqualTo(ProtocolReason.ClientEvidenceRejected));
        Assert.That(failure.Message, Does.Not.Contain("tdx."));
        Assert.That(_serviceLog.Lines, Has.Some.Contains("tdx.rtmr3-mismatch"));
        AssertNothingWasSent();
    }

    [Test]
    public async Task Evidence_of_another_exchange_is_refused(CancellationToken cancellationToken)
    {
        var tee = new RepeatingTee(_client);
        Assert.That(await PostAsync(InTee(tee), cancellationToken), Is.Not.Empty);
        var failure = await FailureAsync<HttpaProtocolException>(InTee(tee), cancellationToken);

        Assert.That(failure.Reason, Is.EqualTo(ProtocolReason.ClientEvidenceRejected));
        Assert.That(_serviceLog.Lines, Has.Some.Contains(AppraisalReason.BindingMismatch.Code()));
    }

    [Test]
    public async Task A_service_that_need_not_know_serves_both(CancellationToken cancellationToken)
    {
        await RestartAsync(options => options with { RequireClientEvidence = false });
        Assert.That(await PostAsync(CreateClient(), cancellationToken), Is.Not.Empty);
        Assert.That(_seen, Is.Null);
        Assert.That(await PostAsync(InTee(), cancellationToken), Is.Not.Empty);
        Assert.That(_seen, Is.Null, "nobody asked for it");
        Assert.That(await PostAsync(InTee(change: o => o.AlwaysSendClientEvidence = true), cancellationToken), Is.Not.Empty);
        Assert.That(_seen, Is.Not.Null);
    }

    [Test]
    public async Task A_service_without_a_policy_for_clients_refuses_their_evidence(CancellationToken cancellationToken)
    {
        await RestartAsync(options => options with { ClientPolicy = null });
        var failure = await FailureAsync<HttpaProtocolException>(InTee(change: o => o.AlwaysSendClientEvidence = true), cancellationToken);

        Assert.That(failure.Reason, Is.EqualTo(ProtocolReason.ClientEvidenceRejected));
        AssertNothingWasSent();
    }

    [Test]
    public async Task The_devices_of_a_client_count_in_their_order(CancellationToken cancellationToken)
    {
        var gpus = _client.CreatePolicy() with { NvidiaGpu = FakeDeviceVerifier.Require(ReferenceValue.AnyOf(2u)) };
        await RestartAsync(options => options with { ClientPolicy = gpus });
        Assert.That(await PostAsync(InTee(change: o => o.ClientDevices = [new NonceDevice(1), new NonceDevice(2)]), cancellationToken), Is.Not.Empty);
        Assert.That(_seen!.Items, Has.Count.EqualTo(3));

        var failure = await FailureAsync<HttpaProtocolException>(InTee(change: o => o.ClientDevices = [new NonceDevice(1)]), cancellationToken);
        Assert.That(failure.Reason, Is.EqualTo(ProtocolReason.ClientEvidenceRejected));
    }

    [Test]
    public async Task The_session_ends_with_the_evidence_of_the_client(CancellationToken cancellationToken)
    {
        using var shortLived = new SimulatedTdx(_client.Settings with { Platform = _client.Settings.Platform with { IssuedAt = Clock.GetUtcNow(), EndorsementLifetime = TimeSpan.FromMinutes(10) } });
        await RestartAsync(options => options with { ClientPolicy = shortLived.CreatePolicy() });
        using var client = InTee(shortLived);
        await PostAsync(client, cancellationToken);
        Clock.Advance(TimeSpan.FromMinutes(11));

        Assert.That(async () => await client.GetAsync("/private", cancellationToken), Throws.TypeOf<HttpaProtocolException>()
            .With.Property("Reason").EqualTo(ProtocolReason.ClientEvidenceRejected), "the session was over, and a new one is not to be had");
    }

    [Test]
    public async Task A_secret_that_is_taken_out_of_the_answer_is_missed(CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Session, answer => answer["Attest-Secret"] = null);
        await AssertRefusedAsync(ProtocolReason.ServerSecretMissing, cancellationToken);
    }

    [TestCase(0)]
    [TestCase(-1)]
    public async Task A_secret_with_a_flipped_bit_does_not_open(int position, CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Session, answer => answer.Flip("Attest-Secret", position));
        await AssertRefusedAsync(ProtocolReason.BinderMismatch, cancellationToken);
    }

    [Test]
    public async Task A_secret_of_another_length_does_not_open(CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Session, answer => answer.SetBytes("Attest-Secret", RandomNumberGenerator.GetBytes(1184)));
        await AssertRefusedAsync(ProtocolReason.BinderMismatch, cancellationToken);
    }

    [Test]
    public async Task A_key_of_somebody_else_in_the_evidence_of_the_client_is_refused(CancellationToken cancellationToken)
    {
        Proxy.AlterRequests(ExchangeKind.Session, request =>
        {
            var body = JsonNode.Parse(request.Body)!;
            body["publicKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
            request.Body = System.Text.Encoding.UTF8.GetBytes(body.ToJsonString());
        });
        await AssertRefusedAsync(ProtocolReason.SessionRefused, cancellationToken);
    }

    [Test]
    public async Task A_forged_word_that_no_evidence_is_needed_is_found_out(CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Attest, answer => answer["Attest-Client-Evidence"] = "?0");
        var failure = await FailureAsync<AttestationException>(InTee(), cancellationToken);

        Assert.That(failure.Result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.BindingMismatch }));
        AssertNothingWasSent();
    }

    [Test]
    public async Task A_body_of_another_media_type_is_malformed(CancellationToken cancellationToken)
    {
        Proxy.AlterRequests(ExchangeKind.Session, request => request["Content-Type"] = "application/json");
        await AssertRefusedAsync(ProtocolReason.SessionRefused, cancellationToken);
    }

    private void Map(WebApplication app)
    {
        app.Use(async (context, next) =>
        {
            _seen = context.Features.Get<IHttpaFeature>()?.ClientAttestation;
            await next(context);
        });
        Application.Map(app);
    }

    private async Task RestartAsync(Func<HttpaServerOptions, HttpaServerOptions> change)
    {
        _change = change;
        await Proxy.DisposeAsync();
        await Server.DisposeAsync();
        await StartAsync();
    }

    private HttpClient InTee(ITee? tee = null, Action<TestOptions>? change = null) => CreateClient(options =>
    {
        options.ClientTee = tee ?? _client;
        change?.Invoke(options);
    });

    private async Task AssertRefusedAsync(ProtocolReason reason, CancellationToken cancellationToken)
    {
        var failure = await FailureAsync<HttpaProtocolException>(InTee(), cancellationToken);
        Assert.That(failure.Reason, Is.EqualTo(reason));
        AssertNothingWasSent();
    }

    /// <summary>Produces what it produced first, whatever it is asked for.</summary>
    private sealed class RepeatingTee(ITee tee) : ITee
    {
        private EndorsedEvidence? _first;

        public EvidenceType Type => tee.Type;

        public async ValueTask<EndorsedEvidence> ProduceEvidenceAsync(ReadOnlyMemory<byte> binding, CancellationToken cancellationToken) =>
            _first ??= await tee.ProduceEvidenceAsync(binding, cancellationToken);
    }
}
