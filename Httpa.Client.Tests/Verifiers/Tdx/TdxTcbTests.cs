using System.Text.Json.Nodes;
using Httpa.Verifiers;
using Httpa.Verifiers.Dcap;
using Httpa.Verifiers.Tdx;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Tdx;

/// <summary>The judgement of platform and TDX module, where no genuine quote exists.</summary>
[TestFixture]
internal sealed class TdxTcbTests
{
    private TdxScene _scene = null!;

    [SetUp]
    public void MakeScene() => _scene = new TdxScene();

    [TearDown]
    public void DisposeScene() => _scene.Dispose();

    [TestCase(4, false, "td1.0")]
    [TestCase(5, false, "td1.0")]
    [TestCase(5, true, "td1.5")]
    public void Accepts_each_version_and_report(int version, bool isTd15, string name)
    {
        _scene.Domain = _scene.Domain with { QuoteVersion = version, HasTd15Report = isTd15 };
        var result = _scene.Appraise();
        Assert.That(result.Findings, Is.Empty);
        Assert.That(result.Claims!.Describe().ToDictionary()["bodyType"], Is.EqualTo(name));
    }

    [TestCase(3)]
    [TestCase(6)]
    public void Rejects_other_versions(int version)
    {
        _scene.Domain = _scene.Domain with { QuoteVersion = version, HasTd15Report = false };
        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.QuoteVersionUnsupported }));
    }

    [TestCase((byte)1)]
    [TestCase((byte)2)]
    [TestCase((byte)4)]
    public void Rejects_a_report_of_another_kind_than_it_has_the_length_of(byte bodyType)
    {
        _scene.BodyType = bodyType;
        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.QuoteMalformed }));
    }

    [TestCase(4, TcbStatus.OutOfDate)]
    [TestCase(5, TcbStatus.OutOfDate)]
    [TestCase(2, TcbStatus.Revoked)]
    [TestCase(6, TcbStatus.UpToDate)]
    [TestCase(255, TcbStatus.UpToDate)]
    public void Joins_the_level_of_the_module(int isvSvn, TcbStatus status)
    {
        var svn = TdxScene.Svn((byte)isvSvn, 1, 3);
        var platform = Platform(_scene.Launched(svn, svn));
        Assert.Multiple(() =>
        {
            Assert.That(platform.Status, Is.EqualTo(status));
            Assert.That(platform.PlatformStatus, Is.EqualTo(TcbStatus.UpToDate));
            Assert.That(platform.TdxModuleStatus, Is.EqualTo(status));
            Assert.That(platform.TdxModuleId, Is.EqualTo("TDX_01"));
            Assert.That(platform.AdvisoryIds, Is.EqualTo(status == TcbStatus.UpToDate ? [] : new[] { "INTEL-SA-01036" }));
            if (status != TcbStatus.UpToDate) Assert.That(platform.GraceStart, Is.EqualTo(new DateTimeOffset(2023, 8, 9, 0, 0, 0, TimeSpan.Zero)));
        });
    }

    [Test]
    public void Rejects_a_revoked_module_whatever_the_policy_says()
    {
        var svn = TdxScene.Svn(2, 1, 3);
        Assert.That(_scene.Launched(svn, svn).Reasons(), Has.Member(AppraisalReason.DcapTcbRevoked));
    }

    [Test]
    public void Rejects_a_module_below_every_level() => Rejects(TdxScene.Svn(1, 1, 3), AppraisalReason.TdxModuleLevelNotFound);

    [Test]
    public void Rejects_a_module_that_the_TCB_info_does_not_name() => Rejects(TdxScene.Svn(6, 2, 3), AppraisalReason.TdxModuleUnknown);

    [Test]
    public void Rejects_a_platform_below_every_level_of_TDX() => Rejects(TdxScene.Svn(6, 1, 1), AppraisalReason.TcbLevelNotFound);

    [Test]
    public void Rejects_a_TD_with_one_low_component_at_the_end()
    {
        _scene.EditTcbInfo = info => Levels(info).ForEach(l => l["tcb"]!["tdxtcbcomponents"]![15]!["svn"] = 1);
        Assert.That(_scene.Reasons(), Is.Not.Empty.And.All.EqualTo(AppraisalReason.TcbLevelNotFound));
    }

    [Test]
    public void Compares_all_components_of_a_module_without_version()
    {
        var (good, low) = (TdxScene.Svn(5, 0, 3), TdxScene.Svn(4, 0, 3));
        Assert.That(Platform(_scene.Launched(good, good)).Status, Is.EqualTo(TcbStatus.UpToDate));
        var platform = Platform(_scene.Launched(low, low));
        Assert.That((platform.Status, platform.TdxModuleId, platform.TdxModuleStatus), Is.EqualTo((TcbStatus.OutOfDate, (string?)null, (TcbStatus?)null)));
    }

    [Test]
    public void Leaves_the_first_two_components_to_the_levels_of_a_module_with_version()
    {
        _scene.EditTcbInfo = info => Levels(info).ForEach(l => (l["tcb"]!["tdxtcbcomponents"]![0]!["svn"], l["tcb"]!["tdxtcbcomponents"]![1]!["svn"]) = (99, 99));
        Assert.That(_scene.Reasons(), Is.Empty);
    }

    [TestCase("mrsigner", 96, AppraisalReason.TdxModuleSignerMismatch)]
    [TestCase("attributes", 16, AppraisalReason.TdxModuleAttributesMismatch)]
    public void Rejects_a_module_of_another_signer_or_with_other_attributes(string member, int digits, AppraisalReason reason)
    {
        _scene.EditTcbInfo = info => Module(info)[member] = "01" + new string('0', digits - 2);
        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { reason }));
        _scene.EditTcbInfo = info => info["tdxModule"]![member] = "01" + new string('0', digits - 2);
        Assert.That(_scene.Reasons(), Is.Empty, "the module before TDX 1.5 is another one");
        var svn = TdxScene.Svn(5, 0, 3);
        Assert.That(_scene.Launched(svn, svn).Reasons(), Is.EqualTo(new[] { reason }));
    }

    [Test]
    public void Compares_SEAM_attributes_under_their_mask()
    {
        _scene.Domain = _scene.Domain with { SeamAttributes = Measurement.Parse("0200000000000000") };
        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.TdxModuleAttributesMismatch }));
        _scene.EditTcbInfo = info => Module(info)["attributesMask"] = "FD" + new string('F', 14);
        Assert.That(_scene.Reasons(), Is.Empty);
    }

    [Test]
    public void Rejects_levels_of_a_module_that_do_not_descend()
    {
        _scene.EditTcbInfo = info => Module(info)["tcbLevels"] = new JsonArray([.. Module(info)["tcbLevels"]!.AsArray().Reverse().Select(level => level!.DeepClone())]);
        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.TdxModuleLevelsNotDescending }));
    }

    public static IEnumerable<TestCaseData> Malformed()
    {
        yield return Case("no module", info => info.Remove("tdxModule"));
        yield return Case("no components", info => Levels(info)[0]["tcb"]!.AsObject().Remove("tdxtcbcomponents"));
        yield return Case("15 components", info => Levels(info)[0]["tcb"]!["tdxtcbcomponents"] = TdxScene.Components(new byte[15]));
        yield return Case("17 components", info => Levels(info)[0]["tcb"]!["tdxtcbcomponents"] = TdxScene.Components(new byte[17]));
        yield return Case("short signer", info => Module(info)["mrsigner"] = "00");
        yield return Case("short mask", info => Module(info)["attributesMask"] = "FF");
        yield return Case("no id", info => Module(info).Remove("id"));
        yield return Case("no levels", info => Module(info).Remove("tcbLevels"));
        yield return Case("unknown status", info => Module(info)["tcbLevels"]![0]!["tcbStatus"] = "SWHardeningNeeded");
        yield return Case("large SVN", info => Module(info)["tcbLevels"]![0]!["tcb"]!["isvsvn"] = 256);
        yield return Case("two of a name", info => info["tdxModuleIdentities"]!.AsArray().Add(Module(info).DeepClone()));
        yield return Case("no list", info => info["tdxModuleIdentities"] = "none");

        static TestCaseData Case(string name, Action<JsonObject> edit) => new TestCaseData(edit).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Malformed))]
    public void Rejects_malformed_modules(Action<JsonObject> edit)
    {
        _scene.EditTcbInfo = edit;
        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.TcbInfoMalformed }));
    }

    [Test]
    public void Rejects_the_QE_identity_of_SGX()
    {
        _scene.QeId = "QE";
        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.QeIdentityTypeMismatch }));
    }

    [Test]
    public void Advises_to_launch_again_when_the_module_was_updated_under_the_TD()
    {
        var platform = Platform(_scene.Launched(TdxScene.Svn(4, 1, 3), TdxScene.Svn(6, 1, 3)));
        Assert.That((platform.Status, platform.TdxModuleStatus), Is.EqualTo((TcbStatus.TDRelaunchAdvised, TcbStatus.OutOfDate)));
        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.DcapAdvisoryNotAccepted, AppraisalReason.DcapTcbRelaunchAdvised }));
    }

    [Test]
    public void Advises_to_launch_again_when_the_update_brought_another_module()
    {
        Assert.That(Platform(_scene.Launched(TdxScene.Svn(4, 1, 3), TdxScene.Svn(3, 3, 3))).Status, Is.EqualTo(TcbStatus.TDRelaunchAdvised));
        Assert.That(_scene.Launched(TdxScene.Svn(4, 1, 3), TdxScene.Svn(3, 2, 3)).Reasons(), Is.EqualTo(new[] { AppraisalReason.TdxModuleUnknown }));
    }

    [Test]
    public void Does_not_advise_so_while_the_module_is_still_out_of_date() =>
        Assert.That(Platform(_scene.Launched(TdxScene.Svn(4, 1, 3), TdxScene.Svn(5, 1, 3))).Status, Is.EqualTo(TcbStatus.OutOfDate));

    [Test]
    public void Does_not_look_at_what_a_report_of_TDX_10_cannot_say()
    {
        _scene.Launched(TdxScene.Svn(4, 1, 3), TdxScene.Svn(6, 1, 3));
        _scene.Domain = _scene.Domain with { HasTd15Report = false };
        Assert.That(Platform(_scene).Status, Is.EqualTo(TcbStatus.OutOfDate));
    }

    [Test]
    public void The_status_after_an_update_is_never_up_to_date_unless_it_was_at_launch([Values] TcbStatus launch, [Values] TcbStatus current)
    {
        var status = TdxTcb.Relaunch(launch, current);
        Assert.That(status, Is.Not.EqualTo(TcbStatus.UpToDate).Or.EqualTo(launch));
        if (launch == TcbStatus.Revoked || current == TcbStatus.Revoked) Assert.That(status, Is.EqualTo(TcbStatus.Revoked));
    }

    [TestCase(TcbStatus.OutOfDate, TcbStatus.SWHardeningNeeded, TcbStatus.TDRelaunchAdvised)]
    [TestCase(TcbStatus.OutOfDate, TcbStatus.ConfigurationNeeded, TcbStatus.TDRelaunchAdvisedConfigurationNeeded)]
    [TestCase(TcbStatus.OutOfDate, TcbStatus.ConfigurationAndSWHardeningNeeded, TcbStatus.TDRelaunchAdvisedConfigurationNeeded)]
    [TestCase(TcbStatus.OutOfDateConfigurationNeeded, TcbStatus.UpToDate, TcbStatus.TDRelaunchAdvisedConfigurationNeeded)]
    [TestCase(TcbStatus.OutOfDateConfigurationNeeded, TcbStatus.OutOfDate, TcbStatus.OutOfDateConfigurationNeeded)]
    [TestCase(TcbStatus.SWHardeningNeeded, TcbStatus.UpToDate, TcbStatus.SWHardeningNeeded)]
    public void Joins_launch_and_present(TcbStatus launch, TcbStatus current, TcbStatus joined) =>
        Assert.That(TdxTcb.Relaunch(launch, current), Is.EqualTo(joined));

    private static DcapPlatform Platform(TdxScene scene) => ((TdxClaims)scene.Appraise().Claims!).Platform!;

    private static List<JsonObject> Levels(JsonObject tcbInfo) => [.. tcbInfo["tcbLevels"]!.AsArray().Select(l => l!.AsObject())];

    private static JsonObject Module(JsonObject tcbInfo) => tcbInfo["tdxModuleIdentities"]![1]!.AsObject();

    private void Rejects(byte[] svn, AppraisalReason reason) =>
        Assert.That(_scene.Launched(svn, svn).Reasons(), Is.Not.Empty.And.All.EqualTo(reason));
}
