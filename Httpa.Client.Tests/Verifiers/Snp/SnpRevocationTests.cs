using System.Security.Cryptography;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Snp;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Snp;

/// <summary>AMD's revocation list. No genuine one is public here, so that all are of the simulated AMD.</summary>
[TestFixture]
internal sealed class SnpRevocationTests
{
    [TestCase(SimulatedSnpRevocations.Leaf)]
    [TestCase(SimulatedSnpRevocations.Ca)]
    [TestCase(SimulatedSnpRevocations.Root)]
    public void Rejects_a_revoked_certificate(SimulatedSnpRevocations revoked)
    {
        var scene = new SnpScene(new() { Revoked = revoked });
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.SnpCertificateRevoked }));
    }

    [Test]
    public void Rejects_a_certificate_that_is_revoked_after_it_was_accepted()
    {
        var scene = new SnpScene();
        Assert.That(scene.Reasons(), Is.Empty);

        scene.Replace("crl", (scene.Tee.Crl with { Number = 2, Revoked = [scene.Pki.Ca.Serial] }).Encode());
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.SnpCertificateRevoked }));
    }

    [Test]
    public void Needs_no_list_unless_the_policy_demands_one()
    {
        var scene = new SnpScene(new() { HasCrl = false });
        Assert.That(scene.Reasons(), Is.Empty);

        scene.Policy = scene.Policy with { RequireCrl = true };
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.SnpCrlMissing }));
    }

    [Test]
    public void Rejects_a_bad_list_though_the_policy_demands_none()
    {
        var scene = new SnpScene(new() { HasCrl = false, Revoked = SimulatedSnpRevocations.Ca });
        scene.Replace("crl", scene.Tee.Crl.Encode());

        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.SnpCertificateRevoked }));
    }

    [Test]
    public void Accepts_a_list_without_entries()
    {
        var scene = new SnpScene();
        scene.Replace("crl", (scene.Tee.Crl with { Revoked = [] }).Encode());

        Assert.That(scene.Reasons(), Is.Empty);
    }

    [Test]
    public void Rejects_a_list_of_another_signer_or_issuer()
    {
        var scene = new SnpScene();
        using var forger = RSA.Create(2048);

        scene.Replace("crl", (scene.Tee.Crl with { IssuerKey = forger, AuthorityKey = scene.Pki.RootKey }).Encode());
        Assert.That(Crl(scene), Is.EqualTo(AppraisalReason.SnpCrlSignatureInvalid), "only the right name");

        scene.Replace("crl", (scene.Tee.Crl with { IssuerCommonName = "ARK-Genoa" }).Encode());
        Assert.That(Crl(scene), Is.EqualTo(AppraisalReason.SnpCrlSignatureInvalid), "another product's");

        scene.Replace("crl", (scene.Tee.Crl with { IssuerCommonName = scene.Pki.CaName, IssuerKey = scene.Pki.CaKey }).Encode());
        Assert.That(Crl(scene), Is.EqualTo(AppraisalReason.SnpCrlSignatureInvalid), "the ASK's");
    }

    [Test]
    public void Does_not_take_a_remembered_list_for_another_root()
    {
        using var keys = new SimulatedAmdKeys();
        var scene = new SnpScene();
        var other = new SnpScene(keys: keys);
        var (own, foreign) = (scene.Endorsements, other.Endorsements);
        scene.Policy = scene.Policy with { DangerousTrustedRoots = [scene.Tee.RootSpkiSha256, other.Tee.RootSpkiSha256] };
        scene.Endorsements = foreign;
        Assert.That(scene.Appraise(other.Report()).Findings, Is.Empty);

        scene.Endorsements = own;
        scene.Replace("crl", other.Tee.Crl.Encode());
        Assert.That(Crl(scene), Is.EqualTo(AppraisalReason.SnpCrlSignatureInvalid));
    }

    [Test]
    public void Rejects_something_that_is_no_list()
    {
        var scene = new SnpScene();
        scene.Replace("crl", scene.Pki.Root.Encode());

        Assert.That(Crl(scene), Is.EqualTo(AppraisalReason.SnpCrlMalformed));
    }

    [TestCase(-1, AppraisalReason.SnpCrlNotYetValid)]
    [TestCase(181 * 86400, AppraisalReason.SnpCrlExpired)]
    public void Rejects_outside_the_validity_of_the_list(int seconds, AppraisalReason reason)
    {
        var scene = new SnpScene();
        Assert.That(scene.ReasonsAt(SnpScene.Issued.AddSeconds(seconds)), Is.EqualTo(new[] { reason }));
    }

    [TestCase(SnpSigningKey.Vcek, "crl milan vcek")]
    [TestCase(SnpSigningKey.Vlek, "crl milan vlek")]
    public void Says_which_issue_of_the_list_was_used(SnpSigningKey key, string subject)
    {
        var scene = new SnpScene(new() { SigningKey = key, CrlNumber = 7 });
        var result = scene.Appraise(scene.Report());

        Assert.That(result.Items[0].Issues, Is.EqualTo(new[] { new EndorsementIssue(subject, 7, SnpScene.Issued) }));
        Assert.That(result.Expires, Is.EqualTo(SnpScene.Issued + scene.Settings.CrlLifetime));
    }

    [Test]
    public void Without_a_list_the_certificate_bounds_the_verdict()
    {
        var scene = new SnpScene(new() { HasCrl = false });
        var result = scene.Appraise(scene.Report());

        Assert.That(result.Items[0].Issues, Is.Empty);
        Assert.That(result.Expires, Is.EqualTo(SnpScene.Issued + scene.Settings.KeyLifetime));
    }

    private static AppraisalReason Crl(SnpScene scene) => scene.Reasons().Single();
}
