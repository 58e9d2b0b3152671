using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Sgx;

[TestFixture]
internal sealed class SgxRevocationTests
{
    [TestCase(SimulatedRevocations.Pck)]
    [TestCase(SimulatedRevocations.PckCa)]
    [TestCase(SimulatedRevocations.TcbSigning)]
    public void Rejects_a_revoked_certificate(SimulatedRevocations revoked)
    {
        using var scene = new SgxScene(new() { Revoked = revoked });

        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.CertificateRevoked }));
    }

    [Test]
    public void Rejects_a_certificate_that_is_revoked_after_it_was_accepted()
    {
        using var scene = new SgxScene();
        Assert.That(scene.Reasons(), Is.Empty);

        scene.Replace("pck_crl", (scene.Sgx.PckCrl with { Number = 2, Revoked = [scene.Pki.Pck.Serial] }).Encode());
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.CertificateRevoked }));
    }

    [Test]
    public void Accepts_when_a_list_names_others_only()
    {
        using var scene = new SgxScene();
        var others = Enumerable.Range(1, 200).Select(i => new byte[] { 0x11, (byte)i }).ToArray();
        scene.Replace("pck_crl", (scene.Sgx.PckCrl with { Revoked = others }).Encode());

        Assert.That(scene.Reasons(), Is.Empty);
    }

    [Test]
    public void Accepts_a_list_without_entries()
    {
        using var scene = new SgxScene();
        scene.Replace("pck_crl", (scene.Sgx.PckCrl with { Revoked = [] }).Encode());

        Assert.That(scene.Reasons(), Is.Empty);
    }

    [Test]
    public void Rejects_the_list_of_the_other_PCK_CA()
    {
        using var scene = new SgxScene();
        scene.Replace("pck_crl", (scene.Sgx.PckCrl with { IssuerCommonName = SimulatedIntelPki.ProcessorCaName }).Encode());

        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.CrlIssuerMismatch }));
    }

    [TestCase(SimulatedIntelPki.ProcessorCaName)]
    [TestCase(SimulatedIntelPki.PlatformCaName)] // the root certified another key under the same name
    public void Rejects_the_genuine_list_of_another_PCK_CA_with_its_own_chain(string name)
    {
        using var scene = new SgxScene();
        using var key = SimulatedIntelPki.NewKey();
        var other = scene.Pki.PckCa with { CommonName = name, Key = key };
        scene.Replace("pck_crl", (scene.Sgx.PckCrl with { IssuerCommonName = name, IssuerKey = key }).Encode())
            .Replace("pck_crl_issuer_chain", SgxScene.Chain(other.Encode(), scene.Pki.Root.Encode()));

        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.CrlIssuerMismatch }));
    }

    [Test]
    public void Rejects_the_root_list_in_place_of_the_PCK_list()
    {
        using var scene = new SgxScene();
        scene.Replace("pck_crl", scene.Sgx.RootCaCrl.Encode());

        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.CrlIssuerMismatch }));
    }

    [Test]
    public void Rejects_the_PCK_list_in_place_of_the_root_list()
    {
        using var scene = new SgxScene();
        scene.Replace("root_ca_crl", scene.Sgx.PckCrl.Encode());

        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.CrlIssuerMismatch }));
    }

    [TestCase("pck_crl")]
    [TestCase("root_ca_crl")]
    public void Rejects_a_list_signed_by_a_key_that_only_has_the_right_name(string name)
    {
        using var scene = new SgxScene();
        using var forger = SimulatedIntelPki.NewKey();
        var list = name == "pck_crl" ? scene.Sgx.PckCrl : scene.Sgx.RootCaCrl;
        scene.Replace(name, (list with { IssuerKey = forger, AuthorityKey = list.IssuerKey }).Encode());

        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.CrlSignatureInvalid }));
    }

    [Test]
    public void Rejects_a_list_that_a_certificate_without_CA_rights_issued()
    {
        using var scene = new SgxScene();
        scene.Replace("pck_crl", (scene.Sgx.PckCrl with { IssuerCommonName = SimulatedIntelPki.TcbSigningName, IssuerKey = scene.Pki.TcbSigningKey }).Encode())
            .Replace("pck_crl_issuer_chain", SgxScene.Chain(scene.Pki.TcbSigning.Encode(), scene.Pki.Root.Encode()));

        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.PckCrlIssuerChainInvalid }));
    }
}
