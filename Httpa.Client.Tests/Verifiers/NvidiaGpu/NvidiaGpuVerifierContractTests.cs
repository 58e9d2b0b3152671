using Httpa.Client.Tests.Client;
using Httpa.Verifiers;
using Httpa.Verifiers.NvidiaGpu;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.NvidiaGpu;

internal sealed class NvidiaGpuVerifierContractTests : EvidenceVerifierContract
{
    private readonly NvidiaGpuScene _scene = new();

    [OneTimeTearDown]
    public void Dispose() => _scene.Dispose();

    protected override IEvidenceVerifier CreateVerifier() => new NvidiaGpuVerifier();

    protected override ContractCase CreateCase() => new(
        _scene.Evidence(), _scene.Policy, NvidiaGpuScene.Nonce, _scene.Device.Pki.Leaf.NotBefore, _scene.Device.Pki.Leaf.NotAfter,
        FakeVerifier.Policy with { NvidiaGpu = _scene.Rules with { DangerousTrustedRoots = [new Measurement(new byte[32])] } });
}
