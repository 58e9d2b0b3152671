using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Snp;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Snp;

/// <summary>The rules of a policy, each against a report that breaks just it.</summary>
[TestFixture]
internal sealed class SnpAppraisalTests
{
    private static readonly Measurement Other48 = Measurement.Parse(new string('a', 96));
    private static readonly Measurement Other32 = Measurement.Parse(new string('a', 64));
    private static readonly Measurement Other16 = Measurement.Parse(new string('a', 32));

    private readonly SnpScene _scene = new();

    [Test]
    public void Says_what_must_be_stated()
    {
        var findings = Appraise(_scene.Settings, new SnpPolicy());

        Assert.That(findings.Select(f => f.Reason), Is.All.EqualTo(AppraisalReason.PolicyMemberAbsent));
        Assert.That(findings.Select(f => f.Remedy).Order(), Is.EqualTo(findings.Select(f => f.Remedy).Order().Where(r => r.Contains("snp.measurement", StringComparison.Ordinal) || r.Contains("snp.milan", StringComparison.Ordinal))));
        Assert.That(findings, Has.Count.EqualTo(2));
    }

    private static IEnumerable<TestCaseData> Refusals()
    {
        yield return Case(AppraisalReason.SnpMeasurementMismatch, s => s with { Measurement = Other48 });
        yield return Case(AppraisalReason.SnpHostDataMismatch, s => s with { HostData = Other32 });
        yield return Case(AppraisalReason.SnpFamilyIdMismatch, s => s with { FamilyId = Other16 });
        yield return Case(AppraisalReason.SnpImageIdMismatch, s => s with { ImageId = Other16 });
        yield return Case(AppraisalReason.SnpGuestSvnRefused, s => s with { GuestSvn = 0 });
        yield return Case(AppraisalReason.SnpIdKeyDigestMismatch, s => s with { IdKeyDigest = Other48 });
        yield return Case(AppraisalReason.SnpAuthorKeyDigestMismatch, s => s with { AuthorKeyDigest = Other48 });
        yield return Case(AppraisalReason.SnpVmplRefused, s => s with { Vmpl = 1 });
        yield return Case(AppraisalReason.SnpVmplRefused, s => s with { Vmpl = 4 });
        yield return Case(AppraisalReason.SnpVmplRefused, s => s with { Vmpl = uint.MaxValue });
        yield return Case(AppraisalReason.SnpDebugGuest, s => s with { GuestPolicy = 0xb0000 });
        yield return Case(AppraisalReason.SnpGuestPolicyRefused, s => s with { GuestPolicy = 0x10000 }); // bit 17 clear
        yield return Case(AppraisalReason.SnpGuestPolicyRefused, s => s with { GuestPolicy = 0x4030000 }); // bit 26
        yield return Case(AppraisalReason.SnpGuestPolicyRefused, s => s with { GuestPolicy = 0x8000000000030000 });
        yield return Case(AppraisalReason.SnpGuestPolicyRefused, s => s with { GuestPolicy = 0x230000 }); // CXL_ALLOW
        yield return Case(AppraisalReason.SnpPlatformInfoRefused, s => s with { PlatformInfo = 0x125 });
        yield return Case(AppraisalReason.SnpPlatformInfoRefused, s => s with { PlatformInfo = 0x8000000000000025 });
        yield return Case(AppraisalReason.SnpAliasCheckIncomplete, s => s with { PlatformInfo = 0x05 });
        yield return Case(AppraisalReason.SnpTcbTooOld, s => s with { ReportedTcb = s.ReportedTcb with { Bootloader = 3, Microcode = 255 } });
        yield return Case(AppraisalReason.SnpTcbTooOld, s => s with { ReportedTcb = s.ReportedTcb with { Snp = 23 } });
        yield return Case(AppraisalReason.SnpTcbTooOld, s => s with { ReportedTcb = s.ReportedTcb with { Microcode = 218 } });

        static TestCaseData Case(AppraisalReason reason, Func<SimulatedSnpSettings, SimulatedSnpSettings> change) => new(reason, change);
    }

    [TestCaseSource(nameof(Refusals))]
    public void Refuses_what_the_policy_does_not_accept(AppraisalReason reason, Func<SimulatedSnpSettings, SimulatedSnpSettings> change) =>
        Assert.That(Reasons(change(_scene.Settings), _scene.Policy), Is.EqualTo(new[] { reason }));

