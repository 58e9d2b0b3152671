using System.Net;
using Httpa.Client.Endorsing;
using Httpa.TestServer;
using Httpa.TestServer.OpenHttpa;
using Httpa.TestServer.Simulated;
using Httpa.Tool;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Httpa.Client.Tests.Tool;

/// <summary>httpa smoke against servers of OpenHTTPA.</summary>
[CancelAfter(120_000)]
internal sealed class OpenHttpaSmokeTests
{
    private readonly ServiceIdentity _identity = ServiceIdentity.Create();
    private string _folder = "";
    private HttpaTestServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _folder = Directory.CreateTempSubdirectory("httpa-smoke-").FullName;
        _server = await HttpaTestServer.StartAsync(new HttpaTestServerOptions
        {
            Map = app => app.MapPost("/other", () => 1),
            Configure = o => o with { Protocol = HttpaProtocol.OpenHttpa, OpenHttpa = new OpenHttpaServerOptions { Identity = _identity, AttestPath = "/v1/attest" } },
        });
        await File.WriteAllBytesAsync(PathOf("policy.json"), _server.Policy.ToJson());
        await File.WriteAllTextAsync(PathOf("certificate.pem"), _server.TlsCertificate.ExportCertificatePem());
        await File.WriteAllTextAsync(PathOf("identity.hex"), Convert.ToHexString(_identity.PublicKey.Span) + "\n");
        EndorsementDirectory.Write(PathOf("endorsements"), _server.Platform.Endorsements);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task Passes_a_service_and_shows_what_was_sent_and_derived()
    {
        var run = await Smoke("--identity", PathOf("identity.hex"), "--verbose");
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Accepted), run.Output + run.Error);
            Assert.That(run.Output, Does.Contain("what went is in it"));
            foreach (var shown in new[] { "> OPTIONS https://", "> ATTEST https://", "> attest-key-shares: :", "< attest-quotes: (sgx :", "< attest-server-signatures: :", "> attest-ticket: ", "{\"ciphertext\":\"" })
                Assert.That(run.Output, Does.Contain(shown).IgnoreCase, shown);
            foreach (var derived in new[] { "transcript ", "client random ", "report data ", "header list 7::method4:POST5::path5:/echo", "answer expected under counter 1" })
                Assert.That(run.Output, Does.Contain(derived), derived);
        });
    }

    [Test]
    public async Task A_sealed_answer_of_another_kind_passes_and_a_plain_one_proves_nothing()
    {
        Assert.That((await Smoke("--echo", "/other")).Output, Does.Contain("it is no echo"));
        var run = await Smoke("--echo", "/nowhere", "--json");
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Rejected));
        Assert.That(run.Json.GetProperty("checks").EnumerateArray().Select(c => $"{c.GetProperty("name")}: {c.GetProperty("status")}"), Is.EqualTo(new[] { "preflight: passed", "attest: passed", "echo: failed" }));
    }

    [Test]
    public async Task A_post_goes_there_and_says_what_is_not_given()
    {
        var run = await ToolRun.Of(
            "post", new Uri(_server.BaseAddress, "echo").ToString(), "--protocol", "openhttpa", "--attest-path", "/v1/attest", "--policy", PathOf("policy.json"), "--certificate", PathOf("certificate.pem"),
            "--endorsements", PathOf("endorsements"), "--data", "{\"a\":1}", "--content-type", "application/json", "--verbose");
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((ExitCode.Accepted, "{\"a\":1}")), run.Error);
        Assert.That(run.Error, Does.Contain("not given by the protocol: openhttpa.answer-not-bound"));
    }

    [Test]
    public async Task A_service_is_pinned_and_passes_by_the_pinned_policy()
    {
        string[] service = [_server.BaseAddress.ToString(), "--protocol", "openhttpa", "--attest-path", "/v1/attest", "--certificate", PathOf("certificate.pem"), "--endorsements", PathOf("endorsements")];
        var pin = await ToolRun.Of(["pin", .. service, "--dangerous-trust-root", _server.Policy.Sgx!.DangerousTrustedRoots[0].ToString(), "--out", PathOf("pinned.json")]);
        Assert.That(pin.ExitCode, Is.EqualTo(ExitCode.Accepted), pin.Output + pin.Error);
        Assert.That((await ToolRun.Of(["smoke", .. service, "--policy", PathOf("pinned.json")])).ExitCode, Is.EqualTo(ExitCode.Accepted));
    }

    [Test]
    public async Task Another_identity_is_refused()
    {
        var other = PathOf("other.hex");
        await File.WriteAllTextAsync(other, Convert.ToHexString(ServiceIdentity.Create().PublicKey.Span));
        var run = await Smoke("--identity", other, "--json");
        Assert.That(run.Json.GetProperty("reasons").EnumerateArray().Select(r => r.GetString()), Is.EqualTo(new[] { ProtocolReason.OpenHttpaIdentityMismatch.Code() }));
    }

    [Test]
    public async Task Mock_quotes_over_plain_HTTP_pass_where_somebody_says_so()
    {
        await using var server = await StartPlainAsync();
        var address = server.Urls.First();
        var run = await ToolRun.Of("smoke", address, "--protocol", "openhttpa", "--dangerous-accept-mock-evidence");
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Accepted), run.Output + run.Error);
        Assert.That((await ToolRun.Of("smoke", address, "--protocol", "openhttpa", "--policy", PathOf("policy.json"))).ExitCode, Is.EqualTo(ExitCode.Rejected));
    }

    [TestCase("--protocol", "openhttp")]
    [TestCase("--dangerous-accept-mock-evidence", null)]
    [TestCase("--identity", "no/such/file")]
    public async Task Says_what_is_wrong_with_an_option(string option, string? value)
    {
        string[] given = value is null ? [option] : [option, value];
        var run = await ToolRun.Of(["smoke", "https://localhost:1/", "--policy", PathOf("policy.json"), .. given]);
        Assert.That((run.ExitCode, run.Error.Length > 0), Is.EqualTo((ExitCode.BadInput, true)));
    }

    [Test]
    public async Task A_policy_is_required() =>
        Assert.That((await ToolRun.Of("smoke", "https://localhost:1/")).ExitCode, Is.EqualTo(ExitCode.BadInput));

    /// <summary>As the reference's demo runs: no TLS, and quotes that prove nothing.</summary>
    private static async Task<WebApplication> StartPlainAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.UseHttpa(new HttpaServerOptions { Tee = MockEvidence.CreateTee(), Origins = ["https://unused.example"], Protocol = HttpaProtocol.OpenHttpa });
        app.Run(context => context.Response.WriteAsync("{\"reply\":1}"));
        await app.StartAsync();
        return app;
    }

    private string PathOf(string file) => Path.Combine(_folder, file);

    private Task<ToolRun> Smoke(params string[] options) => ToolRun.Of(
    [
        "smoke", _server.BaseAddress.ToString(), "--protocol", "openhttpa", "--attest-path", "/v1/attest", "--policy", PathOf("policy.json"),
        "--certificate", PathOf("certificate.pem"), "--endorsements", PathOf("endorsements"), .. options,
    ]);
}
