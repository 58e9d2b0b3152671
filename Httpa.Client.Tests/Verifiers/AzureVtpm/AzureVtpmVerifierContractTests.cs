using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.AzureVtpm;
using Httpa.Verifiers.Snp;
using Httpa.Verifiers.Tdx;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.AzureVtpm;

[TestFixture]
internal sealed class AzureVtpmVerifierContractTests : EvidenceVerifierContract
{
    protected override IEvidenceVerifier CreateVerifier() => new AzureVtpmVerifier(new SnpVerifier(), new TdxVerifier());

    protected override ContractCase CreateCase()
    {
        var scene = new AzureVtpmScene();
        using var other = AzureVtpmScene.Create(onTdx: false);
        return new(
            scene.Produce(), scene.Vm.CreatePolicy(), AzureVtpmScene.Binding, AzureVtpmScene.Issued,
            AzureVtpmScene.Issued + new SimulatedSnpSettings().CrlLifetime, other.CreatePolicy());
    }
}
