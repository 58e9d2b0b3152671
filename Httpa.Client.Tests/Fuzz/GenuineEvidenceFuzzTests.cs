using Httpa.Client.Tests.Vectors;
using Httpa.Client.Tests.Verifiers;
using Httpa.Tool;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Fuzz;

/// <summary>Genuine evidence of every type, changed and taken for another type: never an exception, never genuine, by verifiers that know the good one.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class GenuineEvidenceFuzzTests
{
    private const int Rounds = 200;
    private const int RoundsOfDocuments = 40;

    private static readonly EvidenceVerifiers All = EvidenceVerifiers.CreateDefault();

    private static IEnumerable<TestCaseData> Cases =>
        from folder in new[] { ("sgx", "sgx"), ("tdx", "tdx"), ("sev-snp", "snp"), ("nitro", "nitro"), ("arm-psa", "psa"), ("arm-cca", "cca"), ("azure-vtpm", "azure-vtpm"), ("token", "jwt"), ("nvidia-gpu", "nvidia-gpu") }
        from vector in VectorCase.All(folder.Item1)
        where vector.Verdict != "reject"
        select new TestCaseData(vector, folder.Item2).SetArgDisplayNames(folder.Item1, vector.Name);

    [TestCaseSource(nameof(Cases))]
    public void Is_never_genuine_when_it_was_changed(VectorCase vector, string token)
    {
        var good = Read(vector, token);
        All.Authenticate(good, null, Time(vector));
        var changes = new ByteChanges(seed: 1);
        var accepted = new List<int>();
        for (var round = 0; round < Rounds; round++)
        {
            var changed = good with { Evidence = good.Evidence with { Value = changes.Of(good.Evidence.Value.ToArray()) } };
            if (All.Authenticate(changed, null, Time(vector)).IsGenuine) accepted.Add(round);
        }

        Assert.That(accepted, Is.Empty);
    }

    [TestCaseSource(nameof(Cases))]
    public void Is_judged_whatever_its_endorsements_are(VectorCase vector, string token)
    {
        var good = Read(vector, token);
        var changes = new ByteChanges(seed: 2);
        foreach (var name in good.Endorsements.Names)
        {
            Assert.That(good.Endorsements.TryGet(name, out var document));
            for (var round = 0; round < RoundsOfDocuments; round++)
            {
                var changed = good with { Endorsements = ContractCase.Replace(good.Endorsements, name, changes.Of(document.ToArray())) };
                Assert.That(All.Authenticate(changed, null, Time(vector)).Findings, Is.Not.Null);
            }
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void Is_never_genuine_as_evidence_of_another_type(VectorCase vector, string token)
    {
        var good = Read(vector, token);
        foreach (var type in All.Types.Where(type => type != good.Evidence.Type))
        {
            var result = All.Authenticate(good with { Evidence = good.Evidence with { Type = type } }, null, Time(vector));
            Assert.That((result.IsGenuine, result.Type), Is.EqualTo((false, type)));
        }
    }

    /// <summary>Some evidence carries no time.</summary>
    private static DateTimeOffset Time(VectorCase vector) => vector.Json["validAt"] is null ? new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero) : vector.Time;

    private static EndorsedEvidence Read(VectorCase vector, string token)
    {
        Assert.That(EvidenceType.TryParse(token, out var type));
        return token == "azure-vtpm" ? EvidenceFile.Read(vector.EvidenceFile, null).With(vector.Endorsed(type).Endorsements) : vector.Endorsed(type);
    }
}
