using System.Text;
using Httpa.Verifiers;
using Httpa.Verifiers.Snp;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Snp;

/// <summary>What is wrong in a policy, and what its owner should know.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class SnpPolicyTests
{
    private static readonly ReferenceValue<Measurement> Any = ReferenceValue.Unchecked<Measurement>("why");
    private static readonly ReferenceValue<Measurement> Short = ReferenceValue.AnyOf("00");
    private static readonly ReferenceValue<bool> Either = ReferenceValue.AnyOf(true, false);
    private static readonly SnpTcb Minimum = new(4, 0, 24, 219);

    private static SnpPolicy Good => new() { Measurement = ReferenceValue.AnyOf(new string('a', 96)), Milan = new() { Reported = Minimum } };

    [Test]
    public void Finds_nothing_in_a_good_policy()
    {
        Assert.That(Of(Good).Problems, Is.Empty);
        Assert.That(Of(Good).Warnings, Is.Empty);
    }

    [Test]
    public void The_empty_policy_is_a_problem() => Assert.That(Paths(Of(new()).Problems), Is.EqualTo(new[] { "snp.measurement", "snp" }));

    private static IEnumerable<TestCaseData> Problems()
    {
        yield return Case("snp", p => p with { Milan = null });
        yield return Case("snp", p => p with { Measurement = Any });
        yield return Case("snp.measurement", p => p with { Measurement = Short });
        yield return Case("snp.hostData", p => p with { HostData = Short });
        yield return Case("snp.familyId", p => p with { FamilyId = Short });
        yield return Case("snp.imageId", p => p with { ImageId = Short });
        yield return Case("snp.idKeyDigest", p => p with { IdKeyDigest = Short });
        yield return Case("snp.authorKeyDigest", p => p with { AuthorKeyDigest = Short });
        yield return Case("snp.reportId", p => p with { ReportId = Short });
        yield return Case("snp.reportIdMa", p => p with { ReportIdMa = Short });
        yield return Case("snp.chipId", p => p with { ChipId = Short });
        yield return Case("snp.guestSvn", p => p with { GuestSvn = ReferenceValue.AnyOf(1u, 1u) });
        yield return Case("snp.cspId", p => p with { CspId = ReferenceValue.AnyOf(Array.Empty<NamedValue<string>>()) });
        yield return Case("snp.vmpl", p => p with { Vmpl = ReferenceValue.AnyOf(0u, 4u) });
        yield return Case("snp.guestPolicy.smt", p => p with { GuestPolicy = new() { Smt = ReferenceValue.AnyOf(true, true) } });
        yield return Case("snp.platformInfo.tio", p => p with { PlatformInfo = new() { Tio = ReferenceValue.AnyOf(Array.Empty<bool>()) } });
        yield return Case("snp.reportIdMa", p => p with { GuestPolicy = new() { MigrateMa = Either } });
        yield return Case("snp.milan", p => p with { Milan = new() { Reported = Minimum, Launch = Minimum with { Fmc = 1 } } });
        yield return Case("snp.dangerousTrustedRoots", p => p with { DangerousTrustedRoots = [default] });

        static TestCaseData Case(string path, Func<SnpPolicy, SnpPolicy> change) => new(path, change);
    }

    [TestCaseSource(nameof(Problems))]
    public void Finds_a_problem(string path, Func<SnpPolicy, SnpPolicy> change) => Assert.That(Paths(Of(change(Good)).Problems), Is.EqualTo(new[] { path }));

    private static IEnumerable<TestCaseData> Warnings()
    {
        yield return Case(["snp.milan"], p => p with { Milan = new() });
        yield return Case(["snp.measurement", "snp.guestSvn"], p => p with { Measurement = Any, IdKeyDigest = ReferenceValue.AnyOf(new string('b', 96)) });
        yield return Case(["snp.measurement"], p => p with { Measurement = Any, AuthorKeyDigest = ReferenceValue.AnyOf(new string('b', 96)), GuestSvn = ReferenceValue.AtLeast(2u) });
        yield return Case(["snp.hostData"], p => p with { HostData = Any });
        yield return Case(["snp.familyId"], p => p with { FamilyId = Any });
        yield return Case(["snp.imageId"], p => p with { ImageId = Any });
        yield return Case(["snp.idKeyDigest"], p => p with { IdKeyDigest = Any });
        yield return Case(["snp.authorKeyDigest"], p => p with { AuthorKeyDigest = Any });
        yield return Case(["snp.guestPolicy.migrateMa"], p => p with { GuestPolicy = new() { MigrateMa = Either }, ReportIdMa = Any });
        yield return Case(["snp.platformInfo.aliasCheckComplete"], p => p with { PlatformInfo = new() { AliasCheckComplete = Either } });
        yield return Case(["snp.vmpl"], p => p with { Vmpl = ReferenceValue.AnyOf(0u, 2u) });
        yield return Case(["snp.dangerousAllowDebug"], p => p with { DangerousAllowDebug = true });
        yield return Case(["snp.dangerousTrustedRoots"], p => p with { DangerousTrustedRoots = [Measurement.Parse(new string('c', 64))] });

        static TestCaseData Case(string[] paths, Func<SnpPolicy, SnpPolicy> change) => new(paths, change);
    }

    [TestCaseSource(nameof(Warnings))]
    public void Warns(string[] paths, Func<SnpPolicy, SnpPolicy> change)
    {
        Assert.That(Paths(Of(change(Good)).Warnings), Is.EqualTo(paths));
        Assert.That(Of(change(Good)).Problems, Is.Empty);
    }

    [TestCase("""{"milan":{"reported":{"bootloader":4,"tee":0,"snp":24}}}""", "$.snp.milan.reported.microcode")]
    [TestCase("""{"milan":{"reported":{"bootloader":256,"tee":0,"snp":24,"microcode":1}}}""", "$.snp.milan.reported.bootloader")]
    [TestCase("""{"milan":{"reported":{"bootloader":4,"tee":0,"snp":24,"microcode":1,"fmc":1}}}""", "$.snp.milan.reported.fmc")]
    [TestCase("""{"turin":{"reported":{"bootloader":4,"tee":0,"snp":24,"microcode":1}}}""", "$.snp.turin.reported.fmc")]
    [TestCase("""{"guestPolicy":{"smt":true}}""", "$.snp.guestPolicy.smt")]
    [TestCase("""{"guestPolicy":{"debug":{"anyOf":[true]}}}""", "$.snp.guestPolicy.debug")]
    [TestCase("""{"launchMeasurement":{"unchecked":"why"}}""", "$.snp.launchMeasurement")]
    [TestCase("""{"vmpl":{"anyOf":["0"]}}""", "$.snp.vmpl.anyOf[0]")]
    public void Names_the_place_of_an_error_in_a_file(string snp, string path)
    {
        var wrong = Assert.Throws<PolicyFormatException>(() => AttestationPolicy.Parse(Encoding.UTF8.GetBytes($$"""{"name":"x","snp":{{snp}}}""")));
        Assert.That(wrong.Path, Is.EqualTo(path));
    }

    private static AttestationPolicy Of(SnpPolicy policy) => new() { Name = "test", Snp = policy };

    private static IEnumerable<string> Paths(IEnumerable<string> texts) => texts.Select(t => t.Split(' ')[0]);
}
