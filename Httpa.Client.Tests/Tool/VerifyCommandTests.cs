using Httpa.Client.Endorsing;
using Httpa.Client.Tests.Vectors;
using Httpa.TestServer.Simulated;
using Httpa.Tool;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Tool;

[Parallelizable(ParallelScope.All)]
internal sealed class VerifyCommandTests
{
    private static readonly byte[] Binding = [.. Enumerable.Range(1, 64).Select(i => (byte)i)];

    private readonly SimulatedSgx _platform = new();
    private string _folder = "";

    private static IEnumerable<TestCaseData> Cases =>
        from type in new[] { "sgx", "tdx", "sev-snp", "nitro", "azure-vtpm" }
        from vector in VectorCase.All(type)
        where vector.Name != "neg-fortanix-unknown-ca" // is genuine for whoever trusts AWS' root
        select new TestCaseData(type, vector);

    private static string BindingHex => Convert.ToHexStringLower(Binding);

    private string Quote => Path.Combine(_folder, "quote.bin");

    private string Endorsements => Path.Combine(_folder, "endorsements");

    private string Policy => Path.Combine(_folder, "policy.json");

    [OneTimeSetUp]
    public async Task WriteFiles()
    {
        _folder = Directory.CreateTempSubdirectory("httpa-verify-").FullName;
        var evidence = await _platform.ProduceEvidenceAsync(Binding, CancellationToken.None);
        await File.WriteAllBytesAsync(Quote, evidence.Evidence.Value);
        EndorsementDirectory.Write(Endorsements, evidence.Endorsements);
        await File.WriteAllBytesAsync(Policy, _platform.CreatePolicy().ToJson());
    }

