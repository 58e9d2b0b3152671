using System.Net;
using System.Security.Cryptography.X509Certificates;
using Httpa.Client.Tests.Client;
using Httpa.TestServer;
using NUnit.Framework;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using WireMock.Settings;

namespace Httpa.Client.Tests.Hostile;

/// <summary>Something that answers in the service's place before anything was attested: a scripted server that knows neither OPTIONS nor ATTEST as HTTPA does.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
[CancelAfter(60_000)]
internal sealed class ForgedPreflightTests
{
    private const string Marker = "PLAINTEXT-MARKER";

    private readonly string _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly X509Certificate2 _certificate = TlsCertificates.CreateSelfSigned(TimeProvider.System.GetUtcNow());
    private readonly WireMockServer _service;

    public ForgedPreflightTests()
    {
        // In a file, since the server writes its settings into its log.
        File.WriteAllBytes(_file, _certificate.Export(X509ContentType.Pfx, Marker));
        var settings = new WireMockCertificateSettings { X509CertificateFilePath = _file, X509CertificatePassword = Marker };
        _service = WireMockServer.Start(new WireMockServerSettings { UseSSL = true, CertificateSettings = settings });
    }

    [TearDown]
    public void Stop()
    {
        // Whatever was answered, a handshake is all that was heard, and nothing private in it.
        var heard = _service.LogEntries.Select(e => e.RequestMessage!).ToList();
        var text = string.Concat(heard.Select(r => r.Url + r.Body + string.Concat(r.Headers?.Select(h => h.Key + string.Concat(h.Value)) ?? [])));
        _service.Dispose();
        _certificate.Dispose();
        File.Delete(_file);
        Assert.Multiple(() =>
        {
            Assert.That(heard, Is.Not.Empty);
            Assert.That(heard.Select(r => r.Method), Is.All.AnyOf("OPTIONS", "ATTEST"));
            Assert.That(heard.Select(r => r.Path), Is.All.EqualTo("/v1/infer"));
            Assert.That(heard.All(r => r.Query is null or { Count: 0 }), Is.True, "the query stays at home until the request is sealed");
            Assert.That(text, Does.Not.Contain(Marker));
        });
    }

    [TestCase(404, ProtocolReason.AttestNotSupported)]
    [TestCase(405, ProtocolReason.AttestNotSupported)]
    [TestCase(501, ProtocolReason.AttestNotSupported)]
    [TestCase(401, ProtocolReason.AttestNotSupported)]
    [TestCase(500, ProtocolReason.AttestNotSupported)]
    [TestCase(307, ProtocolReason.HandshakeRedirected)]
    public async Task A_forged_status_stops_the_request_even_beside_the_right_fields(int status, ProtocolReason reason, CancellationToken cancellationToken)
    {
        AnswerPreflight(status, ("Access-Control-Allow-Methods", "ATTEST"), ("Location", "https://elsewhere.example/"));
        Assert.That(await RefusalAsync(cancellationToken), Is.EqualTo(reason));
    }

    [TestCase("GET, POST")]
    [TestCase("attest")]
    [TestCase("ATTESTED")]
    [TestCase("*")]
    public async Task Methods_that_do_not_name_attest_are_no_support(string methods, CancellationToken cancellationToken)
    {
        AnswerPreflight(204, ("Access-Control-Allow-Methods", methods));
        Assert.That(await RefusalAsync(cancellationToken), Is.EqualTo(ProtocolReason.AttestNotSupported));
    }

    [TestCase("httpa/2")]
    [TestCase("httpa/0, httpa/2")]
    [TestCase("HTTPA/1")]
    [TestCase("httpa/1, httpa/1")]
    [TestCase("httpa/1;q=1")]
    [TestCase("httpa/1,")]
    [TestCase("\"httpa/1\"")]
    public async Task Versions_that_the_options_do_not_allow_or_of_another_form_are_refused(string versions, CancellationToken cancellationToken)
    {
        AnswerPreflight(204, ("Access-Control-Allow-Methods", "ATTEST"), ("Attest-Versions", versions));
        Assert.That(await RefusalAsync(cancellationToken), Is.EqualTo(ProtocolReason.PreflightVersion));
    }

