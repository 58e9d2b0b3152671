using System.Security.Cryptography;
using Httpa.Client.Tests.Verifiers.Policy;
using Httpa.Verifiers;
using Httpa.Verifiers.AzureVtpm;
using Httpa.Verifiers.Jwt;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.AzureVtpm;

[Parallelizable(ParallelScope.All)]
internal sealed class AzureVtpmAppraisalTests
{
    private static readonly ReferenceValue<Measurement> Other = ReferenceValue.AnyOf(new Measurement(new byte[32]));
    private static readonly ReferenceValue<Measurement> Unchecked = ReferenceValue.Unchecked<Measurement>("why");

    [Test]
    public void Refuses_another_system()
    {
        var scene = new AzureVtpmScene();
        scene.Policy = scene.Policy with { Pcrs = [new(4, Other)] };
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.AzureVtpmPcrMismatch }));
    }

    [Test]
    public void Refuses_when_nothing_is_said_of_the_system()
    {
        var scene = new AzureVtpmScene();
        scene.Policy = scene.Policy with { Pcrs = [] };
        var findings = scene.Appraise().Findings;
        Assert.That(findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.PolicyMemberAbsent }));
        FindingAssert.SaysWhatToDo(findings);
    }

    [Test]
    public void Refuses_when_nothing_is_said_of_the_hardware()
    {
        var scene = new AzureVtpmScene();
        scene.Policy = scene.Policy with { Hardware = new() };
        Assert.That(scene.Reasons(), Does.Contain(AppraisalReason.SnpUntrustedRoot), "a simulated root is trusted by the policy alone");
    }

    [Test]
    public void Refuses_genuine_hardware_that_the_policy_does_not_cover()
    {
        var scene = new AzureVtpmScene();
        var verifier = new AzureVtpmVerifier(new Httpa.Verifiers.Snp.SnpVerifier(), new Httpa.Verifiers.Tdx.TdxVerifier());
        var genuine = verifier.Authenticate(scene.Produce(), scene.Vm.CreatePolicy(), scene.Time);
        Assert.That(Refused(new AttestationPolicy { AzureVtpm = scene.Policy with { Hardware = new() } }), Is.EqualTo(new[] { AppraisalReason.TypeNotCovered }));
        Assert.That(Refused(new AttestationPolicy()), Is.EqualTo(new[] { AppraisalReason.TypeNotCovered }));

        IEnumerable<AppraisalReason> Refused(AttestationPolicy policy)
        {
            var findings = new List<Finding>();
            verifier.Appraise(genuine, policy, scene.Time, findings);
            return findings.Select(f => f.Reason);
        }
    }

    [Test]
    public void Refuses_the_hardware_by_its_own_rules()
    {
        var scene = new AzureVtpmScene();
        var snp = scene.Policy.Hardware.Snp!;
        scene.Policy = scene.Policy with { Hardware = new() { Snp = snp with { Measurement = ReferenceValue.AnyOf(new Measurement(new byte[48])) } } };
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.SnpMeasurementMismatch }));
    }

    [Test]
    public void Asks_for_values_only_when_single_PCRs_are_named()
    {
        var scene = new AzureVtpmScene();
        var good = scene.Produce();
        var without = good with { Endorsements = ContractCase.Replace(good.Endorsements, "pcrs", null) };
        var missing = scene.Appraise(without).Findings;
        Assert.That(missing.Select(f => (f.Reason, f.Kind)), Is.EqualTo(new[] { (AppraisalReason.AzureVtpmPcrsMissing, FindingKind.NotProven) }));
        FindingAssert.SaysWhatToDo(missing);

        scene.Policy = scene.Policy with { Pcrs = [], PcrDigest = All(new(scene.Vm.Quote.PcrDigest)) };
        Assert.That(scene.Reasons(without), Is.Empty);
    }

    [Test]
    public void Refuses_another_digest()
    {
        var scene = new AzureVtpmScene();
        scene.Policy = scene.Policy with { PcrDigest = All(new(new byte[32])) };
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.AzureVtpmPcrDigestMismatch }));
    }

    [Test]
    public void Refuses_the_right_digest_over_other_PCRs()
    {
        // PCR 23 can be reset and extended by anybody, with what was extended into PCR 4, say.
        var scene = new AzureVtpmScene();
        scene.Quote = scene.Quote with { Pcrs = [23], PcrDigest = SHA256.HashData(scene.Vm.Settings.PcrOf(4).Bytes.Span) };
        scene.Policy = scene.Policy with { Pcrs = [], PcrDigest = new([4], ReferenceValue.AnyOf(new Measurement(scene.Quote.PcrDigest))) };
        var good = scene.Produce();
        Assert.That(scene.Reasons(good with { Endorsements = ContractCase.Replace(good.Endorsements, "pcrs", null) }), Is.EqualTo(new[] { AppraisalReason.AzureVtpmPcrNotQuoted }));
    }

    [Test]
    public void Refuses_a_quote_without_a_PCR_that_is_named()
    {
        var scene = new AzureVtpmScene();
        scene.Quote = scene.Quote with { Pcrs = [0], PcrDigest = SHA256.HashData(scene.Vm.Settings.PcrOf(0).Bytes.Span) };
        var good = scene.Produce();
        var zero = good with { Endorsements = ContractCase.Replace(good.Endorsements, "pcrs", scene.Vm.Settings.PcrOf(0).Bytes.ToArray()) };
        Assert.That(scene.Reasons(zero), Is.EqualTo(new[] { AppraisalReason.AzureVtpmPcrNotQuoted }));
    }

    [Test]
    public void A_good_policy_is_written_and_read_again([Values] bool onTdx)
    {
        var scene = new AzureVtpmScene(onTdx);
        var policy = new AttestationPolicy { Name = "x", AzureVtpm = scene.Policy with { PcrDigest = All(new(new byte[32])) } };
        var read = AttestationPolicy.Parse(policy.ToJson());
        Assert.That(read.Problems, Is.Empty);
        Assert.That(read.ToJson(), Is.EqualTo(policy.ToJson()));
        Assert.That(read.Types, Is.EqualTo(new[] { EvidenceType.AzureVtpm }), "the hardware alone stays refused");
        Assert.That(read.Warnings, Has.Some.StartsWith("azureVtpm.hardware:"));
    }

    private static IEnumerable<TestCaseData> Bad =>
    [
        Case("no PCR", p => p with { Pcrs = [] }, "azureVtpm.pcrs is absent"),
        Case("none checked", p => p with { Pcrs = [new(4, Unchecked)] }, "checks no PCR"),
        Case("twice", p => p with { Pcrs = [.. p.Pcrs, .. p.Pcrs] }, "two rules for PCR 4"),
        Case("no such PCR", p => p with { Pcrs = [new(24, Other)] }, "0 to 23"),
        Case("length", p => p with { Pcrs = [new(4, ReferenceValue.AnyOf(new Measurement(new byte[20])))] }, "32 are required"),
        Case("no values", p => p with { Pcrs = [new(4, ReferenceValue.AnyOf<Measurement>(ReadOnlySpan<Measurement>.Empty))] }, "names no value"),
        Case("digest over nothing", p => p with { PcrDigest = new([], Other) }, "names no PCR"),
        Case("digest out of order", p => p with { PcrDigest = new([4, 1], Other) }, "ascending"),
        Case("no hardware", p => p with { Hardware = new() }, "azureVtpm.hardware has no rule"),
        Case("other hardware", p => p with { Hardware = p.Hardware with { Jwt = new JwtPolicy() } }, "azureVtpm.hardware has no rule"),
        Case("hardware without a build", p => p with { Hardware = new() { Snp = p.Hardware.Snp! with { Measurement = null } } }, "azureVtpm.hardware: snp.measurement"),
    ];

    [TestCaseSource(nameof(Bad))]
    public void Names_what_makes_a_policy_unusable(Func<AzureVtpmPolicy, AzureVtpmPolicy> change, string problem)
    {
        var scene = new AzureVtpmScene();
        Assert.That(new AttestationPolicy { Name = "x", AzureVtpm = change(scene.Policy) }.Problems, Has.Some.Contains(problem));
    }

    [Test]
    public void Names_values_for_the_hardware_that_have_ended()
    {
        var scene = new AzureVtpmScene();
        var ended = ReferenceValue.AnyOf<Measurement>(new NamedValue<Measurement>(new(new byte[48])) { NotAfter = scene.Time.AddDays(-1) });
        var hardware = scene.Policy.Hardware with { Snp = scene.Policy.Hardware.Snp! with { Measurement = ended } };
        var policy = new AttestationPolicy { Name = "x", AzureVtpm = scene.Policy with { Hardware = hardware } };
        Assert.That(policy.Problems, Is.Empty);
        Assert.That(policy.ProblemsAt(scene.Time).Single(), Does.StartWith("azureVtpm.hardware: snp.measurement"));
    }

    [Test]
    public void Warns_of_PCRs_that_say_little()
    {
        var scene = new AzureVtpmScene();
        var policy = scene.Policy with { Pcrs = [.. scene.Policy.Pcrs, new(7, Unchecked), new(23, Other)] };
        Assert.That(new AttestationPolicy { Name = "x", AzureVtpm = policy }.Warnings, Has.Some.Contains("PCR 7 unchecked").And.Some.Contains("16 or 23"));
    }

    private static AzureVtpmPcrDigest All(Measurement digest) => new([.. Enumerable.Range(0, 24).Select(i => (uint)i)], ReferenceValue.AnyOf(digest));

    private static TestCaseData Case(string name, Func<AzureVtpmPolicy, AzureVtpmPolicy> change, string problem) => new TestCaseData(change, problem).SetArgDisplayNames(name);
}
