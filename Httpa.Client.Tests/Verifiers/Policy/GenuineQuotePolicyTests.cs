using Httpa.Client.Tests.Vectors;
using Httpa.Verifiers;
using Httpa.Verifiers.Dcap;
using Httpa.Verifiers.Sgx;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Policy;

/// <summary>Genuine quotes from the field: the strict default objects to their TCB and to debug mode alone, and a policy that names these accepts.</summary>
internal sealed class GenuineQuotePolicyTests
{
    private static readonly AppraisalReason[] OfTheTcb =
    [
        AppraisalReason.DcapTcbSWHardeningNeeded, AppraisalReason.DcapTcbConfigurationNeeded, AppraisalReason.DcapTcbConfigurationAndSWHardeningNeeded,
        AppraisalReason.DcapTcbOutOfDate, AppraisalReason.DcapAdvisoryNotAccepted, AppraisalReason.DcapEvaluationNumbersDiffer, AppraisalReason.SgxDebugEnclave,
    ];

    private static IEnumerable<TestCaseData> Cases =>
        from vector in VectorCase.All("sgx")
        let result = new SgxVerifier().Authenticate(vector.Endorsed(EvidenceType.Sgx), null, vector.Time)
        where result.IsGenuine
        select new TestCaseData(result.Claims, vector.Time).SetArgDisplayNames(vector.Name);

    [TestCaseSource(nameof(Cases))]
    public void The_strict_default_objects_to_the_platform_and_debug_mode_alone(SgxClaims claims, DateTimeOffset time)
    {
        var (_, findings) = Verdict.Of(claims, SgxPolicy.ForEnclave("the build", claims.MrEnclave.ToString()), time);
        Assert.That(findings, Is.Not.Empty);
        Assert.That(findings.Select(f => f.Reason), Is.SubsetOf(OfTheTcb).And.Unique);
        FindingAssert.SaysWhatToDo(findings);
    }

    [TestCaseSource(nameof(Cases))]
    public void A_policy_that_names_all_this_accepts(SgxClaims claims, DateTimeOffset time) =>
        Assert.That(Verdict.Of(claims, PolicyThatAccepts(claims), time).Findings, Is.Empty);

    [TestCaseSource(nameof(Cases))]
    public void Taking_one_statement_back_refuses(SgxClaims claims, DateTimeOffset time)
    {
        var policy = PolicyThatAccepts(claims);
        SgxPolicy[] weaker =
        [
            policy with { Tcb = policy.Tcb with { AcceptedStatuses = [TcbStatus.UpToDate] } },
            policy with { MrEnclave = null },
            policy with { MrSigner = null },
            policy with { Ppid = ReferenceValue.AnyOf(SampleClaims.Zero(16)) },
            policy with { Tcb = policy.Tcb with { MinimumTcbEvaluationDataNumber = 20 } },
        ];
        foreach (var other in weaker) Assert.That(Verdict.Of(claims, other, time).Findings, Has.Count.EqualTo(1));
    }

    private static SgxPolicy PolicyThatAccepts(SgxClaims claims)
    {
        var platform = claims.Platform!;
        return new SgxPolicy
        {
            MrEnclave = ReferenceValue.AnyOf(claims.MrEnclave),
            MrSigner = ReferenceValue.AnyOf(claims.MrSigner),
            IsvProdId = ReferenceValue.AnyOf(claims.IsvProdId),
            IsvSvn = ReferenceValue.AtLeast(claims.IsvSvn),
            Ppid = ReferenceValue.AnyOf(platform.Ppid),
            Fmspc = ReferenceValue.AnyOf(platform.Fmspc),
            DangerousAllowDebug = claims.IsDebug,
            Tcb = new()
            {
                AcceptedStatuses = [TcbStatus.UpToDate, platform.Status],
                AcceptedAdvisories = platform.AdvisoryIds.Count == 0 ? null : ReferenceValue.AnyOf([.. platform.AdvisoryIds.Select(id => new NamedValue<string>(id))]),
                RequireSameEvaluationNumber = platform.TcbEvaluationDataNumber == platform.QeEvaluationDataNumber,
            },
        };
    }
}
