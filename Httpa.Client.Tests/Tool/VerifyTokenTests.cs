using System.Security.Cryptography;
using Httpa.Client.Tests.Vectors;
using Httpa.TestServer.Simulated;
using Httpa.Tool;
using Httpa.Verifiers;
using Httpa.Verifiers.Jwt;
using NUnit.Framework;

namespace Httpa.Client.Tests.Tool;

/// <summary><c>httpa verify</c> and <c>inspect</c> of services' tokens.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class VerifyTokenTests
{
    private static readonly byte[] Binding = [.. Enumerable.Range(1, 64).Select(i => (byte)i)];

    private readonly SimulatedJwtIssuer _service = new(new() { Profile = JwtProfile.ConfidentialSpace, UsesCertificates = true, Audience = "https://relying.invalid" });
    private string _folder = "";

    private static IEnumerable<VectorCase> Cases => VectorCase.All("token");

    private string Token => Path.Combine(_folder, "token.jwt");

    private string Roots => Path.Combine(_folder, "roots.pem");

    private string Policy => Path.Combine(_folder, "policy.json");

    [OneTimeSetUp]
    public void WriteFiles()
    {
        _folder = Directory.CreateTempSubdirectory("httpa-token-").FullName;
        File.WriteAllBytes(Token, [.. _service.Sign(_service.Claims(Binding)), (byte)'\n']);
        var chain = _service.Header["x5c"]!.AsArray();
        File.WriteAllText(Roots, PemEncoding.WriteString("CERTIFICATE", Convert.FromBase64String(chain[^1]!.GetValue<string>())));
        File.WriteAllBytes(Policy, _service.CreatePolicy().ToJson());
    }

    [OneTimeTearDown]
    public void Clean()
    {
        _service.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [TestCaseSource(nameof(Cases))]
    public async Task Gives_the_verdict_of_each_genuine_case(VectorCase vector)
    {
        var keys = Path.Combine(vector.Folder, "jwks.json");
        string[] options = File.Exists(keys) ? ["--keys", keys] : [];
        var run = await ToolRun.Of(["verify", vector.EvidenceFile, "--at", $"{vector.Time:O}", "--json", .. options]);
        Assert.Multiple(() =>
        {
            Assert.That(run.Json.GetProperty("verdict").GetString(), Is.EqualTo(vector.Verdict), run.Output + run.Error);
            Assert.That(run.ExitCode, Is.EqualTo(vector.Verdict == "reject" ? ExitCode.Rejected : ExitCode.Accepted));
            Assert.That(run.Json.GetProperty("bindingChecked").GetBoolean(), Is.False);
        });
    }

    [Test]
    public async Task Says_whose_word_it_is()
    {
        var run = await ToolRun.Of("verify", Token, "--keys", Roots);
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Accepted), run.Output + run.Error);
        Assert.That(run.Output, Does.Contain("GENUINE").And.Contain($"the word of {_service.Settings.Issuer}").And.Contain("binding was not checked"));
    }

    [Test]
    public async Task Accepts_what_the_policy_accepts_for_the_binding_given()
    {
        var run = await ToolRun.Of("verify", Token, "--policy", Policy, "--binding", Convert.ToHexString(Binding), "--json");
        Assert.That(run.Json.GetProperty("verdict").GetString(), Is.EqualTo("accept"), run.Output);
        Assert.That(run.Json.GetProperty("judgedBy").GetString(), Is.EqualTo(_service.Settings.Issuer));
    }

    [Test]
    public async Task Rejects_another_binding()
    {
        var run = await ToolRun.Of("verify", Token, "--keys", Roots, "--binding", new string('0', 128), "--json");
        Assert.That((run.ExitCode, run.Json.GetProperty("reasons")[0].GetString()), Is.EqualTo((ExitCode.Rejected, AppraisalReason.BindingMismatch.Code())));
    }

    [Test]
    public async Task Rejects_a_token_when_nobody_is_trusted()
    {
        var run = await ToolRun.Of("verify", Token, "--json");
        Assert.That((run.ExitCode, run.Json.GetProperty("reasons")[0].GetString()), Is.EqualTo((ExitCode.Rejected, AppraisalReason.JwtKeyUnknown.Code())));
    }

    [Test]
    public async Task Keys_that_cannot_be_used_are_bad_input()
    {
        var quote = Path.Combine(_folder, "quote.bin");
        await File.WriteAllBytesAsync(quote, [3, 0, 2, 0, 0, 0, 0, 0]);
        string[][] wrong =
        [
            ["verify", Token, "--keys", Token], ["verify", Token, "--keys", "no/such/file"], ["verify", quote, "--keys", Roots],
            ["verify", Token, "--keys", Roots, "--policy", Policy, "--dangerous-skip-binding"],
        ];
        foreach (var arguments in wrong) Assert.That((await ToolRun.Of(arguments)).ExitCode, Is.EqualTo(ExitCode.BadInput), string.Join(' ', arguments));
    }

    [TestCase("eyJ")]
    [TestCase("eyJ.eyJ.")]
    [TestCase("eyJhbGciOiJFUzI1NiJ9.W10.AA", Description = "a payload that is a list")]
    [TestCase("eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJcdWQ4MDAifQ.AA", Description = "half a surrogate pair")]
    public async Task Broken_tokens_are_rejected_and_shown(string token)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.jwt");
        await File.WriteAllTextAsync(path, token);
        Assert.That((await ToolRun.Of("verify", path, "--keys", Roots)).ExitCode, Is.EqualTo(ExitCode.Rejected));
        Assert.That((await ToolRun.Of("inspect", path)).ExitCode, Is.EqualTo(ExitCode.Accepted));
    }

    [Test]
    public async Task Inspect_shows_header_claims_and_certificates()
    {
        var run = await ToolRun.Of("inspect", Token);
        Assert.That(run.Output, Does.Contain("NOTHING WAS VERIFIED").And.Contain("header alg").And.Contain("claim hwmodel").And.Contain("CN=Simulated token root"));
    }
}