    [Test]
    public void Refuses_what_the_host_or_a_signer_chose_when_the_policy_is_silent()
    {
        var policy = new SnpPolicy { Measurement = _scene.Policy.Measurement, Milan = new() };
        var guest = _scene.Settings with { HostData = Other32, FamilyId = Other16, ImageId = Other16, IdKeyDigest = Other48, AuthorKeyDigest = Other48 };

        Assert.That(Reasons(_scene.Settings, policy), Is.Empty);
        Assert.That(Reasons(guest, policy), Is.EqualTo(new[]
        {
            AppraisalReason.SnpHostDataMismatch, AppraisalReason.SnpFamilyIdMismatch, AppraisalReason.SnpImageIdMismatch, AppraisalReason.SnpIdKeyDigestMismatch,
            AppraisalReason.SnpAuthorKeyDigestMismatch,
        }));
    }

    [Test]
    public void Accepts_a_debug_guest_only_when_told_to()
    {
        var guest = _scene.Settings with { GuestPolicy = 0xb0000 };
        Assert.That(Reasons(guest, _scene.Policy with { DangerousAllowDebug = true }), Is.Empty);
    }

    [Test]
    public void Accepts_a_migration_agent_only_by_its_name()
    {
        var guest = _scene.Settings with { GuestPolicy = 0x70000, ReportIdMa = Other32 };
        var allowed = _scene.Policy with { GuestPolicy = new() { MigrateMa = ReferenceValue.AnyOf(true, false) } };

        Assert.That(Reasons(guest, _scene.Policy), Is.EqualTo(new[] { AppraisalReason.SnpMigratable, AppraisalReason.PolicyMemberAbsent }));
        Assert.That(Reasons(guest, allowed), Is.EqualTo(new[] { AppraisalReason.PolicyMemberAbsent }));
        Assert.That(Reasons(guest, allowed with { ReportIdMa = ReferenceValue.AnyOf(new string('b', 64)) }), Is.EqualTo(new[] { AppraisalReason.SnpReportIdMaMismatch }));
        Assert.That(Reasons(guest, allowed with { ReportIdMa = ReferenceValue.AnyOf(Other32) }), Is.Empty);
    }

    [Test]
    public void Accepts_a_less_privileged_level_only_by_its_number_and_the_hosts_never()
    {
        var policy = _scene.Policy with { Vmpl = ReferenceValue.AnyOf(2u) };
        Assert.That(Reasons(_scene.Settings with { Vmpl = 2 }, policy), Is.Empty);
        Assert.That(Reasons(_scene.Settings with { Vmpl = 0 }, policy), Is.EqualTo(new[] { AppraisalReason.SnpVmplRefused }));
        foreach (var vmpl in new[] { 4u, uint.MaxValue })
        {
            var anything = _scene.Policy with { Vmpl = ReferenceValue.Unchecked<uint>("test") };
            Assert.That(Reasons(_scene.Settings with { Vmpl = vmpl }, anything), Is.EqualTo(new[] { AppraisalReason.SnpVmplRefused }));
        }
    }

    private static IEnumerable<TestCaseData> GuestPolicyRules()
    {
        var no = ReferenceValue.AnyOf(false);
        yield return new(SnpGuestPolicyBits.Smt, new SnpGuestPolicyRules { Smt = no });
        yield return new(SnpGuestPolicyBits.SingleSocket, new SnpGuestPolicyRules { SingleSocket = no });
        yield return new(SnpGuestPolicyBits.CxlAllow, new SnpGuestPolicyRules { CxlAllow = no });
        yield return new(SnpGuestPolicyBits.MemAes256Xts, new SnpGuestPolicyRules { MemAes256Xts = no });
        yield return new(SnpGuestPolicyBits.RaplDis, new SnpGuestPolicyRules { RaplDis = no });
        yield return new(SnpGuestPolicyBits.CiphertextHidingDram, new SnpGuestPolicyRules { CiphertextHidingDram = no });
        yield return new(SnpGuestPolicyBits.PageSwapDisable, new SnpGuestPolicyRules { PageSwapDisable = no });
    }

