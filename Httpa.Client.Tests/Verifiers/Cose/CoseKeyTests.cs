using Httpa.Verifiers.Cose;
using Httpa.Verifiers.Pki;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Cose;

internal sealed class CoseKeyTests
{
    // RFC 9052, appendix C.7.1, the key of kid 11.
    private const string X = "215820BAC5B11CAD8F99F9C72B05CF4B9E26D244DC189F745228255A219A86D6A09EFF";
    private const string Y = "22582020138BF82DC1B6D562BE0FA54AB7804A3A64B6D72CCFED6B6FB6ED28BBFC117E";
    private const string Ec2 = "0102";
    private const string P256 = "2001";

    [Test]
    public void Reads_a_key_that_verifies()
    {
        var info = Parse("A4" + Ec2 + P256 + X + Y);
        Assert.That(info?.Kind, Is.EqualTo(KeyKind.P256));
        var key = PublicKey.TryImport(info!.Value, new VerificationCount())!;
        Assert.That(CoseSign1.TryParse(Convert.FromHexString(CoseExamples.Es256), CoseTagging.Required)!.IsSignedBy(key), Is.True);
    }

    [TestCase("0326", TestName = "Accepts the algorithm of the curve")]
    [TestCase("048102", TestName = "Accepts a key for verifying")]
    [TestCase("02423131", TestName = "Accepts a key identifier")]
    public void Accepts_with(string member) => Assert.That(Parse("A5" + Ec2 + P256 + X + Y + member), Is.Not.Null);

    [TestCase("033822", TestName = "Refuses the algorithm of another curve")]
    [TestCase("0305", TestName = "Refuses an algorithm of authentication codes")]
    [TestCase("048101", TestName = "Refuses a key for signing")]
    [TestCase("0480", TestName = "Refuses a key for nothing")]
    [TestCase("054101", TestName = "Refuses a base IV")]
    [TestCase("235820BAC5B11CAD8F99F9C72B05CF4B9E26D244DC189F745228255A219A86D6A09EFF", TestName = "Refuses a private key")]
    [TestCase("616100", TestName = "Refuses a label that is a text")]
    [TestCase("0102", TestName = "Refuses a member that stands twice")]
    public void Refuses_with(string member) => Assert.That(Parse("A5" + Ec2 + P256 + X + Y + member), Is.Null);

    [TestCase("A3" + P256 + X + Y, TestName = "Refuses a key without a type")]
    [TestCase("A40101" + P256 + X + Y, TestName = "Refuses a key of another type")]
    [TestCase("A3" + Ec2 + X + Y, TestName = "Refuses a key without a curve")]
    [TestCase("A4" + Ec2 + "2002" + X + Y, TestName = "Refuses a point that is too short for its curve")]
    [TestCase("A4" + Ec2 + "2008" + X + Y, TestName = "Refuses another curve")]
    [TestCase("A3" + Ec2 + P256 + X, TestName = "Refuses a key without y")]
    [TestCase("A4" + Ec2 + P256 + X + "22F5", TestName = "Refuses a compressed point")]
    [TestCase("A4" + Ec2 + P256 + X + Y + "00", TestName = "Refuses bytes behind the key")]
    [TestCase("80", TestName = "Refuses what is no map")]
    [TestCase("", TestName = "Refuses nothing")]
    public void Refuses(string hex) => Assert.That(Parse(hex), Is.Null);

    private static PublicKeyInfo? Parse(string hex) => CoseKey.TryParse(Convert.FromHexString(hex));
}
