using System.Text.Json;
using Httpa.TestServer.Simulated;
using Httpa.Tool;
using Httpa.Tool.Demo;
using Httpa.Tool.Wire;
using NUnit.Framework;

namespace Httpa.Client.Tests.Tool;

[Parallelizable(ParallelScope.All)]
internal sealed class DemoCommandTests
{
    private static IEnumerable<string> Types => DemoService.Types.Where(type => !type.IsDevice).Select(type => type.Token);

    [TestCaseSource(nameof(Types)), CancelAfter(120_000)]
    public async Task Everything_goes_as_promised_with_each_TEE(string type)
    {
        var run = await ToolRun.Of("demo", "--tee", type, "--json");
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Accepted), run.Output + run.Error);
        Assert.That(run.Json.GetProperty("steps")[2].GetProperty("result").GetString(), Does.Contain($"{type} evidence"));
    }

    [Test, CancelAfter(120_000)]
    public async Task Shows_that_both_sides_attest()
    {
        var run = await ToolRun.Of("demo", "--tee", "tdx", "--mutual", "--json");
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Accepted), run.Output + run.Error);
            Assert.That(Names(run, "steps"), Does.Contain("client"));
            Assert.That(run.Json.GetProperty("attacks").EnumerateArray().Last().GetProperty("refusedWith").GetString(), Is.EqualTo("session.client-evidence-rejected"));
        });
    }

    [Test, CancelAfter(120_000)]
    public async Task Shows_that_a_GPU_cannot_be_left_out()
    {
        var run = await ToolRun.Of("demo", "--tee", "nvidia-gpu", "--json");
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Accepted), run.Output + run.Error);
            Assert.That(run.Json.GetProperty("steps")[2].GetProperty("result").GetString(), Does.Contain("tdx and nvidia-gpu evidence"));
            Assert.That(run.Json.GetProperty("attacks").EnumerateArray().Last().GetProperty("refusedWith").GetString(), Is.EqualTo("composite.device-count-refused"));
        });
    }

    [TestCase("abacus")]
    [TestCase("NOT A TYPE")]
    public async Task A_TEE_that_cannot_be_simulated_is_bad_input(string type) =>
        Assert.That((await ToolRun.Of("demo", "--tee", type)).ExitCode, Is.EqualTo(ExitCode.BadInput));

    [Test, CancelAfter(120_000)]
    public async Task Everything_goes_as_promised_and_is_said_as_JSON()
    {
        var run = await ToolRun.Of("demo", "--json");
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Accepted), run.Output + run.Error);
            Assert.That(run.Json.GetProperty("passed").GetBoolean(), Is.True);
            Assert.That(Names(run, "steps"), Is.EqualTo(new[] { "service", "preflight", "attest", "session", "request", "next request", "streamed answer", "silence" }));
            Assert.That(run.Json.GetProperty("attacks").EnumerateArray().Select(a => a.GetProperty("refusedWith").GetString()), Is.EqualTo(new[]
            {
                "sgx.mrenclave-mismatch", "dcap.quote-signature-invalid", "evidence.binding-mismatch", "unknown-session", "replayed", "request.bad-seal", "record.bad-seal", "not-sealed",
            }));
        });
    }

    [Test, CancelAfter(120_000)]
    public async Task Shows_the_request_as_the_proxy_and_as_the_enclave_saw_it()
    {
        var run = await ToolRun.Of("demo");
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Accepted), run.Output + run.Error);
            Assert.That(run.Output, Does.Contain("All as promised.").And.Contain("application/httpa-sealed").And.Contain(DemoTexts.Question));
        });
    }

    [Test]
    public void One_row_that_failed_fails_the_demo()
    {
        var step = new DemoStep("attest", "", "", 0, Passed: true);
        var attack = new DemoAttack("replay", "replayed", "replayed", "service", "", 0, Passed: true);
        Assert.Multiple(() =>
        {
            Assert.That(new DemoReport { Steps = [step], Wire = null, Attacks = [attack] }.Passed, Is.True);
            Assert.That(new DemoReport { Steps = [step, step with { Passed = false }], Wire = null, Attacks = [attack] }.Passed, Is.False);
            Assert.That(new DemoReport { Steps = [step], Wire = null, Attacks = [attack, attack with { Passed = false }] }.Passed, Is.False);
        });
    }

    [Test]
    public void The_search_for_private_words_finds_them_wherever_they_are()
    {
        var exchange = new WireExchange
        {
            Started = 0, Method = HttpMethod.Post, Uri = new Uri("https://localhost/a?b=inaddress"), Fields = [new("X", "infield")], Body = "..inbody.."u8.ToArray(),
        };
        exchange.Append("..inans"u8);
        exchange.Append("wer.."u8);
        Assert.Multiple(() =>
        {
            foreach (var word in new[] { "inaddress", "infield", "inbody", "inanswer" }) Assert.That(exchange.Shows([word]), Is.True, word);
            Assert.That(exchange.Shows(["nowhere"]), Is.False);
        });
    }

    private static IEnumerable<string?> Names(ToolRun run, string member) => run.Json.GetProperty(member).EnumerateArray().Select(e => e.GetProperty("name").GetString());
}