    [TestCaseSource(nameof(GuestPolicyRules))]
    public void Judges_each_bit_of_the_guest_policy(SnpGuestPolicyBits bit, SnpGuestPolicyRules rules)
    {
        var policy = _scene.Policy with { GuestPolicy = rules };
        var without = _scene.Settings with { GuestPolicy = 0x20000 };
        var with = without with { GuestPolicy = 0x20000 | (ulong)bit };

        Assert.That(Reasons(without, policy), Is.Empty);
        Assert.That(Reasons(with, policy), Is.EqualTo(new[] { AppraisalReason.SnpGuestPolicyRefused }));
    }

    private static IEnumerable<TestCaseData> PlatformInfoRules()
    {
        var yes = ReferenceValue.AnyOf(true);
        yield return new(SnpPlatformInfoBits.Smt, new SnpPlatformInfoRules { Smt = yes }, AppraisalReason.SnpPlatformInfoRefused);
        yield return new(SnpPlatformInfoBits.Tsme, new SnpPlatformInfoRules { Tsme = yes }, AppraisalReason.SnpPlatformInfoRefused);
        yield return new(SnpPlatformInfoBits.Ecc, new SnpPlatformInfoRules { Ecc = yes }, AppraisalReason.SnpPlatformInfoRefused);
        yield return new(SnpPlatformInfoBits.RaplDis, new SnpPlatformInfoRules { RaplDis = yes }, AppraisalReason.SnpPlatformInfoRefused);
        yield return new(SnpPlatformInfoBits.CiphertextHidingDram, new SnpPlatformInfoRules { CiphertextHidingDram = yes }, AppraisalReason.SnpPlatformInfoRefused);
        yield return new(SnpPlatformInfoBits.AliasCheckComplete, new SnpPlatformInfoRules { AliasCheckComplete = yes }, AppraisalReason.SnpAliasCheckIncomplete);
        yield return new(SnpPlatformInfoBits.IommuWriteSafe, new SnpPlatformInfoRules { IommuWriteSafe = yes }, AppraisalReason.SnpPlatformInfoRefused);
        yield return new(SnpPlatformInfoBits.Tio, new SnpPlatformInfoRules { Tio = yes }, AppraisalReason.SnpPlatformInfoRefused);
    }

    [TestCaseSource(nameof(PlatformInfoRules))]
    public void Judges_each_bit_of_the_platform(SnpPlatformInfoBits bit, SnpPlatformInfoRules rules, AppraisalReason reason)
    {
        var policy = _scene.Policy with { PlatformInfo = rules };
        var guest = _scene.Settings with { ReportVersion = 2 };

        Assert.That(Reasons(guest with { PlatformInfo = (ulong)bit }, policy), Is.Empty);
        Assert.That(Reasons(guest with { PlatformInfo = 0 }, policy), Is.EqualTo(new[] { reason }));
    }

    [Test]
    public void Accepts_unknown_bits_of_the_platform_only_when_told_to()
    {
        var policy = _scene.Policy with { PlatformInfo = new() { Unknown = ReferenceValue.Unchecked<bool>("firmware of 2027") } };
        Assert.That(Reasons(_scene.Settings with { PlatformInfo = 0x125 }, policy), Is.Empty);
    }

    [Test]
    public void Asks_for_the_alias_check_from_version_3_on_unless_told_otherwise()
    {
        var guest = _scene.Settings with { PlatformInfo = 0x01 };
        var policy = _scene.Policy with { PlatformInfo = new() { AliasCheckComplete = ReferenceValue.Unchecked<bool>("test") } };

        Assert.That(Reasons(guest with { ReportVersion = 2 }, _scene.Policy), Is.Empty);
        Assert.That(Reasons(guest with { ReportVersion = 5 }, _scene.Policy), Is.EqualTo(new[] { AppraisalReason.SnpAliasCheckIncomplete }));
        Assert.That(Reasons(guest, policy), Is.Empty);
    }

    [Test]
    public void Judges_each_TCB_version_by_its_own_minimum()
    {
        var newer = _scene.Settings.ReportedTcb with { Snp = 25 };
        SnpTcbPolicy[] minimums = [new() { Reported = newer }, new() { Committed = newer }, new() { Current = newer }, new() { Launch = newer }];
        foreach (var minimum in minimums)
            Assert.That(Reasons(_scene.Settings, _scene.Policy with { Milan = minimum }), Is.EqualTo(new[] { AppraisalReason.SnpTcbTooOld }), $"{minimum}");
    }

