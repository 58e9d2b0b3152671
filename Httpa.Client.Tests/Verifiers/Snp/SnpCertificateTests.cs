using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Snp;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Snp;

/// <summary>The path from the root to the key that signs reports.</summary>
[TestFixture]
internal sealed class SnpCertificateTests
{
    [Test]
    public void Rejects_a_root_that_only_has_the_right_name()
    {
        var scene = new SnpScene();
        scene.Policy = scene.Policy with { DangerousTrustedRoots = [] };

        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.SnpUntrustedRoot }));
    }

    [Test]
    public void Rejects_a_remembered_chain_under_a_policy_without_its_root()
    {
        var scene = new SnpScene();
        Assert.That(scene.Reasons(), Is.Empty);
        scene.Policy = scene.Policy with { DangerousTrustedRoots = [] };

        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.SnpUntrustedRoot }));
    }

    [TestCase("ark")]
    [TestCase("ask")]
    [TestCase("vcek")]
    public void Rejects_a_certificate_that_its_issuer_did_not_sign(string name)
    {
        var scene = new SnpScene();
        using var forger = RSA.Create(2048);
        var certificate = name switch { "ark" => scene.Pki.Root, "ask" => scene.Pki.Ca, _ => scene.Pki.Leaf };
        scene.Replace(name, (certificate with { IssuerKey = forger }).Encode());

        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.SnpCertificateSignatureInvalid }));
    }

    [TestCase("ark", "ARK-Genoa")]
    [TestCase("ark", "ARK-Naples")]
    [TestCase("ask", "SEV-VLEK-Milan")]
    [TestCase("ask", "SEV-Genoa")]
    [TestCase("vcek", "SEV-VLEK")]
    [TestCase("vcek", "SEV-VCEK2")]
    public void Rejects_certificates_in_the_place_of_others(string name, string commonName)
    {
        var scene = new SnpScene();
        var certificate = name switch { "ark" => scene.Pki.Root, "ask" => scene.Pki.Ca, _ => scene.Pki.Leaf } with { CommonName = commonName };
        if (name == "ark") certificate = certificate with { IssuerCommonName = commonName };
        scene.Replace(name, certificate.Encode());

        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.SnpChainInvalid }));
    }

    [Test]
    public void Rejects_a_certificate_of_a_chip_as_CA()
    {
        var scene = new SnpScene();
        scene.Replace("ask", (scene.Pki.Ca with { IsCa = false, PathLength = null }).Encode());
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.SnpChainInvalid }));

        scene.Replace("ask", (scene.Pki.Ca with { KeyUsage = X509KeyUsageFlags.DigitalSignature }).Encode());
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.SnpChainInvalid }));

        scene.Replace("ask", scene.Pki.Ca.Encode());
        scene.ReplaceLeaf(scene.Pki.Leaf with { IsCa = true, KeyUsage = X509KeyUsageFlags.KeyCertSign });
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.SnpChainInvalid }));
    }

    [Test]
    public void Rejects_a_key_of_another_kind()
    {
        var scene = new SnpScene();
        using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        scene.ReplaceLeaf(scene.Pki.Leaf with { Key = p256 });
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.SnpCertificateMalformed }));

        scene.ReplaceLeaf(scene.Pki.Leaf with { Key = scene.Pki.CaKey });
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.SnpChainInvalid }));
    }

    [TestCase(SnpProduct.Genoa)]
    [TestCase(SnpProduct.Turin)]
    public void Rejects_the_processor_of_another_product_line(SnpProduct product)
    {
        var scene = new SnpScene(new() { Product = SnpProduct.Milan });
        byte[] processor = product == SnpProduct.Turin ? [0x1a, 0x02] : [0x19, 0x11];

        Assert.That(scene.Reasons(report => processor.CopyTo(report, 0x188)), Is.EqualTo(new[] { AppraisalReason.SnpProductMismatch }));
    }

    [Test]
    public void Rejects_an_unknown_processor()
    {
        var scene = new SnpScene();
        Assert.That(scene.Reasons(report => report[0x189] = 0x77), Is.EqualTo(new[] { AppraisalReason.SnpProductMismatch }));
    }

    [TestCase(SnpProduct.Milan, 0x19, 0x01)]
    [TestCase(SnpProduct.Genoa, 0x19, 0x11)]
    [TestCase(SnpProduct.Genoa, 0x19, 0xa0)]
    [TestCase(SnpProduct.Genoa, 0x19, 0xaf)]
    [TestCase(SnpProduct.Turin, 0x1a, 0x02)]
    [TestCase(SnpProduct.Turin, 0x1a, 0x11)]
    public void Knows_the_processors_of_a_product_line(SnpProduct product, byte family, byte model)
    {
        var scene = new SnpScene(new() { Product = product });
        Assert.That(scene.Reasons(report => (report[0x188], report[0x189]) = (family, model)), Is.Empty);
    }

    [TestCase("Genoa")]
    [TestCase("Milan-")]
    [TestCase("MilanX")]
    [TestCase("Milan-B0X")]
    public void Rejects_a_certificate_for_another_product(string name)
    {
        var scene = new SnpScene();
        scene.ReplaceLeaf(scene.Pki.Extensions with { ProductName = name });

        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.SnpProductMismatch }));
    }

    [TestCase("vcek")]
    [TestCase("ask")]
    [TestCase("ark")]
    public void Says_which_certificate_is_missing(string name)
    {
        var scene = new SnpScene();
        var result = scene.Replace(name, null).Appraise(scene.Report());

        Assert.That(result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.SnpEndorsementsMissing }));
        Assert.That(result.Findings[0].Actual, Does.EndWith(name));
    }

    [TestCase(-2, AppraisalReason.SnpCertificateNotYetValid)]
    [TestCase(366, AppraisalReason.SnpCertificateExpired)]
    public void Rejects_outside_the_validity_of_the_certificate(int days, AppraisalReason reason)
    {
        var scene = new SnpScene(new() { HasCrl = false });
        Assert.That(scene.ReasonsAt(SnpScene.Issued.AddDays(days)), Is.EqualTo(new[] { reason }));
    }
}
