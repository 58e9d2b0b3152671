using System.Security.Cryptography;
using System.Text;
using Httpa.Verifiers.Arm;
using Httpa.Verifiers.Pki;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Pki;

[Parallelizable(ParallelScope.All)]
internal sealed class PublicKeyDocumentTests
{
    // RFC 7517, appendix A.1.
    private const string X = "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4";
    private const string Y = "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM";

    [TestCase("nistP256")]
    [TestCase("nistP384")]
    [TestCase("nistP521")]
    public void Reads_one_key_in_each_form(string curve)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        var der = key.ExportSubjectPublicKeyInfo();
        var q = key.ExportParameters(false).Q;
        var jwk = $$"""{"kty":"EC","crv":"P-{{key.KeySize}}","x":"{{Text(q.X!)}}","y":"{{Text(q.Y!)}}","use":"sig","kid":"1"}""";
        Assert.Multiple(() =>
        {
            Assert.That(Read(der), Is.EqualTo(der));
            Assert.That(Read(Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem() + "\n")), Is.EqualTo(der));
            Assert.That(Read(Encoding.UTF8.GetBytes(jwk)), Is.EqualTo(der));
        });

        static string Text(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
    }

    [TestCase("", TestName = "Refuses nothing")]
    [TestCase("{}", TestName = "Refuses an empty object")]
    [TestCase("{\"kty\":\"RSA\",\"crv\":\"P-256\",\"x\":\"" + X + "\",\"y\":\"" + Y + "\"}", TestName = "Refuses another type")]
    [TestCase("{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"" + X + "\",\"y\":\"" + Y + "\"}", TestName = "Refuses another curve")]
    [TestCase("{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"" + X + "\",\"y\":\"" + Y + "\"}", TestName = "Refuses coordinates of another length")]
    [TestCase("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" + X + "=\",\"y\":\"" + Y + "\"}", TestName = "Refuses padding")]
    [TestCase("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" + X + "\"}", TestName = "Refuses a key without y")]
    [TestCase("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" + X + "\",\"y\":\"" + Y + "\",\"d\":\"AA\"}", TestName = "Refuses a private key")]
    [TestCase("{\"kty\":\"EC\",\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" + X + "\",\"y\":\"" + Y + "\"}", TestName = "Refuses a member that stands twice")]
    [TestCase("-----BEGIN PUBLIC KEY-----\nMFk=\n-----END PUBLIC KEY-----", TestName = "Refuses PEM of nothing")]
    [TestCase("-----BEGIN PRIVATE KEY-----\nMFk=\n-----END PRIVATE KEY-----", TestName = "Refuses PEM with another label")]
    [TestCase("-----BEGIN PUBLIC KEY-----", TestName = "Refuses half a PEM")]
    [TestCase("MFkw", TestName = "Refuses base64 without PEM")]
    public void Refuses(string document)
    {
        Assert.That(PublicKeyDocument.TryRead(Encoding.UTF8.GetBytes(document)), Is.Null);
        Assert.That(() => ArmAttestationKey.ReadPublicKey(Encoding.UTF8.GetBytes(document)), Throws.InstanceOf<FormatException>());
    }

    private static byte[] Read(byte[] document) => ArmAttestationKey.ReadPublicKey(document).Bytes.ToArray();
}
