using System.Security.Cryptography;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Snp;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Snp;

[TestFixture(SnpSigningKey.Vcek, SnpProduct.Milan, 2u)]
[TestFixture(SnpSigningKey.Vlek, SnpProduct.Genoa, 3u)]
[TestFixture(SnpSigningKey.Vcek, SnpProduct.Turin, 5u)]
internal sealed class SnpVerifierContractTests(SnpSigningKey key, SnpProduct product, uint version) : EvidenceVerifierContract
{
    protected override IEvidenceVerifier CreateVerifier() => new SnpVerifier();

    protected override ContractCase CreateCase()
    {
        var settings = new SimulatedSnpSettings { SigningKey = key, Product = product, ReportVersion = version, IssuedAt = SnpScene.Issued };
        using var snp = new SimulatedSnp(settings);
        using var other = new SimulatedSnp(settings);
        var binding = SHA512.HashData("binding"u8);
        var report = SimulatedSnpReport.Sign(SimulatedSnpReport.Write(settings, binding), snp.Pki.LeafKey);
        return new(
            new EndorsedEvidence(new(EvidenceType.Snp, report), snp.Endorsements), snp.CreatePolicy(), binding, SnpScene.Issued,
            SnpScene.Issued + settings.CrlLifetime, other.CreatePolicy());
    }
}
