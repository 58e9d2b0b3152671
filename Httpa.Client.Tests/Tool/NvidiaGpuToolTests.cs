using Httpa.Client.Endorsing;
using Httpa.Client.Tests.Client;
using Httpa.Client.Tests.Vectors;
using Httpa.TestServer.Simulated;
using Httpa.Tool;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Tool;

/// <summary>The tool looks at one device alone, without the lead that it would stand behind.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class NvidiaGpuToolTests
{
    private static IEnumerable<VectorCase> Cases => VectorCase.All("nvidia-gpu");

    [TestCaseSource(nameof(Cases))]
    public async Task Gives_the_verdict_of_each_genuine_case(VectorCase vector)
    {
        // That a certificate is on hold only NVIDIA's service tells.
        var isGenuine = vector.Verdict != "reject";
        var run = await ToolRun.Of("verify", vector.EvidenceFile, "--endorsements", vector.Folder, "--at", $"{vector.Time:O}", "--json");

        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(isGenuine ? ExitCode.Accepted : ExitCode.Rejected), run.Output + run.Error);
            Assert.That(run.Json.GetProperty("verdict").GetString(), Is.EqualTo(isGenuine ? "accept" : "reject"));
            Assert.That(run.Json.GetProperty("genuine").GetBoolean(), Is.EqualTo(isGenuine));
            Assert.That(run.Json.GetProperty("evidenceType").GetString(), Is.EqualTo("nvidia-gpu"));
        });
    }

    [TestCaseSource(nameof(Cases))]
    public async Task Shows_what_a_report_says(VectorCase vector)
    {
        var run = await ToolRun.Of("inspect", vector.EvidenceFile);

        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Accepted));
        Assert.That(run.Output, Does.Contain("measurement block 31").And.Contain("opaque data 6"));
    }

    [Test]
    public async Task Compares_the_nonce_when_it_is_asked_to()
    {
        var vector = VectorCase.Read("nvidia-gpu", "hopper-550.90.07");
        var nonce = vector.Expected["claims"]!["nonce"]!.GetValue<string>();

        Assert.That((await VerifyAsync(nonce)).ExitCode, Is.EqualTo(ExitCode.Accepted));
        Assert.That((await VerifyAsync(new string('0', 64))).ExitCode, Is.EqualTo(ExitCode.Rejected));
        Assert.That((await VerifyAsync(new string('0', 128))).ExitCode, Is.EqualTo(ExitCode.BadInput));

        Task<ToolRun> VerifyAsync(string binding) =>
            ToolRun.Of("verify", vector.EvidenceFile, "--endorsements", vector.Folder, "--at", $"{vector.Time:O}", "--binding", binding, "--json");
    }

    [Test]
    public async Task Applies_a_policy_to_one_device()
    {
        using var gpu = new SimulatedNvidiaGpu();
        var folder = Directory.CreateTempSubdirectory("httpa-gpu-").FullName;
        try
        {
            var nonce = new byte[32];
            var evidence = await gpu.ProduceEvidenceAsync(nonce, CancellationToken.None);
            var report = Path.Combine(folder, "report.bin");
            await File.WriteAllBytesAsync(report, evidence.Evidence.Value);
            EndorsementDirectory.Write(folder, evidence.Endorsements);
            var rules = SimulatedNvidiaGpu.CreatePolicy(gpu) with { Count = ReferenceValue.AnyOf(8u) };

            Assert.That(await VerifyAsync(FakeVerifier.Policy with { NvidiaGpu = rules }), Is.EqualTo(ExitCode.Accepted));
            Assert.That(await VerifyAsync(FakeVerifier.Policy with { NvidiaGpu = rules with { Chip = ReferenceValue.AnyOf<string>("GB100") } }), Is.EqualTo(ExitCode.Rejected));
            Assert.That(await VerifyAsync(FakeVerifier.Policy), Is.EqualTo(ExitCode.Rejected));

            async Task<int> VerifyAsync(AttestationPolicy policy)
            {
                var file = Path.Combine(folder, "policy.json");
                await File.WriteAllBytesAsync(file, policy.ToJson());
                return (await ToolRun.Of("verify", report, "--endorsements", folder, "--policy", file, "--binding", Convert.ToHexString(nonce))).ExitCode;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
