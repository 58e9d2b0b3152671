using System.Globalization;
using System.Text.Json.Nodes;
using Httpa.Tool;
using Httpa.Verifiers;
using Httpa.Verifiers.AzureVtpm;
using Httpa.Verifiers.Snp;
using Httpa.Verifiers.Tdx;
using NUnit.Framework;

namespace Httpa.Client.Tests.Vectors;

/// <summary>Genuine evidence of Azure confidential VMs, and what must be found of each.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class AzureVtpmVectorTests
{
    private static readonly AzureVtpmVerifier Verifier = new(new SnpVerifier(), new TdxVerifier());

    /// <summary>How the reasons of the cases are called here.</summary>
    private static readonly Dictionary<string, AppraisalReason> Reasons = new(StringComparer.Ordinal)
    {
        ["runtime-data-mismatch"] = AppraisalReason.AzureVtpmRuntimeDataMismatch,
        ["quote-signature-invalid"] = AppraisalReason.AzureVtpmQuoteSignatureInvalid,
        ["pcr-digest-mismatch"] = AppraisalReason.AzureVtpmPcrsMismatch,
        ["report-signature-invalid"] = AppraisalReason.SnpReportSignatureInvalid,
    };

    private static IEnumerable<VectorCase> Cases => VectorCase.All("azure-vtpm");

    [Test]
    public void There_are_cases() => Assert.That(Directory.GetDirectories(SharedFolder.Path("vectors", "azure-vtpm")), Is.Not.Empty);

    [TestCaseSource(nameof(Cases))]
    public void Finds_what_the_case_expects(VectorCase vector)
    {
        var result = Verifier.Authenticate(Evidence(vector), null, vector.Time);
        Assert.That(vector.Reasons.Where(r => !Reasons.ContainsKey(r)), Is.Empty, "reasons that this test does not know");
        Assert.That(result.Findings.Select(f => f.Reason), Is.EquivalentTo(vector.Reasons.Select(r => Reasons[r])));
        Assert.That(result.IsGenuine, Is.EqualTo(vector.Verdict != "reject"));
        if (!result.IsGenuine) return;
        var claims = (AzureVtpmClaims)result.Claims!;
        Assert.That(Wrong(claims, vector.Expected["claims"]!.AsObject()), Is.Empty);
        Assert.That(result.BoundData.ToArray(), Is.EqualTo(Convert.FromHexString(vector.Expected["claims"]!["extraData"]!.GetValue<string>())));
    }

    [TestCaseSource(nameof(Cases))]
    public void Rejects_every_byte_changed_and_every_cut(VectorCase vector)
    {
        var evidence = Evidence(vector);
        var good = evidence.Evidence.Value.ToArray();
        var accepted = new List<int>();
        for (var i = 0; i < good.Length; i++)
        {
            var changed = good.ToArray();
            changed[i] ^= 1;
            if (IsGenuine(changed)) accepted.Add(i);
            if (IsGenuine(good[..i])) accepted.Add(-i);
        }

        Assert.That(accepted, Is.Empty);

        bool IsGenuine(byte[] value) => Verifier.Authenticate(evidence with { Evidence = evidence.Evidence with { Value = value } }, null, vector.Time).IsGenuine;
    }

    [TestCaseSource(nameof(Cases))]
    public void Reads_the_parts_as_the_tool_reads_them(VectorCase vector)
    {
        var value = Evidence(vector).Evidence.Value.ToArray();
        Assert.That(AzureVtpmEvidence.TryParse(value, out var parts, out _));
        Assert.That(parts!.Report.RuntimeData.ToArray(), Is.EqualTo(File.ReadAllBytes(Path.Combine(vector.Folder, "runtime_data.json"))));
        Assert.That(parts.Signed.ToArray(), Is.EqualTo(File.ReadAllBytes(Path.Combine(vector.Folder, "tpm_quote.msg"))));
        Assert.That(parts.Signature.ToArray(), Is.EqualTo(File.ReadAllBytes(Path.Combine(vector.Folder, "tpm_quote.sig"))));
    }

    /// <summary>The case's JSON in the form that it has on the wire, with the documents beside it.</summary>
    private static EndorsedEvidence Evidence(VectorCase vector) =>
        EvidenceFile.Read(vector.EvidenceFile, null).With(new Endorsements(vector.Documents().Select(d => KeyValuePair.Create(d.Key, new ReadOnlyMemory<byte>(d.Value)))));

    /// <summary>The names of claims that differ from those of the case.</summary>
    private static IEnumerable<string> Wrong(AzureVtpmClaims claims, JsonObject expected)
    {
        var actual = claims.Describe().ToDictionary(StringComparer.Ordinal);
        var runtime = JsonNode.Parse(actual["runtimeData"])!.AsObject();
        foreach (var (name, value) in expected["hclRuntimeClaims"]?.AsObject() ?? [])
            if (!JsonNode.DeepEquals(runtime[name], value)) yield return name;
        if (expected["pcrSelection"] is { } selection)
            if (actual["pcrSelection"] != string.Join(',', selection[0]![1]!.AsArray().Select(i => i!.GetValue<int>()))) yield return "pcrSelection";
        foreach (var (name, value) in expected.Where(claim => claim.Key is not ("hclRuntimeClaims" or "pcrSelection")).SelectMany(claim => Flatten(claim.Key, claim.Value!)))
            if (actual.GetValueOrDefault(name) != value) yield return $"{name}: {actual.GetValueOrDefault(name)} instead of {value}";
    }

    /// <summary>Members of members; the bits of SNP's guest policy are claims of their own here, but for the one that is always set.</summary>
    private static IEnumerable<(string Name, string Value)> Flatten(string name, JsonNode value) => value switch
    {
        JsonObject members => members.Where(m => m.Key != "reserved1").SelectMany(m => Flatten($"{name.Replace(".policyBits", "", StringComparison.Ordinal)}.{m.Key}", m.Value!)),
        JsonValue v when v.TryGetValue<bool>(out var flag) => [(name, flag ? "true" : "false")],
        JsonValue v when v.TryGetValue<long>(out var number) => [(name, number.ToString(CultureInfo.InvariantCulture))],
        _ => [(name, value.GetValue<string>())],
    };
}
