using Httpa.Verifiers;
using Httpa.Verifiers.Nitro;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Nitro;

/// <summary>What is wrong in a policy, and what its owner should know.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class NitroPolicyTests
{
    private static readonly string Build = new('1', 96);
    private static readonly ReferenceValue<Measurement> Anything = ReferenceValue.Unchecked<Measurement>("why");
    private static readonly ReferenceValue<Measurement> TooShort = ReferenceValue.AnyOf("00");
    private static readonly NitroPolicy Good = NitroPolicy.ForImage("v1", Build, Build, Build);

    public static IEnumerable<TestCaseData> Problems()
    {
        yield return Case("nitro.pcr0 nitro.pcr1 nitro.pcr2", _ => new NitroPolicy());
        yield return Case("nitro", p => p with { Pcr0 = Anything, Pcr1 = Anything, Pcr2 = Anything });
        yield return Case("nitro", p => p with { Pcr0 = Anything, Pcr1 = Anything, Pcr2 = Anything, Pcr8 = Anything });
        yield return Case("nitro.pcr0", p => p with { Pcr0 = ReferenceValue.AnyOf(Array.Empty<Measurement>()) });
        yield return Case("nitro.pcr0", p => p with { Pcr0 = ReferenceValue.AnyOf(Build, Build) });
        yield return Case("nitro.pcr1", p => p with { Pcr1 = TooShort });
        yield return Case("nitro.pcr2", p => p with { Pcr2 = ReferenceValue.AnyOf(("", Build)) });
        yield return Case("nitro.pcr3", p => p with { Pcr3 = TooShort });
        yield return Case("nitro.pcr4", p => p with { Pcr4 = TooShort });
        yield return Case("nitro.pcr8", p => p with { Pcr8 = TooShort });
        yield return Case("nitro.otherPcrs.16", p => p with { OtherPcrs = Registers(16, TooShort) });
        yield return Case("nitro.otherPcrs.4", p => p with { OtherPcrs = Registers(4, ReferenceValue.AnyOf(Build)) });
        yield return Case("nitro.otherPcrs.32", p => p with { OtherPcrs = Registers(32, ReferenceValue.AnyOf(Build)) });
        yield return Case("nitro.moduleId", p => p with { ModuleId = ReferenceValue.AnyOf<string>(" ") });
        yield return Case("nitro.maxAge", p => p with { MaxAge = TimeSpan.Zero });
        yield return Case("nitro.dangerousTrustedRoots", p => p with { DangerousTrustedRoots = [default] });
    }

    public static IEnumerable<TestCaseData> Warnings()
    {
        yield return Case("nitro.dangerousAllowDebug", p => p with { DangerousAllowDebug = true });
        yield return Case("nitro.dangerousTrustedRoots", p => p with { DangerousTrustedRoots = [new(new byte[32])] });
        yield return Case("nitro.maxAge", p => p with { MaxAge = TimeSpan.FromHours(3) });
        yield return Case("nitro.pcr0 nitro.pcr1 nitro.pcr2", p => p with { Pcr0 = Anything, Pcr1 = Anything, Pcr2 = Anything, Pcr8 = ReferenceValue.AnyOf(Build) });
        yield return Case("nitro.pcr4 nitro.otherPcrs.16", p => p with { Pcr4 = Anything, OtherPcrs = Registers(16, Anything) });
    }

    [Test]
    public void Finds_nothing_in_a_good_policy()
    {
        Assert.That(Of(Good).Problems, Is.Empty);
        Assert.That(Of(Good).Warnings, Is.Empty);
        Assert.That(Of(Good).Types, Is.EqualTo(new[] { EvidenceType.Nitro }));
    }

    [TestCaseSource(nameof(Problems))]
    public void Names_the_member_that_is_contradictory(string paths, Func<NitroPolicy, NitroPolicy> change) =>
        Assert.That(PathsOf(Of(change(Good)).Problems), Is.EqualTo(paths.Split(' ')));

    [TestCaseSource(nameof(Warnings))]
    public void Warns_of_what_takes_protection_away(string paths, Func<NitroPolicy, NitroPolicy> change)
    {
        Assert.That(PathsOf(Of(change(Good)).Warnings), Is.EqualTo(paths.Split(' ')));
        Assert.That(Of(change(Good)).Problems, Is.Empty);
    }

    [Test]
    public void Keeps_its_own_copy_of_registers()
    {
        var registers = Registers(16, ReferenceValue.AnyOf(Build));
        var policy = Good with { OtherPcrs = registers };
        registers.Clear();
        Assert.That(policy.OtherPcrs, Has.Count.EqualTo(1));
    }

    [TestCase("""{"pcr0":{"anyOf":["00"]}}""", ".pcr0.anyOf[0]")]
    [TestCase("""{"pcr5":{"unchecked":"why"}}""", ".pcr5")]
    [TestCase("""{"otherPcrs":[]}""", ".otherPcrs")]
    [TestCase("""{"otherPcrs":{"0":{"unchecked":"why"}}}""", ".otherPcrs.0")]
    [TestCase("""{"otherPcrs":{"016":{"unchecked":"why"}}}""", ".otherPcrs.016")]
    [TestCase("""{"moduleId":"i-0"}""", ".moduleId")]
    [TestCase("""{"maxAge":5}""", ".maxAge")]
    [TestCase("""{"maxAge":"P1M"}""", ".maxAge")]
    public void Names_the_member_of_a_file_that_is_wrong(string nitro, string path)
    {
        var wrong = Assert.Throws<PolicyFormatException>(() => AttestationPolicy.Parse(System.Text.Encoding.UTF8.GetBytes($$"""{"name":"x","nitro":{{nitro}}}""")));
        Assert.That(wrong.Path, Is.EqualTo("$.nitro" + path));
    }

    private static AttestationPolicy Of(NitroPolicy nitro) => new() { Name = "test", Nitro = nitro };

    private static Dictionary<int, ReferenceValue<Measurement>> Registers(int index, ReferenceValue<Measurement> reference) => new() { [index] = reference };

    private static IEnumerable<string> PathsOf(IEnumerable<string> texts) => texts.Select(t => t.Split(' ')[0]);

    private static TestCaseData Case(string paths, Func<NitroPolicy, NitroPolicy> change) => new(paths, change);
}