    [TestCase(SnpProduct.Milan)]
    [TestCase(SnpProduct.Genoa)]
    [TestCase(SnpProduct.Turin)]
    public void Accepts_the_product_lines_that_are_stated_and_no_other(SnpProduct product)
    {
        var policy = _scene.Policy with { Milan = null, Genoa = null, Turin = null };
        var guest = _scene.Settings with { Product = product };
        var own = product switch { SnpProduct.Milan => policy with { Milan = new() }, SnpProduct.Genoa => policy with { Genoa = new() }, _ => policy with { Turin = new() } };
        var others = policy with { Milan = own.Milan is null ? new() : null, Genoa = own.Genoa is null ? new() : null, Turin = own.Turin is null ? new() : null };

        Assert.That(Reasons(guest, own), Is.Empty);
        Assert.That(Reasons(guest, others), Is.EqualTo(new[] { AppraisalReason.PolicyMemberAbsent }));
    }

    [Test]
    public void Judges_the_FMC_of_Turin()
    {
        var guest = _scene.Settings with { Product = SnpProduct.Turin, ReportedTcb = new(1, 1, 4, 81, Fmc: 1) };
        Assert.That(Reasons(guest, _scene.Policy with { Turin = new() { Reported = new(1, 1, 4, 81, Fmc: 2) } }), Is.EqualTo(new[] { AppraisalReason.SnpTcbTooOld }));
        Assert.That(Reasons(guest, _scene.Policy with { Turin = new() { Reported = new(1, 1, 4, 81, Fmc: 1) } }), Is.Empty);
    }

    [Test]
    public void Refuses_a_report_of_an_unknown_product_line()
    {
        var claims = Claims(_scene.Settings) with { Product = null };
        var findings = new List<Finding>();
        SnpAppraisal.Appraise(claims, _scene.Policy with { Milan = new(), Genoa = new(), Turin = new(), RequireCrl = false }, findings);

        Assert.That(findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.PolicyMemberAbsent }));
    }

    [Test]
    public void Accepts_listed_chips_and_instances_only()
    {
        var listed = _scene.Policy with { ChipId = ReferenceValue.AnyOf(_scene.Settings.ChipId), ReportId = ReferenceValue.AnyOf(_scene.Settings.ReportId) };
        Assert.That(Reasons(_scene.Settings, listed), Is.Empty);
        Assert.That(Reasons(_scene.Settings with { MasksChipKey = true, ReportId = Other32 }, listed),
            Is.EqualTo(new[] { AppraisalReason.SnpReportIdMismatch, AppraisalReason.SnpChipNotListed }));
    }

    [Test]
    public void Accepts_listed_cloud_providers_only()
    {
        var vlek = new SnpScene(new() { SigningKey = SnpSigningKey.Vlek });
        vlek.Policy = vlek.Policy with { CspId = ReferenceValue.AnyOf(new NamedValue<string>(vlek.Settings.CspId)) };
        Assert.That(vlek.Reasons(), Is.Empty);

        var policy = _scene.Policy with { CspId = vlek.Policy.CspId };
        Assert.That(Reasons(_scene.Settings, policy), Is.EqualTo(new[] { AppraisalReason.SnpCspNotListed }), "a chip's own key names no provider");
        vlek.Policy = vlek.Policy with { CspId = ReferenceValue.AnyOf(new NamedValue<string>("CN=another.example")) };
        Assert.That(vlek.Reasons(), Is.EqualTo(new[] { AppraisalReason.SnpCspNotListed }));
    }

    private static AppraisalReason[] Reasons(SimulatedSnpSettings guest, SnpPolicy policy) => [.. Appraise(guest, policy).Select(f => f.Reason)];

    private static List<Finding> Appraise(SimulatedSnpSettings guest, SnpPolicy policy)
    {
        var findings = new List<Finding>();
        SnpAppraisal.Appraise(Claims(guest), policy with { RequireCrl = false }, findings);
        return findings;
    }

    private static SnpClaims Claims(SimulatedSnpSettings guest)
    {
        Assert.That(SnpReport.TryParse(SimulatedSnpReport.Write(guest, SnpScene.Binding), out var report, out _), Is.True);
        return report.ToClaims(null, hasCrl: false) with { Product = guest.Product };
    }
}
