using System.Security.Cryptography.X509Certificates;
using Httpa.Client.Tests.Vectors;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers.Pki;
using Httpa.Verifiers.Snp;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Pki;

/// <summary>AMD's CAs write their KeyUsage with a zero bit too many.</summary>
internal sealed class KeyUsageTests
{
    private static byte[] Ask => VectorCase.Read("sev-snp", "milan-v2-vcek").Documents()["ask"];

    [Test]
    public void Zero_bits_at_the_end_are_malformed_unless_the_profile_allows_them()
    {
        Assert.That(Certificate.TryParse(Ask, SnpMemory.Profile)!.KeyUsage, Is.EqualTo(KeyUsages.CertificateSign));
        Assert.That(Certificate.TryParse(Ask, SnpMemory.Profile with { AllowsTrailingZeroBits = false }), Is.Null);
    }

    [TestCase(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, KeyUsages.CertificateSign | KeyUsages.CrlSign)]
    [TestCase(X509KeyUsageFlags.DigitalSignature, KeyUsages.DigitalSignature)]
    [TestCase(X509KeyUsageFlags.DecipherOnly, KeyUsages.DecipherOnly)]
    public void Both_readings_agree_on_strict_bits(X509KeyUsageFlags written, KeyUsages read)
    {
        using var keys = new SimulatedAmdKeys();
        var certificate = new SimulatedAmdPki(new(), DateTimeOffset.UnixEpoch.AddYears(50), keys).Ca with { KeyUsage = written };

        Assert.That(Certificate.TryParse(certificate.Encode(), SnpMemory.Profile)!.KeyUsage, Is.EqualTo(read));
        Assert.That(Certificate.TryParse(certificate.Encode(), SnpMemory.Profile with { AllowsTrailingZeroBits = false })!.KeyUsage, Is.EqualTo(read));
    }
}
