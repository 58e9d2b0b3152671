using Httpa.Client.Tests.Vectors;
using Httpa.TestServer.Simulated;
using Httpa.Tool;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Tool;

/// <summary><c>httpa verify</c> and <c>inspect</c> with tokens of Arm devices, for whose keys no vendor vouches.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class VerifyArmTests
{
    private static readonly string[] Folders = ["arm-psa", "arm-cca"];

    private static IEnumerable<VectorCase> Cases => Folders.SelectMany(VectorCase.All);

    [TestCaseSource(nameof(Cases))]
    public async Task Gives_the_verdict_of_each_case_by_the_key_in_its_folder(VectorCase vector)
    {
        var run = await ToolRun.Of("verify", vector.EvidenceFile, "--endorsements", vector.Folder, "--json");
        Assert.Multiple(() =>
        {
            Assert.That(run.Json.GetProperty("verdict").GetString(), Is.EqualTo(vector.Verdict));
            Assert.That(run.ExitCode, Is.EqualTo(vector.Verdict == "reject" ? ExitCode.Rejected : ExitCode.Accepted), run.Output + run.Error);
            Assert.That(run.Json.GetProperty("keyFile").GetString(), Does.StartWith(vector.Folder));
        });
    }

    [TestCaseSource(nameof(Cases))]
    public async Task Proves_nothing_without_a_key(VectorCase vector)
    {
        var run = await ToolRun.Of("verify", vector.EvidenceFile, "--json");
        Assert.That(run.ExitCode, Is.AnyOf(ExitCode.Unavailable, ExitCode.Rejected));
        Assert.That(run.Json.GetProperty("genuine").GetBoolean(), Is.False);
    }

    [Test]
    public async Task Takes_a_key_that_is_named_and_says_so()
    {
        var vector = VectorCase.Read("arm-psa", "rfc9783-sign1");
        var run = await ToolRun.Of("verify", vector.EvidenceFile, "--keys", Path.Combine(vector.Folder, "iak_public.jwk"));
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Accepted));
        Assert.That(run.Output, Does.Contain("GENUINE").And.Contain("Judged by the keys").And.Contain("No policy was applied"));
    }

    [Test]
    public async Task Refuses_keys_that_are_none_and_keys_where_they_do_not_count()
    {
        var vector = VectorCase.Read("arm-psa", "rfc9783-sign1");
        var jwk = Path.Combine(vector.Folder, "iak_public.jwk");
        string[][] wrong = [["verify", vector.EvidenceFile, "--keys", vector.EvidenceFile], ["verify", vector.EvidenceFile, "--type", "sgx", "--keys", jwk]];
        foreach (var arguments in wrong) Assert.That((await ToolRun.Of(arguments)).ExitCode, Is.EqualTo(ExitCode.BadInput), string.Join(' ', arguments));
    }

    [Test]
    public async Task Takes_no_key_from_a_directory_when_a_policy_names_them()
    {
        var folder = Directory.CreateTempSubdirectory("httpa-verify-").FullName;
        try
        {
            var binding = new byte[64];
            using var device = new SimulatedPsa();
            using var other = new SimulatedPsa();
            await File.WriteAllBytesAsync(Path.Combine(folder, "token"), (await device.ProduceEvidenceAsync(binding, CancellationToken.None)).Evidence.Value);
            await File.WriteAllBytesAsync(Path.Combine(folder, "iak_public.der"), device.PublicKey.Bytes);
            await File.WriteAllBytesAsync(Path.Combine(folder, "own"), device.CreatePolicy().ToJson());
            await File.WriteAllBytesAsync(Path.Combine(folder, "other"), other.CreatePolicy().ToJson());

            Assert.That((await Verify("own")).ExitCode, Is.EqualTo(ExitCode.Accepted));
            Assert.That((await Verify("own", "--keys", Path.Combine(folder, "iak_public.der"))).ExitCode, Is.EqualTo(ExitCode.BadInput));
            var run = await Verify("other");
            Assert.That(run.Json.GetProperty("verdict").GetString(), Is.EqualTo("reject"));
            Assert.That(run.Json.GetProperty("reasons")[0].GetString(), Is.EqualTo(AppraisalReason.ArmKeyUnknown.Code()));

            Task<ToolRun> Verify(string policy, params string[] options) => ToolRun.Of(
                ["verify", Path.Combine(folder, "token"), "--endorsements", folder, "--policy", Path.Combine(folder, policy), "--binding", Convert.ToHexString(binding), "--json", .. options]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestCaseSource(nameof(Cases))]
    public async Task Shows_each_token_whole_or_cut_short(VectorCase vector)
    {
        var run = await ToolRun.Of("inspect", vector.EvidenceFile);
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Accepted));
        Assert.That(run.Output, Does.Contain("NOTHING WAS VERIFIED").And.Contain("proof"));

        var cut = Path.GetTempFileName();
        await File.WriteAllBytesAsync(cut, vector.Evidence()[..100]);
        Assert.That((await ToolRun.Of("inspect", cut)).Output, Does.Contain("cut short"));
        File.Delete(cut);
    }
}
