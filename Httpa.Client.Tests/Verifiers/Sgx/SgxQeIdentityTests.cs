using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Dcap;
using Httpa.Verifiers.Sgx;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Sgx;

[TestFixture]
internal sealed class SgxQeIdentityTests
{
    private SgxScene _scene = null!;

    [SetUp]
    public void MakeScene() => _scene = new SgxScene();

    [TearDown]
    public void DisposeScene() => _scene.Dispose();

    [Test]
    public void Rejects_a_quoting_enclave_of_another_signer() =>
        Rejects(i => i with { MrSigner = new string('0', 63) + "1" }, AppraisalReason.QeMrSignerMismatch);

    [Test]
    public void Rejects_another_product() => Rejects(i => i with { IsvProdId = 2 }, AppraisalReason.QeIsvProdIdMismatch);

    [Test]
    public void Rejects_another_MISCSELECT() => Rejects(i => i with { MiscSelect = "01000000" }, AppraisalReason.QeMiscSelectMismatch);

    [Test]
    public void Accepts_another_MISCSELECT_outside_the_mask()
    {
        _scene.Quote = _scene.Quote with { QuotingEnclave = _scene.Quote.QuotingEnclave with { MiscSelect = 1 } };
        _scene.Replace(_scene.Sgx.QeIdentity with { MiscSelectMask = "FEFFFFFF" });

        Assert.That(_scene.Reasons(), Is.Empty);
    }

    [Test]
    public void Rejects_other_ATTRIBUTES() =>
        Rejects(i => i with { Attributes = "01000000000000000000000000000000" }, AppraisalReason.QeAttributesMismatch);

    [Test]
    public void Rejects_a_quoting_enclave_that_is_in_debug_mode()
    {
        var attributes = _scene.Quote.QuotingEnclave.Attributes.ToArray();
        attributes[0] |= 0x02;
        _scene.Quote = _scene.Quote with { QuotingEnclave = _scene.Quote.QuotingEnclave with { Attributes = attributes } };

        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.QeAttributesMismatch }));
    }

    [Test]
    public void Accepts_other_ATTRIBUTES_outside_the_mask()
    {
        var attributes = _scene.Quote.QuotingEnclave.Attributes.ToArray();
        attributes[8] = 0x03; // XFRM is not under the mask
        _scene.Quote = _scene.Quote with { QuotingEnclave = _scene.Quote.QuotingEnclave with { Attributes = attributes } };

        Assert.That(_scene.Reasons(), Is.Empty);
    }

    [Test]
    public void Rejects_an_ISVSVN_below_every_level() => Rejects(
        i => i with { Levels = [new SimulatedQeLevel { IsvSvn = 9, Status = TcbStatus.UpToDate, Date = SgxScene.Issued }] }, AppraisalReason.QeLevelNotFound);

    [TestCase((ushort)9, TcbStatus.UpToDate)]
    [TestCase((ushort)8, TcbStatus.UpToDate)]
    [TestCase((ushort)7, TcbStatus.OutOfDate)]
    [TestCase((ushort)6, TcbStatus.OutOfDate)]
    public void Takes_the_first_level_that_the_ISVSVN_reaches(ushort isvSvn, TcbStatus status)
    {
        using var scene = new SgxScene(new() { QeIsvSvn = isvSvn });

        var platform = ((SgxClaims)scene.Appraise().Claims!).Platform!;
        Assert.That(platform.QeStatus, Is.EqualTo(status));
        Assert.That(platform.Status, Is.EqualTo(status));
    }

    [Test]
    public void Rejects_levels_that_do_not_descend() =>
        Rejects(i => i with { Levels = [.. i.Levels.Reverse()] }, AppraisalReason.QeLevelsNotDescending);

    [Test]
    public void Rejects_a_level_that_is_revoked() => Rejects(
        i => i with { Levels = [i.Levels[0] with { Status = TcbStatus.Revoked }] }, AppraisalReason.DcapTcbRevoked);

    [Test]
    public void Rejects_the_identity_of_another_enclave() => Rejects(i => i with { Id = "TD_QE" }, AppraisalReason.QeIdentityTypeMismatch);

    [Test]
    public void Rejects_another_version() => Rejects(i => i with { Version = 3 }, AppraisalReason.QeIdentityVersionUnsupported);

    [Test]
    public void Rejects_a_status_that_is_not_known() =>
        Rejects(i => i with { Edit = body => body.Replace("\"UpToDate\"", "\"uptodate\"", StringComparison.Ordinal) }, AppraisalReason.QeIdentityMalformed);

    [Test]
    public void Rejects_a_member_that_stands_twice() => Rejects(
        i => i with { Edit = body => body.Replace("\"isvprodid\":1", "\"isvprodid\":2,\"isvprodid\":1", StringComparison.Ordinal) },
        AppraisalReason.QeIdentityMalformed);

    [Test]
    public void Rejects_an_identity_signed_by_another_key()
    {
        using var forger = SimulatedIntelPki.NewKey();
        _scene.Replace("qe_identity", _scene.Sgx.QeIdentity.Sign(forger));

        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.QeIdentitySignatureInvalid }));
    }

    [Test]
    public void Rejects_an_identity_signed_by_the_PCK_key()
    {
        _scene.Replace("qe_identity", _scene.Sgx.QeIdentity.Sign(_scene.Pki.PckKey));

        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.QeIdentitySignatureInvalid }));
    }

    [Test]
    public void Rejects_a_TCB_info_in_its_place()
    {
        _scene.Replace("qe_identity", _scene.Sgx.TcbInfo.Sign(_scene.Pki.TcbSigningKey));

        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.QeIdentityMalformed }));
    }

    private void Rejects(Func<SimulatedQeIdentity, SimulatedQeIdentity> change, AppraisalReason reason)
    {
        _scene.Replace(change(_scene.Sgx.QeIdentity));

        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { reason }));
    }
}
