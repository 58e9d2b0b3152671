using Httpa.Tool;
using NUnit.Framework;

namespace Httpa.Client.Tests.Tool;

/// <summary><c>httpa policy lint</c> and <c>explain</c>.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PolicyCommandTests
{
    private const string Good = """
        {
          "name": "bank",
          "sgx": {
            "mrEnclave": { "anyOf": [ { "name": "v1.4.2", "notAfter": "2026-12-31T00:00:00Z", "value": "9f2c4b1de07a5836c1f4d2b98e6730a51c8d9be24f60735a81c2e9d4b7f03a16" } ] },
            "mrSigner": { "unchecked": "MRENCLAVE names the build" },
            "isvProdId": { "anyOf": [1] },
            "isvSvn": { "atLeast": 3 },
            "ppid": { "anyOf": [ { "name": "rack 4", "value": "3f8e1c0b7a6d5e4f3c2b1a0918273645" } ] }
          }
        }
        """;

    private readonly string _file = Path.GetTempFileName();

    [TearDown]
    public void Clean() => File.Delete(_file);

    [Test]
    public async Task A_policy_without_problems_passes()
    {
        var run = await Run(Good, "lint", "--at", "2026-11-23T00:00:00Z", "--json");
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Accepted), run.Error);
        Assert.That(run.Json.GetProperty("types")[0].GetString(), Is.EqualTo("sgx"));
        Assert.That((run.Json.GetProperty("problems").GetArrayLength(), run.Json.GetProperty("warnings").GetArrayLength()), Is.EqualTo((0, 0)));
        Assert.That((await Run(Good, "lint", "--at", "2026-11-23T00:00:00Z")).Output, Does.Contain("'bank' can be used"));
    }

    [Test]
    public async Task A_day_on_which_all_builds_have_ended_is_a_problem()
    {
        var run = await Run(Good, "lint", "--at", "2027-01-01T00:00:00Z", "--json");
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.BadInput));
        Assert.That(run.Json.GetProperty("problems")[0].GetString(), Does.StartWith("sgx.mrEnclave").And.Contain("v1.4.2"));
    }

    [TestCase("""{ "name": "x" }""", "sgx")]
    [TestCase("""{ "name": "x", "sgx": { "mrEnclaves": {} } }""", "$.sgx.mrEnclaves")]
    [TestCase("{", "$")]
    public async Task What_is_no_policy_or_accepts_nothing_is_a_problem(string policy, string path)
    {
        var run = await Run(policy, "lint", "--json");
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.BadInput));
        Assert.That(run.Json.GetProperty("problems")[0].GetString(), Does.Contain(path));
    }

    [Test]
    public async Task Warnings_are_listed_and_do_not_fail()
    {
        var run = await Run(Good.Replace("\"ppid\"", "\"dangerousAllowDebug\": true, \"ppid\"", StringComparison.Ordinal), "lint");
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Accepted));
        Assert.That(run.Output, Does.Contain("warning: sgx.dangerousAllowDebug"));
    }

    [Test]
    public async Task A_policy_is_explained_by_the_names_of_its_builds_and_machines_and_by_what_it_leaves_open()
    {
        var run = await Run(Good, "explain");
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Accepted), run.Error);
        Assert.That(run.Output, Does.Contain("Accepts Intel SGX enclaves").And.Contain("v1.4.2 = 9f2c4b1de07a5836…").And.Contain("until 2026-12-31").And.Contain("rack 4")
            .And.Contain("anything: MRENCLAVE names the build").And.Contain("3 or more"));
    }

    [Test]
    public async Task Machines_that_nobody_named_are_said_to_be_any()
    {
        var run = await Run(Good.Replace("\"ppid\"", "\"fmspc\"", StringComparison.Ordinal).Replace("3f8e1c0b7a6d5e4f3c2b1a0918273645", "3f8e1c0b7a6d", StringComparison.Ordinal), "explain");
        Assert.That(run.Output, Does.Contain("any machine that Intel certified"));
    }

    [Test]
    public async Task A_file_that_is_missing_is_bad_input()
    {
        foreach (var command in new[] { "lint", "explain" }) Assert.That((await ToolRun.Of("policy", command, "no/such/file.json")).ExitCode, Is.EqualTo(ExitCode.BadInput));
    }

    private async Task<ToolRun> Run(string policy, string command, params string[] options)
    {
        await File.WriteAllTextAsync(_file, policy);
        return await ToolRun.Of(["policy", command, _file, .. options]);
    }
}
