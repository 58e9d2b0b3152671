using Httpa.TestServer;
using Httpa.Tool;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Httpa.Client.Tests.Tool;

/// <summary><c>httpa get</c> and <c>httpa post</c>.</summary>
[CancelAfter(120_000)]
internal sealed class RequestCommandTests
{
    private string _folder = "";
    private HttpaTestServer _server = null!;
    private int _reached;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _folder = Directory.CreateTempSubdirectory("httpa-request-").FullName;
        _server = await HttpaTestServer.StartAsync(new HttpaTestServerOptions
        {
            Map = app => app.Map("/count", (HttpContext context) => $"{context.Request.Headers["X-Note"]} {Interlocked.Increment(ref _reached)}"),
        });
        await File.WriteAllBytesAsync(PathOf("policy.json"), _server.Policy.ToJson());
        await File.WriteAllBytesAsync(PathOf("another.json"), _server.Platform.CreatePolicyForAnotherBuild().ToJson());
        await File.WriteAllTextAsync(PathOf("certificate.pem"), _server.TlsCertificate.ExportCertificatePem());
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task Gets_and_says_who_answered()
    {
        var run = await Ask("get", "hello", "--verbose");
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Accepted), run.Error);
            Assert.That(run.Output, Is.EqualTo("Hello from inside the enclave."));
            Assert.That(run.Error, Does.Contain("sgx evidence").And.Contain("mrEnclave"));
        });
    }

    [Test]
    public async Task Posts_text_and_files_and_writes_files()
    {
        var bytes = new byte[200_000];
        Random.Shared.NextBytes(bytes);
        await File.WriteAllBytesAsync(PathOf("in.bin"), bytes);
        var text = await Ask("post", "echo", "--data", "a question");
        var file = await Ask("post", "echo", "--data", $"@{PathOf("in.bin")}", "--output", PathOf("out.bin"));

        Assert.Multiple(() =>
        {
            Assert.That(text.Output, Is.EqualTo("a question"));
            Assert.That((file.ExitCode, file.Output), Is.EqualTo((ExitCode.Accepted, "")));
            Assert.That(File.ReadAllBytes(PathOf("out.bin")), Is.EqualTo(bytes));
        });
    }

    [Test]
    public async Task Sends_fields_and_shows_those_of_the_answer()
    {
        var run = await Ask("get", "count", "--header", "X-Note: number", "--include");
        Assert.That(run.Output, Does.StartWith("200").And.Contain("Content-Type").And.Contain("number "));
    }

    [Test]
    public async Task Says_by_its_exit_code_that_the_service_refused()
    {
        Assert.That((await Ask("get", "status/418")).ExitCode, Is.EqualTo(ExitCode.HttpError));
    }

    [Test]
    public async Task Sends_nothing_to_another_build()
    {
        var before = _reached;
        var run = await ToolRun.Of("get", new Uri(_server.BaseAddress, "count").ToString(), "--policy", PathOf("another.json"), "--certificate", PathOf("certificate.pem"));
        Assert.Multiple(() =>
        {
            Assert.That((run.ExitCode, run.Output), Is.EqualTo((ExitCode.Rejected, "")));
            Assert.That(run.Error, Does.Contain("sgx.mrenclave-mismatch"));
            Assert.That(_reached, Is.EqualTo(before));
        });
    }

    [Test]
    public async Task Says_that_a_service_is_not_there() =>
        Assert.That((await ToolRun.Of("get", "https://localhost:1/", "--policy", PathOf("policy.json"))).ExitCode, Is.EqualTo(ExitCode.Unavailable));

    [TestCase("get", "--header", "no colon")]
    [TestCase("get", "--header", ": value")]
    [TestCase("get", "--data", "a body")]
    [TestCase("post", "--data", "@no/such/file")]
    [TestCase("post", "--content-type", "none of them")]
    [TestCase("post", "--output", "no/such/folder/file")]
    public async Task Says_what_is_wrong_with_an_option(string command, string option, string value)
    {
        var run = await Ask(command, "echo", option, value);
        Assert.That((run.ExitCode, run.Error.Length > 0), Is.EqualTo((ExitCode.BadInput, true)));
    }

    private string PathOf(string file) => Path.Combine(_folder, file);

    private Task<ToolRun> Ask(string command, string path, params string[] options) =>
        ToolRun.Of([command, new Uri(_server.BaseAddress, path).ToString(), "--policy", PathOf("policy.json"), "--certificate", PathOf("certificate.pem"), .. options]);
}
