using Httpa.Tool;
using NUnit.Framework;

namespace Httpa.Client.Tests.Tool;

/// <summary>httpa demo --protocol openhttpa.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class OpenHttpaDemoTests
{
    [Test, CancelAfter(120_000)]
    public async Task Everything_goes_as_promised_both_ways_and_every_message_is_shown()
    {
        var run = await ToolRun.Of("demo", "--protocol", "openhttpa", "--mutual", "--json", "--verbose");
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Accepted), run.Output);
            Assert.That(run.Json.GetProperty("steps").EnumerateArray().Select(e => e.GetProperty("name").GetString()),
                Is.EqualTo(new[] { "service", "preflight", "attest", "client", "request", "next request", "streamed answer", "limitations", "silence" }));
            Assert.That(run.Json.GetProperty("attacks").EnumerateArray().Select(a => a.GetProperty("refusedWith").GetString()), Is.EqualTo(new[]
            {
                "sgx.mrenclave-mismatch", "dcap.quote-signature-invalid", "evidence.binding-mismatch", "openhttpa.no-quote", "attest.suite-not-offered", "request.bad-seal",
                "openhttpa.answer-does-not-open", "openhttpa.answer-does-not-open", "401", "401", "attest.refused",
            }));
            foreach (var shown in new[] { "attest-challenge: :", "transcript ", "the client's own evidence carries ", "counter 2" }) Assert.That(run.Error, Does.Contain(shown));
        });
    }

    [Test]
    public async Task A_protocol_that_nobody_knows_is_refused() =>
        Assert.That((await ToolRun.Of("demo", "--protocol", "httpa/2")).ExitCode, Is.EqualTo(ExitCode.BadInput));
}