    [Test]
    public async Task A_negative_answer_is_asked_again_for_the_next_request(CancellationToken cancellationToken)
    {
        AnswerPreflight(404, ("Access-Control-Max-Age", "86400"));
        using var client = CreateClient();
        for (var i = 0; i < 2; i++) Assert.That(await RefusalAsync(client, cancellationToken), Is.EqualTo(ProtocolReason.AttestNotSupported));
        Assert.That(_service.LogEntries, Has.Count.EqualTo(2));
    }

    [TestCase(200, "text/html", "<p>Welcome to the hotel's network</p>", ProtocolReason.AttestContentType)]
    [TestCase(200, "application/httpa-evidence+json", "{}", ProtocolReason.AttestMalformed)]
    [TestCase(204, null, null, ProtocolReason.AttestRefused)]
    [TestCase(302, null, null, ProtocolReason.HandshakeRedirected)]
    [TestCase(403, "text/plain", "no", ProtocolReason.AttestRefused)]
    [TestCase(404, null, null, ProtocolReason.AttestNotSupported)]
    [TestCase(405, null, null, ProtocolReason.AttestNotSupported)]
    public async Task Attest_that_somebody_else_answers_stops_the_request(
        int status, string? mediaType, string? body, ProtocolReason reason, CancellationToken cancellationToken)
    {
        AnswerPreflight(204, ("Access-Control-Allow-Methods", "ATTEST"));
        var answer = Response.Create().WithStatusCode(status).WithHeader("Cache-Control", "no-store, no-transform").WithHeader("Location", "/elsewhere");
        if (mediaType is not null) answer = answer.WithHeader("Content-Type", mediaType).WithBody(body!);
        _service.Given(Request.Create().UsingMethod("ATTEST")).RespondWith(answer);
        Assert.That(await RefusalAsync(cancellationToken), Is.EqualTo(reason));
    }

    [TestCase(408)]
    [TestCase(429)]
    [TestCase(502)]
    [TestCase(503)]
    [TestCase(504)]
    public async Task A_gateway_that_asks_to_wait_for_years_is_believed_for_an_hour(int status, CancellationToken cancellationToken)
    {
        AnswerPreflight(status, ("Retry-After", "999999999"));
        using var client = CreateClient();
        var failure = Assert.CatchAsync<HttpaUnavailableException>(() => PostAsync(client, cancellationToken))!;
        Assert.That((failure.StatusCode, failure.RetryAfter, failure.RequestMayHaveBeenProcessed), Is.EqualTo(((HttpStatusCode?)status, TimeSpan.FromHours(1), false)));
    }

    private void AnswerPreflight(int status, params (string Name, string Value)[] fields)
    {
        var answer = Response.Create().WithStatusCode(status);
        foreach (var (name, value) in fields) answer = answer.WithHeader(name, value);
        _service.Given(Request.Create().UsingMethod("OPTIONS")).RespondWith(answer);
    }

    private async Task<ProtocolReason> RefusalAsync(CancellationToken cancellationToken)
    {
        using var client = CreateClient();
        return await RefusalAsync(client, cancellationToken);
    }

    private static Task<ProtocolReason> RefusalAsync(HttpClient client, CancellationToken cancellationToken) =>
        Task.FromResult(Assert.CatchAsync<HttpaProtocolException>(() => PostAsync(client, cancellationToken))!.Reason);

    private static async Task PostAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var body = new StringContent(Marker);
        (await client.PostAsync("/v1/infer?model=" + Marker, body, cancellationToken)).Dispose();
    }

    private HttpClient CreateClient()
    {
        var transport = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null, UseProxy = false };
        transport.SslOptions.CertificateChainPolicy = TlsCertificates.TrustOnly(_certificate);
        var options = new TestOptions().Build(new FakeVerifier(), TimeProvider.System);
        var client = new HttpClient(new HttpaHandler(options, transport)) { BaseAddress = new Uri($"https://localhost:{_service.Ports[0]}/") };
        client.DefaultRequestHeaders.Add("Authorization", $"Bearer {Marker}");
        return client;
    }
}
