using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Sgx;

/// <summary>Every window of validity at its exact boundaries: one artefact at a time has a shorter window than all others.</summary>
[TestFixture]
internal sealed class SgxValidityTests
{
    private static readonly DateTimeOffset From = SgxScene.Issued.AddDays(1);
    private static readonly DateTimeOffset To = SgxScene.Issued.AddDays(2);

    [TestCase("root")]
    [TestCase("PCK CA")]
    [TestCase("PCK")]
    public void Uses_a_certificate_from_its_first_to_its_last_second(string which)
    {
        using var scene = new SgxScene();
        Func<string, SimulatedCertificate, SimulatedCertificate> shorten =
            (name, certificate) => name == which ? certificate with { NotBefore = From, NotAfter = To } : certificate;
        scene.ReplaceCertificates(
            shorten("PCK", scene.Pki.Pck), shorten("PCK CA", scene.Pki.PckCa), shorten("TCB signing", scene.Pki.TcbSigning), shorten("root", scene.Pki.Root));

        AssertWindow(scene, AppraisalReason.CertificateNotYetValid, AppraisalReason.CertificateExpired);
    }

    /// <summary>Intel renews the TCB signing certificate over the same key, and a renewed one stands for older documents too.</summary>
    [Test]
    public void Uses_a_TCB_signing_certificate_to_its_last_second()
    {
        using var scene = new SgxScene();
        scene.ReplaceCertificates(tcbSigning: scene.Pki.TcbSigning with { NotBefore = From, NotAfter = To });

        Assert.Multiple(() =>
        {
            Assert.That(scene.ReasonsAt(From.AddSeconds(-1)), Is.Empty, "before it was renewed");
            Assert.That(scene.ReasonsAt(To), Is.Empty, "last second");
            Assert.That(scene.ReasonsAt(To.AddSeconds(1)), Is.EqualTo(new[] { AppraisalReason.CertificateExpired }), "after");
        });
    }

    [TestCase("pck_crl")]
    [TestCase("root_ca_crl")]
    public void Uses_a_revocation_list_from_its_issue_to_the_next_update(string name)
    {
        using var scene = new SgxScene();
        var list = name == "pck_crl" ? scene.Sgx.PckCrl : scene.Sgx.RootCaCrl;
        scene.Replace(name, (list with { ThisUpdate = From, NextUpdate = To }).Encode());

        AssertWindow(scene, AppraisalReason.CrlNotYetValid, AppraisalReason.CrlExpired);
    }

    [Test]
    public void Uses_a_TCB_info_from_its_issue_to_the_next_update()
    {
        using var scene = new SgxScene();
        scene.Replace(scene.Sgx.TcbInfo with { IssueDate = From, NextUpdate = To });

        AssertWindow(scene, AppraisalReason.TcbInfoNotYetValid, AppraisalReason.TcbInfoExpired);
    }

    [Test]
    public void Uses_a_QE_identity_from_its_issue_to_the_next_update()
    {
        using var scene = new SgxScene();
        scene.Replace(scene.Sgx.QeIdentity with { IssueDate = From, NextUpdate = To });

        AssertWindow(scene, AppraisalReason.QeIdentityNotYetValid, AppraisalReason.QeIdentityExpired);
    }

    private static void AssertWindow(SgxScene scene, AppraisalReason early, AppraisalReason late) => Assert.Multiple(() =>
    {
        // The good moments first: what the verifier remembers of them must not carry over.
        Assert.That(scene.ReasonsAt(From), Is.Empty, "first second");
        Assert.That(scene.ReasonsAt(To), Is.Empty, "last second");
        Assert.That(scene.Appraise().Expires, Is.EqualTo(To), "expiry");
        Assert.That(scene.ReasonsAt(From.AddSeconds(-1)), Is.Not.Empty.And.All.EqualTo(early), "before");
        Assert.That(scene.ReasonsAt(To.AddSeconds(1)), Is.Not.Empty.And.All.EqualTo(late), "after");
    });
}
