using Httpa.Verifiers;
using Httpa.Verifiers.Dcap;
using Httpa.Verifiers.Sgx;
using NUnit.Framework;
using static Httpa.Client.Tests.Verifiers.Policy.SampleClaims;

namespace Httpa.Client.Tests.Verifiers.Policy;

public sealed class PolicyReviewTests
{
    private static readonly ReferenceValue<Measurement> AnyMeasurement = ReferenceValue.Unchecked<Measurement>("why");
    private static readonly ReferenceValue<ushort> AnyNumber = ReferenceValue.Unchecked<ushort>("why");

    [Test]
    public void Finds_nothing_in_a_good_policy()
    {
        Assert.That(Of(Accepting).Problems, Is.Empty);
        Assert.That(Of(Accepting).Warnings, Is.Empty);
        Assert.That(Of(SgxPolicy.ForEnclave("v1", Build)).Warnings, Is.Empty);
    }

    [Test]
    public void The_empty_policy_offers_nothing_and_is_a_problem()
    {
        Assert.That(new AttestationPolicy().Types, Is.Empty);
        Assert.That(PathsOf(new AttestationPolicy().Problems), Is.EqualTo(new[] { "sgx" }));
        Assert.That(PathsOf(new AttestationPolicy { Name = " " }.Problems), Is.EqualTo(new[] { "name", "sgx" }));
        Assert.That(PathsOf(Of(new()).Problems), Is.EqualTo(new[] { "sgx.mrEnclave", "sgx.mrSigner", "sgx.isvProdId", "sgx.isvSvn" }));
    }

    public static IEnumerable<TestCaseData> Problems()
    {
        yield return Case("sgx", p => p with { MrEnclave = AnyMeasurement, MrSigner = AnyMeasurement });
        yield return Case("sgx.mrEnclave", p => p with { MrEnclave = ReferenceValue.AnyOf(Array.Empty<Measurement>()) });
        yield return Case("sgx.mrEnclave", p => p with { MrEnclave = ReferenceValue.AnyOf(("", Build)) });
        yield return Case("sgx.mrEnclave", p => p with { MrEnclave = ReferenceValue.AnyOf(Build, Build) });
        yield return Case("sgx.mrEnclave", p => p with { MrEnclave = ReferenceValue.AnyOf("00") });
        yield return Case("sgx.mrSigner", p => p with { MrSigner = ReferenceValue.AnyOf(Build[2..]) });
        yield return Case("sgx.configId", p => p with { ConfigId = ReferenceValue.AnyOf(Build) });
        yield return Case("sgx.isvFamilyId", p => p with { IsvFamilyId = ReferenceValue.AnyOf(Build) });
        yield return Case("sgx.isvExtProdId", p => p with { IsvExtProdId = ReferenceValue.AnyOf(Build) });
        yield return Case("sgx.ppid", p => p with { Ppid = ReferenceValue.AnyOf(Build) });
        yield return Case("sgx.fmspc", p => p with { Fmspc = ReferenceValue.AnyOf(Build) });
        yield return Case("sgx.dangerousTrustedRoots", p => p with { DangerousTrustedRoots = [default] });
        yield return Case("sgx.attributes.mask", p => p with { Attributes = new(Zero(16), Zero(8)) });
        yield return Case("sgx.attributes", p => p with { Attributes = new(Flags(1), Flags(0)) });
        yield return Case("sgx.attributes", p => p with { Attributes = new(Flags(0), Flags(1)) });
        yield return Case("sgx.attributes", p => p with { Attributes = new(Flags(2), Flags(2)) });
        yield return Case("sgx.attributes", p => p with { Attributes = new(Flags(0), Flags(2)), DangerousAllowDebug = true });
        yield return Case("sgx.tcb.acceptedStatuses", p => p with { Tcb = new() { AcceptedStatuses = [] } });
        yield return Case("sgx.tcb.acceptedStatuses", p => p with { Tcb = new() { AcceptedStatuses = [TcbStatus.UpToDate, TcbStatus.Revoked] } });
        yield return Case("sgx.tcb.acceptedStatuses", p => p with { Tcb = new() { AcceptedStatuses = [TcbStatus.OutOfDate] } });
        yield return Case("sgx.tcb.acceptedStatuses", p => p with { Tcb = new() { AcceptedStatuses = [TcbStatus.UpToDate, (TcbStatus)77] } });
        yield return Case("sgx.tcb.acceptedStatuses", p => p with { Tcb = new() { AcceptedStatuses = [TcbStatus.UpToDate, TcbStatus.UpToDate] } });
        yield return Case("sgx.tcb.acceptedAdvisories", p => p with { Tcb = new() { AcceptedAdvisories = ReferenceValue.AnyOf<string>(" ") } });
        yield return Case("sgx.tcb.acceptedAdvisories", p => p with { Tcb = new() { AcceptedAdvisories = ReferenceValue.AnyOf(Array.Empty<NamedValue<string>>()) } });
        yield return Case("sgx.tcb.gracePeriod", p => p with { Tcb = new() { GracePeriod = TimeSpan.FromTicks(-1) } });
        yield return Case("sgx.tcb.gracePeriod", p => p with { Tcb = new() { GracePeriod = TimeSpan.FromDays(1), AcceptedStatuses = [TcbStatus.UpToDate, TcbStatus.OutOfDate] } });
        yield return Case("sgx.tcb.minimumTcbEvaluationDataNumber", p => p with { Tcb = new() { MinimumTcbEvaluationDataNumber = -1 } });
    }

