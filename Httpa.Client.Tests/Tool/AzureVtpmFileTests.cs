using Httpa.Client.Tests.Vectors;
using Httpa.Tool;
using Httpa.Tool.Inspecting;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Tool;

/// <summary>Evidence of an Azure vTPM in both forms that it lies in files.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class AzureVtpmFileTests
{
    private string _folder = "";
    private VectorCase _vector = null!;
    private byte[] _wire = [];

    private string Wire => Path.Combine(_folder, "evidence.bin");

    [OneTimeSetUp]
    public void WriteWireForm()
    {
        _vector = VectorCase.Read("azure-vtpm", "snp-milan");
        _wire = EvidenceFile.Read(_vector.EvidenceFile, null).Evidence.Value.ToArray();
        _folder = Directory.CreateTempSubdirectory("httpa-vtpm-").FullName;
        File.WriteAllBytes(Wire, _wire);
    }

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task The_form_of_the_wire_is_recognised_and_verified()
    {
        var run = await ToolRun.Of("verify", Wire, "--endorsements", _vector.Folder, "--at", $"{_vector.Time:O}", "--json");
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Accepted), run.Output + run.Error);
        Assert.That(run.Json.GetProperty("evidenceType").GetString(), Is.EqualTo("azure-vtpm"));
    }

    [Test]
    public void JSON_brings_the_values_of_the_PCRs()
    {
        var file = EvidenceFile.Read(_vector.EvidenceFile, "azure-vtpm");
        Assert.That(file.Documents.Keys, Is.EqualTo(new[] { "pcrs" }));
        Assert.That(file.With(Endorsements.None).Endorsements.Names, Is.EqualTo(new[] { "pcrs" }));
    }

    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase("""{"hcl_report":1,"tpm_quote":{}}""")]
    [TestCase("""{"hcl_report":"!","tpm_quote":{"message":"00","signature":"00"}}""")]
    [TestCase("""{"hcl_report":"AAAA","tpm_quote":{"message":"0","signature":"00"}}""")]
    [TestCase("""{"hcl_report":"AAAA","tpm_quote":{"message":"00","signature":null,"pcrs":[1]}}""")]
    public async Task Other_JSON_is_not_recognised(string json)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(path, json);
        Assert.That((await ToolRun.Of("verify", path)).ExitCode, Is.EqualTo(ExitCode.Unsupported));
    }

    [Test]
    public void Shows_evidence_that_is_cut_anywhere_as_far_as_it_goes()
    {
        for (var length = 0; length < _wire.Length; length++)
            Assert.That(AzureVtpmLayout.Fields(_wire.AsMemory(0, length)).Any(field => !field.IsComplete), $"{length}");
        Assert.That(AzureVtpmLayout.Fields(_wire), Has.All.Property("IsComplete").True);
    }

    [Test]
    public void Shows_evidence_whose_lengths_lie()
    {
        foreach (var offset in new[] { 0, 4 + 1232, 4 + 2600, 4 + 2600 + 4 + 6 })
        {
            var bytes = (byte[])_wire.Clone();
            bytes.AsSpan(offset, 2).Fill(0xff);
            Assert.That(AzureVtpmLayout.Fields(bytes), Is.Not.Empty);
            bytes.AsSpan(offset, 4).Fill(0xff);
            Assert.That(AzureVtpmLayout.Fields(bytes), Is.Not.Empty);
        }
    }
}
