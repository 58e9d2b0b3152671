using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Nitro;

/// <summary>Certificates and signatures of documents: AWS, "Nitro Enclaves Attestation Process", section 3.2.3. All are freshly signed by the simulated keys.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class NitroChainTests : IDisposable
{
    private const X509KeyUsageFlags OfCa = X509KeyUsageFlags.KeyCertSign;

    private readonly NitroScene _scene = new();
    private readonly ECDsa _otherKey = SimulatedNitroPki.NewKey();

    public void Dispose()
    {
        _scene.Dispose();
        _otherKey.Dispose();
    }

    [Test]
    public void Accepts_shorter_paths()
    {
        _scene.Certify(path => [path[0], path[4] with { IssuerCommonName = path[0].CommonName, IssuerKey = path[0].Key }]);
        Assert.That(_scene.Reasons(), Is.Empty);
    }

    [Test]
    public void Refuses_the_root_that_a_document_brings_along()
    {
        _scene.Policy = _scene.Policy with { DangerousTrustedRoots = [] };
        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.NitroUntrustedRoot }));
    }

    [Test]
    public void Refuses_a_root_that_was_trusted_before()
    {
        Assert.That(_scene.Reasons(), Is.Empty);
        _scene.Policy = _scene.Policy with { DangerousTrustedRoots = [] };
        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.NitroUntrustedRoot }));
    }

    [Test]
    public void Refuses_a_root_of_the_right_name_under_another_key()
    {
        _scene.Certify(path => [path[0] with { Key = _otherKey, IssuerKey = _otherKey }, path[1] with { IssuerKey = _otherKey }, .. path[2..]]);
        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.NitroUntrustedRoot }));
    }

    [Test]
    public void Refuses_a_changed_root_over_the_trusted_key() => AssertReason(AppraisalReason.NitroCertificateSignatureInvalid, 0, root => root with { IssuerKey = _otherKey, AuthorityKey = root.Key });

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    public void Refuses_a_certificate_that_another_key_signed(int at) =>
        AssertReason(AppraisalReason.NitroCertificateSignatureInvalid, at, c => c with { IssuerKey = _otherKey, AuthorityKey = c.IssuerKey });

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void Refuses_an_issuer_that_names_another_key(int at) => AssertReason(AppraisalReason.NitroChainInvalid, at, c => c with { AuthorityKey = _otherKey });

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void Refuses_an_issuer_that_is_no_CA(int at) => AssertReason(AppraisalReason.NitroChainInvalid, at, c => c with { IsCa = false, PathLength = null });

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void Refuses_an_issuer_that_may_not_sign_certificates(int at) =>
        AssertReason(AppraisalReason.NitroChainInvalid, at, c => c with { KeyUsage = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.CrlSign });

    [TestCase(0, 2)]
    [TestCase(1, 1)]
    [TestCase(2, 0)]
    public void Refuses_more_CAs_below_an_issuer_than_it_allows(int at, int pathLength) => AssertReason(AppraisalReason.NitroChainInvalid, at, c => c with { PathLength = pathLength });

    [Test]
    public void Refuses_another_name_of_the_issuer() => AssertReason(AppraisalReason.NitroChainInvalid, 4, c => c with { IssuerCommonName = "another" });

    [Test]
    public void Refuses_an_enclave_that_is_a_CA() => AssertReason(AppraisalReason.NitroChainInvalid, 4, c => c with { IsCa = true, KeyUsage = OfCa | X509KeyUsageFlags.DigitalSignature });

    [Test]
    public void Refuses_an_enclave_that_may_not_sign() => AssertReason(AppraisalReason.NitroChainInvalid, 4, c => c with { KeyUsage = X509KeyUsageFlags.NonRepudiation });

    [Test]
    public void Refuses_a_document_that_an_instance_signed()
    {
        _scene.Certify(path => path[..4]);
        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.NitroChainInvalid }));
    }

    [Test]
    public void Refuses_a_bundle_in_another_order()
    {
        _scene.Certify(path => [path[0], path[2], path[1], path[3], path[4]]);
        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.NitroChainInvalid }));
    }

    [Test]
    public void Refuses_a_bundle_without_its_root()
    {
        _scene.Certify(path => path[1..]);
        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.NitroChainInvalid }));
    }

    [Test]
    public void Refuses_a_known_enclave_with_another_bundle()
    {
        Assert.That(_scene.Reasons(), Is.Empty);
        _scene.Certify(path => [path[0], path[1], path[3], path[4]]);
        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.NitroChainInvalid }));
        var zone = _scene.Pki.Zone with { IssuerKey = _otherKey, AuthorityKey = _scene.Pki.Region.Key };
        _scene.Certify(path => [.. path[..2], zone, .. path[3..]]);
        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.NitroCertificateSignatureInvalid }));
    }

    [Test]
    public void Refuses_a_critical_extension_that_it_does_not_know() =>
        AssertReason(AppraisalReason.NitroCertificateMalformed, 2, c => c with { Extra = [new X509Extension("1.2.3.4", [0x05, 0x00], critical: true)] });

    [Test]
    public void Refuses_a_certificate_signed_with_SHA_256() => AssertReason(AppraisalReason.NitroCertificateMalformed, 2, c => c with { Hash = HashAlgorithmName.SHA256 });

    [Test]
    public void Refuses_a_key_of_another_curve()
    {
        using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _scene.Certify(path => [.. path[..4], path[4] with { Key = p256 }]);
        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.NitroCertificateMalformed }));
    }

    [Test]
    public void Refuses_what_is_no_certificate()
    {
        _scene.Document = _scene.Document with { Certificate = [0x30, 0x00] };
        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.NitroCertificateMalformed }));
    }

    [Test]
    public void Refuses_a_document_that_another_key_signed()
    {
        _scene.Document = _scene.Document with { Key = _otherKey };
        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.NitroSignatureInvalid }));
    }

    [TestCase(-7, TestName = "Refuses ES256")]
    [TestCase(-36, TestName = "Refuses ES512")]
    [TestCase(-8, TestName = "Refuses EdDSA")]
    [TestCase(5, TestName = "Refuses an authentication code")]
    public void Refuses_another_algorithm(int algorithm)
    {
        _scene.Document = _scene.Document with { Algorithm = algorithm };
        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.NitroAlgorithmUnsupported }));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    public void Refuses_certificates_outside_their_validity(int at)
    {
        _scene.Certify(path => With(path, at, c => c with { NotBefore = NitroScene.Issued.AddSeconds(1) }));
        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.NitroCertificateNotYetValid }));
        _scene.Certify(path => With(path, at, c => c with { NotBefore = NitroScene.Issued.AddDays(-9), NotAfter = NitroScene.Issued.AddSeconds(-1) }));
        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.NitroCertificateExpired }));
    }

    [Test]
    public void Judges_the_time_of_a_known_enclave_anew()
    {
        Assert.That(_scene.Reasons(), Is.Empty);
        Assert.That(_scene.Reasons(NitroScene.Issued.AddHours(4)), Is.EqualTo(new[] { AppraisalReason.NitroCertificateExpired }));
    }

    [Test]
    public void An_acceptance_ends_with_the_certificate_of_the_enclave() =>
        Assert.That(_scene.Appraise(_scene.Document.Encode()).Expires, Is.EqualTo(NitroScene.Issued.AddHours(3)));

    private static List<SimulatedNitroCertificate> With(List<SimulatedNitroCertificate> path, int at, Func<SimulatedNitroCertificate, SimulatedNitroCertificate> change) =>
        [.. path.Select((c, i) => i == at ? change(c) : c)];

    private void AssertReason(AppraisalReason reason, int at, Func<SimulatedNitroCertificate, SimulatedNitroCertificate> change)
    {
        _scene.Certify(path => With(path, at, change));
        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { reason }));
    }
}