    [TestCaseSource(nameof(Problems))]
    public void Names_the_member_that_is_contradictory(string path, Func<SgxPolicy, SgxPolicy> change) =>
        Assert.That(PathsOf(Of(change(Accepting)).Problems), Is.EqualTo(new[] { path }));

    public static IEnumerable<TestCaseData> Warnings()
    {
        yield return Case("sgx.dangerousAllowDebug", p => p with { DangerousAllowDebug = true });
        yield return Case("sgx.dangerousTrustedRoots", p => p with { DangerousTrustedRoots = [Zero(32)] });
        yield return Case("sgx.mrEnclave", _ => SgxPolicy.ForSigner(Signer, 7, 3));
        yield return Case("sgx.mrEnclave sgx.isvProdId sgx.isvSvn", p => p with { MrEnclave = AnyMeasurement, IsvProdId = AnyNumber, IsvSvn = AnyNumber });
        yield return Case("sgx.configId", p => p with { ConfigId = AnyMeasurement });
        yield return Case("sgx.attributes", p => p with { Attributes = new(Flags(1), Flags(0x13)) });
        yield return Case("sgx.tcb.acceptedAdvisories", p => p with { Tcb = new() { AcceptedAdvisories = ReferenceValue.Unchecked<string>("why") } });
        yield return Case("sgx.tcb.acceptedStatuses", p => p with { Tcb = new() { AcceptedStatuses = [TcbStatus.UpToDate, TcbStatus.OutOfDate] } });
        yield return Case("sgx.tcb.minimumTcbEvaluationDataNumber", p => p with { Tcb = new() { MinimumTcbEvaluationDataNumber = 0 } });
    }

    [TestCaseSource(nameof(Warnings))]
    public void Warns_of_what_takes_protection_away(string paths, Func<SgxPolicy, SgxPolicy> change)
    {
        Assert.That(PathsOf(Of(change(Accepting)).Warnings), Is.EqualTo(paths.Split(' ')));
        Assert.That(Of(change(Accepting)).Problems, Is.Empty);
    }

    [TestCase(""), TestCase(" "), TestCase(null)]
    public void Not_checking_needs_a_reason(string? why) =>
        Assert.That(() => ReferenceValue.Unchecked<ushort>(why!), Throws.InstanceOf<ArgumentException>());

    [Test]
    public void A_policy_keeps_its_own_copy_of_lists()
    {
        var (statuses, roots, values) = (new List<TcbStatus> { TcbStatus.UpToDate }, new List<Measurement>(), new[] { new NamedValue<ushort>(1) });
        var policy = new SgxPolicy { Tcb = new() { AcceptedStatuses = statuses }, DangerousTrustedRoots = roots, IsvSvn = ReferenceValue.AnyOf<ushort>(values) };
        statuses.Add(TcbStatus.OutOfDate);
        roots.Add(Zero(32));
        values[0] = new(2);
        Assert.That(policy.Tcb.AcceptedStatuses, Has.Count.EqualTo(1));
        Assert.That(policy.DangerousTrustedRoots, Is.Empty);
        Assert.That(policy.IsvSvn.Accepts(2), Is.False);
    }

    private static AttestationPolicy Of(SgxPolicy sgx) => new() { Name = "test", Sgx = sgx };

    private static IEnumerable<string> PathsOf(IEnumerable<string> texts) => texts.Select(t => t.Split(' ')[0]);

    private static Measurement Flags(byte first) => new(new byte[16].Select((_, i) => i == 0 ? first : (byte)0).ToArray());

    private static TestCaseData Case(string path, Func<SgxPolicy, SgxPolicy> change) => new(path, change);
}
