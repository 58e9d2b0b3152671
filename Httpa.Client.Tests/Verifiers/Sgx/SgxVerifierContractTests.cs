using System.Security.Cryptography;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Sgx;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Sgx;

[TestFixture]
internal sealed class SgxVerifierContractTests : EvidenceVerifierContract
{
    private static readonly DateTimeOffset Issued = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected override IEvidenceVerifier CreateVerifier() => new SgxVerifier();

    protected override ContractCase CreateCase()
    {
        using var sgx = new SimulatedSgx(new() { IssuedAt = Issued });
        using var other = new SimulatedSgx(new() { IssuedAt = Issued });
        var binding = SHA512.HashData("binding"u8);
        var evidence = new EndorsedEvidence(new(EvidenceType.Sgx, sgx.Quote.Encode(binding)), sgx.Endorsements);
        return new(evidence, sgx.CreatePolicy(), binding, Issued, Issued + sgx.Settings.EndorsementLifetime, other.CreatePolicy());
    }
}
