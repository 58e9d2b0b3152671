using System.Security.Cryptography.X509Certificates;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.NvidiaGpu;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.NvidiaGpu;

/// <summary>Certificate chains that do not make a device.</summary>
internal sealed class NvidiaDeviceTests
{
    private readonly NvidiaGpuScene _scene = new();

    private SimulatedNvidiaPki Pki => _scene.Device.Pki;

    [OneTimeTearDown]
    public void Dispose() => _scene.Dispose();

    [Test]
    public void Says_that_the_chain_is_missing() =>
        Assert.That(_scene.Reasons(_scene.WithDocument("cert_chain", null)), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuEndorsementsMissing }));

    [Test]
    public void Rejects_a_chain_that_is_no_chain()
    {
        Assert.That(_scene.Reasons(_scene.WithDocument("cert_chain", "nothing"u8.ToArray())), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuChainMalformed }));
        Assert.That(_scene.Reasons(_scene.With(Pki.Leaf)), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuChainMalformed }));
        Assert.That(_scene.Reasons(_scene.With(Pki.Root, Pki.Identity)), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuChainInvalid }));
    }

    [Test]
    public void Rejects_nine_certificates() =>
        Assert.That(
            _scene.Reasons(_scene.With([.. Pki.Chain, .. Enumerable.Repeat(Pki.Root, 4)])), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuChainMalformed }));

    [Test]
    public void Rejects_a_chain_with_a_certificate_left_out() =>
        Assert.That(_scene.Reasons(_scene.With(Pki.Leaf, Pki.Device, Pki.Identity, Pki.Root)), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuChainInvalid }));

    [Test]
    public void Rejects_a_leaf_that_is_a_ca() =>
        Assert.That(_scene.Reasons(_scene.With([Pki.Leaf with { IsCa = true }, .. Pki.Chain.Skip(1)])), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuChainInvalid }));

    [Test]
    public void Rejects_a_leaf_that_must_not_sign() =>
        Assert.That(
            _scene.Reasons(_scene.With([Pki.Leaf with { KeyUsage = X509KeyUsageFlags.KeyAgreement }, .. Pki.Chain.Skip(1)])), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuChainInvalid }));

    [Test]
    public void Rejects_an_issuer_that_is_no_ca() =>
        Assert.That(
            _scene.Reasons(_scene.With(Pki.Leaf, Pki.Device with { IsCa = false }, Pki.Provisioner, Pki.Identity, Pki.Root)),
            Is.EqualTo(new[] { AppraisalReason.NvidiaGpuChainInvalid }));

    [Test]
    public void Rejects_a_leaf_that_is_not_of_a_device()
    {
        Assert.That(_scene.Reasons(_scene.With([Pki.Leaf with { Extra = [] }, .. Pki.Chain.Skip(1)])), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuChainInvalid }));
        Assert.That(
            _scene.Reasons(_scene.With(Pki.Leaf with { IssuerCommonName = Pki.Root.CommonName, IssuerKey = Pki.RootKey }, Pki.Root)),
            Is.EqualTo(new[] { AppraisalReason.NvidiaGpuChainInvalid }));
    }

    [Test]
    public void Rejects_a_critical_extension_that_is_not_understood()
    {
        var leaf = Pki.Leaf with { Extra = [.. Pki.Leaf.Extra, new X509Extension("1.2.3.4", [5, 0], critical: true)] };

        Assert.That(_scene.Reasons(_scene.With([leaf, .. Pki.Chain.Skip(1)])), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuChainMalformed }));
    }

    [Test]
    public void Rejects_a_certificate_that_another_key_signed()
    {
        var device = Pki.Device.Encode();
        device[^1] ^= 1;

        var text = System.Text.Encoding.ASCII.GetBytes(SimulatedCertificate.ToPem([Pki.Leaf.Encode(), device, .. Pki.Chain.Skip(2).Select(c => c.Encode())]));
        Assert.That(_scene.Reasons(_scene.WithDocument("cert_chain", text)), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuCertificateSignatureInvalid }));
    }

    [Test]
    public void Rejects_a_root_that_nobody_pinned()
    {
        var result = new NvidiaGpuVerifier().Authenticate(_scene.Evidence(), null, NvidiaGpuScene.Time);

        Assert.That(result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuUntrustedRoot }));
    }

    [Test]
    public void Forgets_no_mistrust_of_a_root_that_another_policy_trusts()
    {
        var verifier = new NvidiaGpuVerifier();
        Assert.That(verifier.Authenticate(_scene.Evidence(), _scene.Policy, NvidiaGpuScene.Time).IsGenuine);

        Assert.That(verifier.Authenticate(_scene.Evidence(), null, NvidiaGpuScene.Time).IsGenuine, Is.False);
    }

    [Test]
    public void Rejects_certificates_outside_their_validity()
    {
        var alone = _scene.Evidence() with { Endorsements = new Endorsements([new("cert_chain", SimulatedNvidiaGpu.Pem(Pki.Chain))]) };

        Assert.That(_scene.Reasons(alone, NvidiaGpuScene.Time.AddYears(11)), Is.EqualTo(Enumerable.Repeat(AppraisalReason.NvidiaGpuCertificateExpired, 5)));
        Assert.That(_scene.Reasons(alone, NvidiaGpuScene.Time.AddDays(-2)), Is.EqualTo(Enumerable.Repeat(AppraisalReason.NvidiaGpuCertificateNotYetValid, 5)));
    }

    [Test]
    public void Reads_the_firmware_of_a_newer_leaf()
    {
        var leaf = Pki.Leaf with { Extra = [SimulatedNvidiaPki.TcbInfo(_scene.Device.Settings.FirmwareId.Bytes.ToArray(), new byte[48])] };

        Assert.That(_scene.Reasons(_scene.With([leaf, .. Pki.Chain.Skip(1)])), Is.Empty);
    }

    [Test]
    public void Takes_only_the_first_hash_of_a_newer_leaf_for_the_firmware()
    {
        var leaf = Pki.Leaf with { Extra = [SimulatedNvidiaPki.TcbInfo(new byte[48], _scene.Device.Settings.FirmwareId.Bytes.ToArray())] };

        Assert.That(_scene.Reasons(_scene.With([leaf, .. Pki.Chain.Skip(1)])), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuFirmwareIdMismatch }));
    }
}
