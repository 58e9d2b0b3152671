using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.TestServer.Simulated;

/// <summary>What every simulated TEE does.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class SimulatedTeesTests
{
    private static readonly byte[] Binding = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];

    private static IEnumerable<EvidenceType> Types => SimulatedTees.Types;

    [TestCaseSource(nameof(Types))]
    public async Task Makes_evidence_that_its_policy_accepts_from_a_file_too(EvidenceType type)
    {
        using var tee = SimulatedTees.Create(type);
        var policy = AttestationPolicy.Parse(tee.CreatePolicy().ToJson());

        var result = Appraise(await tee.ProduceEvidenceAsync(Binding, default), policy);

        Assert.That(tee.Type, Is.EqualTo(type));
        Assert.That(policy.Problems, Is.Empty);
        Assert.That(result.Findings, Is.Empty);
    }

    [TestCaseSource(nameof(Types))]
    public async Task Is_refused_for_its_build_alone_where_another_is_wanted(EvidenceType type)
    {
        using var tee = SimulatedTees.Create(type);

        var result = Appraise(await tee.ProduceEvidenceAsync(Binding, default), tee.CreatePolicyForAnotherBuild());

        Assert.That(result.Findings.Select(f => f.Kind), Is.EqualTo(new[] { FindingKind.Refused }));
    }

    [TestCaseSource(nameof(Types))]
    public async Task Is_not_trusted_by_the_policy_of_another_one(EvidenceType type)
    {
        using var tee = SimulatedTees.Create(type);
        using var other = SimulatedTees.Create(type);

        var result = Appraise(await tee.ProduceEvidenceAsync(Binding, default), other.CreatePolicy());

        Assert.That(result.Findings.Select(f => f.Kind), Has.Some.Not.EqualTo(FindingKind.Refused));
    }

    [TestCaseSource(nameof(Types))]
    public void Does_not_carry_less_than_a_binding(EvidenceType type)
    {
        using var tee = SimulatedTees.Create(type);

        Assert.That(async () => await tee.ProduceEvidenceAsync(Binding.AsMemory(1), default), Throws.InstanceOf<ArgumentException>());
    }

    private static AttestationResult Appraise(EndorsedEvidence evidence, AttestationPolicy policy) => EvidenceVerifiers.CreateDefault().Appraise(new AppraisalRequest
    {
        Lead = evidence,
        Binding = Binding,
        PublicKey = new byte[] { 1 },
        Policy = policy,
        Time = TimeProvider.System.GetUtcNow(),
    });
}
