using Httpa.Client.Tests.Verifiers.Tdx;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Dcap;
using Httpa.Verifiers.Sgx;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Sgx;

[TestFixture]
internal sealed class SgxTcbInfoTests
{
    private SgxScene _scene = null!;

    [SetUp]
    public void MakeScene() => _scene = new SgxScene();

    [TearDown]
    public void DisposeScene() => _scene.Dispose();

    [TestCase(TcbStatus.SWHardeningNeeded, AppraisalReason.DcapTcbSWHardeningNeeded)]
    [TestCase(TcbStatus.ConfigurationNeeded, AppraisalReason.DcapTcbConfigurationNeeded)]
    [TestCase(TcbStatus.ConfigurationAndSWHardeningNeeded, AppraisalReason.DcapTcbConfigurationAndSWHardeningNeeded)]
    [TestCase(TcbStatus.OutOfDate, AppraisalReason.DcapTcbOutOfDate)]
    [TestCase(TcbStatus.OutOfDateConfigurationNeeded, AppraisalReason.DcapTcbOutOfDateConfigurationNeeded)]
    public void Refuses_a_platform_that_is_not_up_to_date(TcbStatus status, AppraisalReason reason)
    {
        ReplaceStatus(status);

        var result = _scene.Appraise();
        Assert.That(result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { reason }));
        Assert.That(result.Findings.Select(f => f.Kind), Is.All.EqualTo(FindingKind.Refused));
        Assert.That(((SgxClaims)result.Claims!).Platform!.Status, Is.EqualTo(status));
    }

    [Test]
    public void Rejects_a_revoked_platform_whatever_the_policy_says()
    {
        ReplaceStatus(TcbStatus.Revoked);

        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.DcapTcbRevoked }));
    }

    [TestCase(TcbStatus.ConfigurationNeeded, TcbStatus.OutOfDateConfigurationNeeded)]
    [TestCase(TcbStatus.ConfigurationAndSWHardeningNeeded, TcbStatus.OutOfDateConfigurationNeeded)]
    [TestCase(TcbStatus.SWHardeningNeeded, TcbStatus.OutOfDate)]
    [TestCase(TcbStatus.UpToDate, TcbStatus.OutOfDate)]
    [TestCase(TcbStatus.OutOfDate, TcbStatus.OutOfDate)]
    public void Converges_with_an_out_of_date_quoting_enclave(TcbStatus platform, TcbStatus converged)
    {
        ReplaceStatus(platform);
        _scene.Replace(_scene.Sgx.QeIdentity with
        {
            Levels = [_scene.Sgx.Settings.QeLevels[0] with { Status = TcbStatus.OutOfDate, AdvisoryIds = ["INTEL-SA-00477"] }],
        });

        var claims = ((SgxClaims)_scene.Appraise().Claims!).Platform!;
        Assert.Multiple(() =>
        {
            Assert.That(claims.Status, Is.EqualTo(converged));
            Assert.That(claims.PlatformStatus, Is.EqualTo(platform));
            Assert.That(claims.QeStatus, Is.EqualTo(TcbStatus.OutOfDate));
            Assert.That(claims.AdvisoryIds, Does.Contain("INTEL-SA-00477"));
        });
    }

    [TestCase((byte)14, (ushort)13, TcbStatus.UpToDate)]
    [TestCase((byte)255, (ushort)65535, TcbStatus.UpToDate)]
    [TestCase((byte)13, (ushort)13, TcbStatus.OutOfDate)]
    [TestCase((byte)14, (ushort)12, TcbStatus.OutOfDate)]
    public void Takes_the_first_level_that_the_platform_reaches(byte firstComponent, ushort pceSvn, TcbStatus status)
    {
        using var scene = new SgxScene(new() { TcbComponents = [firstComponent, 14, 3, 3, 255, 255, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0], PceSvn = pceSvn });

        Assert.That(((SgxClaims)scene.Appraise().Claims!).Platform!.PlatformStatus, Is.EqualTo(status));
    }

    [Test]
    public void Rejects_a_platform_below_every_level()
    {
        using var scene = new SgxScene(new() { TcbComponents = [3, 14, 3, 3, 255, 255, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0] });

        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.TcbLevelNotFound }));
    }

    [Test]
    public void Rejects_a_platform_with_one_low_component_at_the_end()
    {
        var levels = _scene.Sgx.Settings.TcbLevels;
        _scene.Replace(_scene.Sgx.TcbInfo with { Levels = [levels[0] with { Components = [14, 14, 3, 3, 255, 255, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1] }] });

        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.TcbLevelNotFound }));
    }

    [Test]
    public void Accepts_version_2_of_the_document()
    {
        using var scene = new SgxScene(new() { TcbInfoVersion = 2 });

        Assert.That(scene.Reasons(), Is.Empty);
    }

    [Test]
    public void Rejects_another_FMSPC() => Rejects(i => i with { Fmspc = "53494d000001" }, AppraisalReason.FmspcMismatch);

    [Test]
    public void Rejects_another_PCEID() => Rejects(i => i with { PceId = "0001" }, AppraisalReason.PceIdMismatch);

    [Test]
    public void Compares_FMSPC_and_PCEID_whatever_the_case_of_their_letters()
    {
        using var scene = new SgxScene(new() { Fmspc = Measurement.Parse("53494dabcdef"), PceId = Measurement.Parse("00ab") });
        scene.Replace(scene.Sgx.TcbInfo with { Fmspc = "53494DABCDEF", PceId = "00AB" });

        Assert.That(scene.Reasons(), Is.Empty);
    }

    [Test]
    public void Rejects_the_TCB_info_of_TDX() => Rejects(
        i => i with
        {
            Id = "TDX",
            Modules = new SimulatedTdxSettings().Modules,
            Levels = [.. i.Levels.Select(level => level with { TdxComponents = new byte[16] })],
        }, AppraisalReason.TcbInfoTypeMismatch);

    [TestCase(1)]
    [TestCase(4)]
    public void Rejects_another_version(int version) => Rejects(
        i => i with { Edit = body => body.Replace("\"version\":3", $"\"version\":{version}", StringComparison.Ordinal) }, AppraisalReason.TcbInfoVersionUnsupported);

    [Test]
    public void Rejects_another_type_of_TCB() => Rejects(i => i with { TcbType = 1 }, AppraisalReason.TcbInfoTypeMismatch);

    [Test]
    public void Rejects_levels_that_do_not_descend() => Rejects(i => i with { Levels = [.. i.Levels.Reverse()] }, AppraisalReason.TcbLevelsNotDescending);

    [TestCase(0)]
    [TestCase(15)]
    [TestCase(17)]
    public void Rejects_another_number_of_components(int count) => Rejects(
        i => i with { Levels = [i.Levels[0] with { Components = new byte[count] }] }, AppraisalReason.TcbInfoMalformed);

    [Test]
    public void Rejects_a_document_without_levels() => Rejects(i => i with { Levels = [] }, AppraisalReason.TcbInfoMalformed);

    [TestCase("\"svn\":14", "\"svn\":256")]
    [TestCase("\"svn\":14", "\"svn\":-1")]
    [TestCase("\"svn\":14", "\"svn\":\"14\"")]
    [TestCase("\"pcesvn\":13", "\"pcesvn\":65536")]
    [TestCase("\"pcesvn\":13", "\"pcesvn\":13,\"pcesvn\":13")]
    [TestCase("\"fmspc\":", "\"fmspc\":\"000000000000\",\"fmspc\":")]
    [TestCase("\"tcbStatus\":\"UpToDate\"", "\"tcbStatus\":\"upToDate\"")]
    [TestCase("\"tcbStatus\":\"UpToDate\"", "\"tcbStatus\":null")]
    [TestCase("\"tcbStatus\":\"UpToDate\"", "\"tcbStatu\":\"UpToDate\"")]
    [TestCase("\"nextUpdate\":\"2026-03-31T12:00:00Z\"", "\"nextUpdate\":\"2026-03-31T12:00:00+00:00\"")]
    [TestCase("\"nextUpdate\":\"2026-03-31T12:00:00Z\"", "\"nextUpdate\":\"never\"")]
    [TestCase("\"tcbLevels\":[", "\"tcbLevels\":{},\"x\":[")]
    public void Rejects_malformed_members(string old, string changed) => Rejects(
        i => i with { Edit = body => body.Replace(old, changed, StringComparison.Ordinal) }, AppraisalReason.TcbInfoMalformed);

    [Test]
    public void Rejects_a_document_signed_by_another_key()
    {
        using var forger = SimulatedIntelPki.NewKey();
        _scene.Replace("tcb_info", _scene.Sgx.TcbInfo.Sign(forger));

        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.TcbInfoSignatureInvalid }));
    }

    [Test]
    public void Rejects_a_QE_identity_in_its_place()
    {
        _scene.Replace("tcb_info", _scene.Sgx.QeIdentity.Sign(_scene.Pki.TcbSigningKey));

        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.TcbInfoMalformed }));
    }

    [Test]
    public void Refuses_evaluation_numbers_that_differ()
    {
        _scene.Replace(_scene.Sgx.QeIdentity with { TcbEvaluationDataNumber = 18 });

        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.DcapEvaluationNumbersDiffer }));
    }

    [Test]
    public void Refuses_evaluation_numbers_below_the_minimum()
    {
        _scene.Replace(_scene.Sgx.TcbInfo with { TcbEvaluationDataNumber = 16 });
        _scene.Replace(_scene.Sgx.QeIdentity with { TcbEvaluationDataNumber = 16 });

        Assert.That(_scene.Reasons(), Is.Not.Empty.And.All.EqualTo(AppraisalReason.DcapTcbEvaluationTooOld));
    }

    private void ReplaceStatus(TcbStatus status) =>
        _scene.Replace(_scene.Sgx.TcbInfo with { Levels = [_scene.Sgx.Settings.TcbLevels[0] with { Status = status }] });

    private void Rejects(Func<SimulatedTcbInfo, SimulatedTcbInfo> change, AppraisalReason reason)
    {
        _scene.Replace(change(_scene.Sgx.TcbInfo));

        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { reason }));
    }
}
