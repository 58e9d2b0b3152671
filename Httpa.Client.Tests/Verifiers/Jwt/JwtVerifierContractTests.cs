using System.Security.Cryptography;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Jwt;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Jwt;

[TestFixture(JwtProfile.Ear, false)]
[TestFixture(JwtProfile.MicrosoftAzureAttestation, false)]
[TestFixture(JwtProfile.ConfidentialSpace, true)]
internal sealed class JwtVerifierContractTests(JwtProfile profile, bool usesCertificates) : EvidenceVerifierContract
{
    protected override IEvidenceVerifier CreateVerifier() => new JwtVerifier();

    protected override ContractCase CreateCase()
    {
        var settings = new SimulatedJwtSettings { Profile = profile, UsesCertificates = usesCertificates, IssuedAt = JwtScene.Issued };
        using var service = new SimulatedJwtIssuer(settings);
        using var other = new SimulatedJwtIssuer(settings);
        var binding = SHA512.HashData("binding"u8);
        var evidence = new EndorsedEvidence(new(EvidenceType.Jwt, service.Sign(service.Claims(binding))), Endorsements.None);
        var from = JwtScene.Issued - service.PolicyEntry.ClockSkew;
        return new(evidence, service.CreatePolicy(), binding, from, JwtScene.Issued + settings.Lifetime - TimeSpan.FromSeconds(1), other.CreatePolicy());
    }
}
