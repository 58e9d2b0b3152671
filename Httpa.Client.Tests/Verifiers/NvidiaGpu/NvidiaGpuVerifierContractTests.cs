using Httpa.Client.Tests.Client;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.NvidiaGpu;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.NvidiaGpu;

/// <summary>A switch with endorsements as short as they can be, since the contract alters each of their bytes.</summary>
internal sealed class NvidiaGpuVerifierContractTests : EvidenceVerifierContract
{
    private readonly NvidiaGpuScene _scene = new(new SimulatedNvidiaGpuSettings { Chip = "LS10", Measurements = [SimulatedNvidiaGpuSettings.Phrase("all that is measured")] });

    [OneTimeTearDown]
    public void Dispose() => _scene.Dispose();

    protected override IEvidenceVerifier CreateVerifier() => new NvidiaGpuVerifier();

    protected override ContractCase CreateCase() => new(
        _scene.Evidence() with { Endorsements = Short(_scene.Device) }, _scene.Policy, NvidiaGpuScene.Nonce, NvidiaGpuScene.Time,
        NvidiaGpuScene.Time + _scene.Device.Settings.OcspLifetime,
        FakeVerifier.Policy with { NvidiaGpu = _scene.Rules with { DangerousTrustedRoots = [new Measurement(new byte[32])] } });

    /// <summary>No certificate between the device and its root, none between the manifest's and its own, and OCSP responses that the roots signed themselves.</summary>
    private static Endorsements Short(SimulatedNvidiaGpu gpu)
    {
        var device = gpu.Pki.Device with { IssuerCommonName = gpu.Pki.Root.CommonName, IssuerKey = gpu.Pki.RootKey };
        var signer = gpu.Pki.RimSigner with { IssuerCommonName = gpu.Pki.RimRoot.CommonName, IssuerKey = gpu.Pki.RimRootKey };
        return new Endorsements(
        [
            new("cert_chain", SimulatedNvidiaGpu.Pem([gpu.Pki.Leaf, device, gpu.Pki.Root])),
            new("vbios_rim", (gpu.VbiosRim with { Chain = [signer, gpu.Pki.RimRoot] }).Encode()),
            new("ocsp", (byte[])[.. Response(device, gpu.Pki.Root), .. Response(signer, gpu.Pki.RimRoot)]),
        ]);

        byte[] Response(SimulatedNvidiaCertificate certificate, SimulatedNvidiaCertificate ca) =>
            (gpu.Ocsp[0] with { Certificate = certificate, Responder = ca, HasCertificate = false }).Encode();
    }
}
