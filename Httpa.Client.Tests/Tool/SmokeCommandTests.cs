using System.Xml.Linq;
using Httpa.TestServer;
using Httpa.TestServer.Simulated;
using Httpa.Tool;
using Httpa.Verifiers;
using Microsoft.AspNetCore.Builder;
using NUnit.Framework;

namespace Httpa.Client.Tests.Tool;

[CancelAfter(120_000)]
internal sealed class SmokeCommandTests
{
    private string _folder = "";
    private HttpaTestServer _server = null!;

    private static IEnumerable<string> Types => SimulatedTees.Types.Select(type => type.Token);

    private string Policy => Path.Combine(_folder, "policy.json");

    private string Certificate => Path.Combine(_folder, "certificate.pem");

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _folder = Directory.CreateTempSubdirectory("httpa-smoke-").FullName;
        _server = await HttpaTestServer.StartAsync(new HttpaTestServerOptions { Map = app => app.MapPost("/liar", () => "something else") });
        await File.WriteAllBytesAsync(Policy, _server.Policy.ToJson());
        await File.WriteAllTextAsync(Certificate, _server.TlsCertificate.ExportCertificatePem());
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task Passes_an_attested_service_and_says_so_in_every_form()
    {
        var junit = Path.Combine(_folder, "passed.xml");
        var run = await Smoke("--json", "--junit", junit);
        var suite = XDocument.Load(junit).Root!;

        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Accepted), run.Output + run.Error);
            Assert.That(run.Json.GetProperty("passed").GetBoolean(), Is.True);
            Assert.That(run.Json.GetProperty("evidenceType").GetString(), Is.EqualTo("sgx"));
            Assert.That(Checks(run), Is.EqualTo(new[] { "preflight: passed", "attest: passed", "session: passed", "echo: passed" }));
            Assert.That((suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value), Is.EqualTo(("4", "0")));
        });
        Assert.That((await Smoke()).Output, Does.Contain("The service is attested and answers."));
    }

    [TestCaseSource(nameof(Types))]
    public async Task Passes_a_service_in_each_TEE(string token)
    {
        using var tee = SimulatedTees.Create(SimulatedTees.Types.Single(type => type.Token == token));
        await using var server = await HttpaTestServer.StartAsync(new HttpaTestServerOptions { Tee = tee });
        var (policy, certificate) = (Path.Combine(_folder, $"{token}.json"), Path.Combine(_folder, $"{token}.pem"));
        await File.WriteAllBytesAsync(policy, server.Policy.ToJson());
        await File.WriteAllTextAsync(certificate, server.TlsCertificate.ExportCertificatePem());

        var run = await ToolRun.Of("smoke", server.BaseAddress.ToString(), "--policy", policy, "--certificate", certificate, "--json");

        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Accepted), run.Output + run.Error);
        Assert.That(run.Json.GetProperty("evidenceType").GetString(), Is.EqualTo(token));
    }

    [Test]
    public async Task Passes_a_service_without_an_echo_for_its_sealed_answer()
    {
        var run = await Smoke("--echo", "/nothing/here");
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Accepted));
        Assert.That(run.Output, Does.Contain("404"));
    }

    [Test]
    public async Task Fails_an_echo_that_differs()
    {
        var run = await Smoke("--echo", "/liar", "--json");
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Rejected));
        Assert.That(Checks(run).Last(), Is.EqualTo("echo: failed"));
    }

    [Test]
    public async Task Rejects_another_build_with_its_reason()
    {
        var policy = Path.Combine(_folder, "another.json");
        await File.WriteAllBytesAsync(policy, _server.Platform.CreatePolicyForAnotherBuild().ToJson());
        var junit = Path.Combine(_folder, "rejected.xml");
        var run = await ToolRun.Of("smoke", _server.BaseAddress.ToString(), "--policy", policy, "--certificate", Certificate, "--json", "--junit", junit);
        var suite = XDocument.Load(junit).Root!;

        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Rejected));
            Assert.That(run.Json.GetProperty("reasons").EnumerateArray().Select(r => r.GetString()), Is.EqualTo(new[] { AppraisalReason.SgxMrEnclaveMismatch.Code() }));
            Assert.That(Checks(run), Is.EqualTo(new[] { "preflight: passed", "attest: failed", "session: skipped", "echo: skipped" }));
            Assert.That((suite.Attribute("failures")!.Value, suite.Attribute("skipped")!.Value), Is.EqualTo(("1", "2")));
        });
    }

    [Test]
    public async Task Says_that_a_service_is_not_there()
    {
        var run = await ToolRun.Of("smoke", "https://localhost:1/", "--policy", Policy, "--certificate", Certificate, "--json");
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Unavailable));
        Assert.That(Checks(run), Is.EqualTo(new[] { "preflight: failed", "attest: skipped", "session: skipped", "echo: skipped" }));
    }

    [Test]
    public async Task Does_not_trust_a_TLS_certificate_that_nobody_named()
    {
        var run = await ToolRun.Of("smoke", _server.BaseAddress.ToString(), "--policy", Policy);
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Unavailable));
    }

    [TestCase("http://localhost/")]
    [TestCase("not an address")]
    public async Task Takes_https_only(string url) =>
        Assert.That((await ToolRun.Of("smoke", url, "--policy", Policy)).ExitCode, Is.EqualTo(ExitCode.BadInput));

    [TestCase("--echo", "echo")]
    [TestCase("--timeout", "0")]
    [TestCase("--policy", "no/such/file.json")]
    [TestCase("--certificate", "no/such/file.pem")]
    [TestCase("--junit", "no/such/folder/smoke.xml")]
    public async Task Says_what_is_wrong_with_an_option(string option, string value)
    {
        string[] rest = option == "--policy" ? [] : ["--policy", Policy];
        string[] trust = option == "--certificate" ? [] : ["--certificate", Certificate];
        var run = await ToolRun.Of(["smoke", _server.BaseAddress.ToString(), option, value, .. rest, .. trust]);
        Assert.That((run.ExitCode, run.Error.Length > 0), Is.EqualTo((ExitCode.BadInput, true)));
    }

    private Task<ToolRun> Smoke(params string[] options) => ToolRun.Of(["smoke", _server.BaseAddress.ToString(), "--policy", Policy, "--certificate", Certificate, .. options]);

    private static IEnumerable<string> Checks(ToolRun run) =>
        run.Json.GetProperty("checks").EnumerateArray().Select(c => $"{c.GetProperty("name").GetString()}: {c.GetProperty("status").GetString()}");
}