    [OneTimeTearDown]
    public void Clean()
    {
        _platform.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [TestCaseSource(nameof(Cases))]
    public async Task Gives_the_verdict_of_each_genuine_case(string type, VectorCase vector)
    {
        var run = await ToolRun.Of("verify", vector.EvidenceFile, "--endorsements", vector.Folder, "--at", $"{vector.Time:O}", "--json");
        var (verdict, exitCode) = ExpectedOf(vector);
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(exitCode), run.Output + run.Error);
            Assert.That(run.Json.GetProperty("verdict").GetString(), Is.EqualTo(verdict));
            Assert.That(run.Json.GetProperty("genuine").GetBoolean(), Is.EqualTo(exitCode == ExitCode.Accepted));
            Assert.That(run.Json.GetProperty("policyApplied").GetBoolean(), Is.False);
            if (exitCode != ExitCode.Accepted) return;
            Assert.That(run.Json.GetProperty("expires").GetDateTimeOffset(), Is.GreaterThan(vector.Time));
            Assert.That(run.Json.GetProperty("tcbStatus").GetString(), Is.EqualTo(vector.Expected["tcbStatus"]?.GetValue<string>()));
        });
    }

    [Test]
    public async Task Says_without_a_policy_that_none_was_applied()
    {
        var vector = VectorCase.Read("sgx", "icx-sw-hardening");
        var run = await ToolRun.Of("verify", Path.Combine(vector.Folder, "evidence.bin"), "--type", "sgx", "--endorsements", vector.Folder, "--at", $"{vector.Time:O}");
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Accepted));
            Assert.That(run.Output, Does.Contain("GENUINE").And.Contain("No policy was applied").And.Contain("SWHardeningNeeded").And.Contain("INTEL-SA-"));
            Assert.That(run.Output, Does.Not.Contain("ACCEPTED"));
        });
    }

    [Test]
    public async Task Accepts_what_the_policy_accepts_for_the_binding_given()
    {
        var run = await Verify("--policy", Policy, "--binding", BindingHex, "--json");
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Accepted), run.Output);
            Assert.That(run.Json.GetProperty("verdict").GetString(), Is.EqualTo("accept"));
            Assert.That(run.Json.GetProperty("bindingChecked").GetBoolean(), Is.True);
            Assert.That(run.Json.GetProperty("tcbStatus").GetString(), Is.EqualTo("UpToDate"));
            Assert.That(run.Json.GetProperty("claims").GetProperty("mrEnclave").GetString(), Is.EqualTo(_platform.Settings.MrEnclave.ToString()));
            Assert.That(run.Json.GetProperty("expires").GetDateTimeOffset(), Is.GreaterThan(run.Json.GetProperty("time").GetDateTimeOffset()));
        });
    }

    [Test]
    public async Task Rejects_evidence_that_carries_another_binding() =>
        AssertRejected(await Verify("--policy", Policy, "--binding", new string('0', 128), "--json"), AppraisalReason.BindingMismatch);

    [Test]
    public async Task Rejects_genuine_evidence_that_carries_another_binding()
    {
        var vector = VectorCase.Read("sgx", "icx-sw-hardening");
        var run = await ToolRun.Of(
            "verify", Path.Combine(vector.Folder, "evidence.bin"), "--type", "sgx", "--endorsements", vector.Folder, "--at", $"{vector.Time:O}", "--binding", BindingHex, "--json");
        AssertRejected(run, AppraisalReason.BindingMismatch);
    }

    [Test]
    public async Task Rejects_a_simulated_platform_that_no_policy_names() => AssertRejected(await Verify("--json"), AppraisalReason.UntrustedRoot);

    [Test]
    public async Task Rejects_under_a_policy_that_names_another_build()
    {
        var path = Path.Combine(_folder, "other-build.json");
        var text = await File.ReadAllTextAsync(Policy);
        await File.WriteAllTextAsync(path, text.Replace(_platform.Settings.MrEnclave.ToString(), new string('7', 64), StringComparison.Ordinal));
        AssertRejected(await Verify("--policy", path, "--binding", BindingHex, "--json"), AppraisalReason.SgxMrEnclaveMismatch);
    }

    [Test]
    public async Task A_policy_without_the_binding_is_bad_input_unless_that_is_said_to_be_dangerous()
    {
        var refused = await Verify("--policy", Policy);
        var skipped = await Verify("--policy", Policy, "--dangerous-skip-binding");
        Assert.Multiple(() =>
        {
            Assert.That(refused.ExitCode, Is.EqualTo(ExitCode.BadInput));
            Assert.That(skipped.ExitCode, Is.EqualTo(ExitCode.Accepted), skipped.Output);
            Assert.That(skipped.Output, Does.Contain("The binding was not checked"));
        });
    }

    [Test]
    public async Task Missing_endorsements_are_unavailable_and_not_accepted()
    {
        var empty = Directory.CreateDirectory(Path.Combine(_folder, "empty")).FullName;
        var run = await ToolRun.Of("verify", Quote, "--type", "sgx", "--endorsements", empty, "--policy", Policy, "--binding", BindingHex, "--json");
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Unavailable), run.Output);
            Assert.That(run.Json.GetProperty("verdict").GetString(), Is.EqualTo("reject"));
            Assert.That(Reasons(run), Does.Contain(AppraisalReason.EndorsementsMissing.Code()));
        });
    }

    [Test]
    public async Task An_unknown_type_is_unsupported()
    {
        var run = await ToolRun.Of("verify", Quote, "--type", "abacus", "--json");
        Assert.That((run.ExitCode, Reasons(run)), Is.EqualTo((ExitCode.Unsupported, new[] { AppraisalReason.TypeNotSupported.Code() })));
    }

    [Test]
    public async Task What_is_unsupported_is_not_called_forged() =>
        Assert.That((await ToolRun.Of("verify", Quote, "--type", "abacus")).Output, Does.Contain("NOT JUDGED").And.Not.Contain("NOT GENUINE"));

    [Test]
    public async Task An_unknown_version_is_unsupported()
    {
        var path = Path.Combine(_folder, "version-9.bin");
        var quote = await File.ReadAllBytesAsync(Quote);
        quote[0] = 9;
        await File.WriteAllBytesAsync(path, quote);
        var run = await ToolRun.Of("verify", path, "--type", "sgx", "--json");
        Assert.That((run.ExitCode, Reasons(run)), Is.EqualTo((ExitCode.Unsupported, new[] { AppraisalReason.QuoteVersionUnsupported.Code() })));
    }

    [TestCase("--type", "SGX")]
    [TestCase("--type", "sgx", "--binding", "00ff")]
    [TestCase("--type", "sgx", "--binding", "not hex")]
    [TestCase("--type", "sgx", "--at", "yesterday")]
    [TestCase("--type", "sgx", "--endorsements", "no/such/directory")]
    [TestCase("--type", "sgx", "--policy", "no/such/policy.json", "--dangerous-skip-binding")]
    public async Task What_cannot_be_used_is_bad_input(params string[] options)
    {
        var run = await ToolRun.Of(["verify", Quote, .. options]);
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(ExitCode.BadInput));
            Assert.That(run.Output, Is.Empty);
            Assert.That(run.Error, Is.Not.Empty);
        });
    }

    [TestCase("{ \"name\": \"x\", \"sgx\": { \"mrenclave\": [] } }", "mrenclave")]
    [TestCase("{ \"name\": \"x\" ", "line 1")]
    [TestCase("{ \"name\": \"empty\" }", "sgx")]
    public async Task A_policy_file_that_cannot_be_used_is_bad_input_and_says_where(string policy, string where)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(path, policy);
        var run = await Verify("--policy", path, "--binding", BindingHex);
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(ExitCode.BadInput));
            Assert.That(run.Error, Does.Contain(where));
        });
    }

    private static void AssertRejected(ToolRun run, AppraisalReason reason) => Assert.Multiple(() =>
    {
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Rejected), run.Output + run.Error);
        Assert.That(run.Json.GetProperty("verdict").GetString(), Is.EqualTo("reject"));
        Assert.That(Reasons(run), Does.Contain(reason.Code()));
    });

    private static string?[] Reasons(ToolRun run) => [.. run.Json.GetProperty("reasons").EnumerateArray().Select(r => r.GetString())];

    private static (string Verdict, int ExitCode) ExpectedOf(VectorCase vector) => vector.Verdict switch
    {
        "accept" => ("accept", ExitCode.Accepted),
        "conditional" when vector.Reasons.Contains("no-collateral") => ("conditional", ExitCode.Unavailable),
        "conditional" => ("conditional", ExitCode.Accepted),
        _ => ("reject", ExitCode.Rejected),
    };

    private Task<ToolRun> Verify(params string[] options) => ToolRun.Of(["verify", Quote, "--type", "sgx", "--endorsements", Endorsements, .. options]);
}
