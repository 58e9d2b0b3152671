using System.Formats.Cbor;
using System.Security.Cryptography;
using Httpa.Verifiers.Cose;
using Httpa.Verifiers.Encoding;
using Httpa.Verifiers.Pki;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Cose;

internal sealed class CoseSign1Tests
{
    [Test]
    public void Verifies_published_examples()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Parse(CoseExamples.Es256)!.IsSignedBy(CoseExamples.P256Key), Is.True);
            Assert.That(Parse(CoseExamples.Es384)!.IsSignedBy(CoseExamples.P384Key), Is.True);
            Assert.That(Parse(CoseExamples.Es512)!.IsSignedBy(CoseExamples.P521Key), Is.True);
            Assert.That(Parse(CoseExamples.Untagged, CoseTagging.Optional)!.IsSignedBy(CoseExamples.P256Key), Is.True);
        });
    }

    [Test]
    public void Tells_what_stands_in_a_message()
    {
        var message = Parse(CoseExamples.Es384)!;
        Assert.Multiple(() =>
        {
            Assert.That(message.Payload.ToArray(), Is.EqualTo(CoseExamples.Content.ToArray()));
            Assert.That(message.Algorithm, Is.EqualTo(SignatureAlgorithm.EcdsaP384Sha384));
            Assert.That(message.AlgorithmNumber, Is.EqualTo(-35));
            Assert.That(message.KeyId!.Value.ToArray(), Is.EqualTo("P384"u8.ToArray()));
        });
    }

    [TestCase(CoseExamples.ContentChanged)]
    [TestCase(CoseExamples.ParameterAdded)]
    [TestCase(CoseExamples.WithExternalData)]
    public void Refuses_a_signature_over_something_else(string hex) => Assert.That(Parse(hex)!.IsSignedBy(CoseExamples.P256Key), Is.False);

    [Test]
    public void Refuses_a_key_of_another_kind()
    {
        Assert.That(Parse(CoseExamples.Es256)!.IsSignedBy(CoseExamples.P384Key), Is.False);
        Assert.That(Parse(CoseExamples.Es384)!.IsSignedBy(CoseExamples.P256Key), Is.False);
    }

    [TestCase(CoseExamples.Untagged, CoseTagging.Required)]
    [TestCase(CoseExamples.WrongTag, CoseTagging.Required)]
    [TestCase(CoseExamples.WrongTag, CoseTagging.Optional)]
    [TestCase(CoseExamples.Mac, CoseTagging.Optional)]
    [TestCase("D2" + CoseExamples.Es256, CoseTagging.Optional)]
    public void Refuses_a_message_of_another_type(string hex, CoseTagging tagging) => Assert.That(Parse(hex, tagging), Is.Null);

    [Test]
    public void Refuses_the_algorithm_in_the_unprotected_header() => Assert.That(Parse(CoseExamples.AlgorithmUnprotected), Is.Null);

    [TestCase("40", "a0", TestName = "Refuses an empty protected header")]
    [TestCase("41a0", "a0", TestName = "Refuses a protected header without an algorithm")]
    [TestCase("41a0", "a10126", TestName = "Refuses an algorithm that is not protected")]
    [TestCase("43a10126", "a10126", TestName = "Refuses an algorithm in both headers")]
    [TestCase("44a1012600", "a0", TestName = "Refuses bytes behind the protected header")]
    [TestCase("46a20126044131", "a1044131", TestName = "Refuses another parameter in both headers")]
    [TestCase("46a20126028104", "a0", TestName = "Refuses a critical parameter")]
    [TestCase("43a10126", "a1028104", TestName = "Refuses a critical parameter that is not protected")]
    [TestCase("48a101654553323536", "a0", TestName = "Refuses an algorithm by name")]
    [TestCase("45a201260126", "a0", TestName = "Refuses an algorithm that stands twice")]
    [TestCase("44a1013806", "a0", TestName = "Refuses an algorithm that is not in its shortest form")]
    [TestCase("a10126", "a0", TestName = "Refuses a protected header that is not wrapped")]
    [TestCase("428000", "a0", TestName = "Refuses a protected header that is no map")]
    [TestCase("45a20126f600", "a0", TestName = "Refuses a label that is neither number nor text")]
    [TestCase("43a10126", "80", TestName = "Refuses an unprotected header that is no map")]
    [TestCase("43a10126", "a2044131044131", TestName = "Refuses a parameter that stands twice")]
    public void Refuses_headers(string protectedHeader, string unprotectedHeader) =>
        Assert.That(Parse($"d284{protectedHeader}{unprotectedHeader}4101{Signature}"), Is.Null);

    [TestCase(16 * 1024 - 3, true)]
    [TestCase(16 * 1024 - 2, false)]
    public void Refuses_an_unprotected_header_that_is_larger_than_any_is(int length, bool isRead)
    {
        var value = $"59{length:x4}{new string('0', 2 * length)}";
        Assert.That(Parse($"d28443a10126a1182a{value}4101{Signature}") is not null, Is.EqualTo(isRead));
    }

    [TestCase("d28443a10126a0f6", TestName = "Refuses a detached content")]
    [TestCase("d28443a10126a040", TestName = "Refuses an empty content")]
    [TestCase("d28443a10126a06101", TestName = "Refuses a content that is a text")]
    public void Refuses_contents(string beginning) => Assert.That(Parse(beginning + Signature), Is.Null);

    [Test]
    public void Refuses_other_counts_of_members_and_bytes_behind_the_end()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Parse("d28443a10126a04101" + Signature), Is.Not.Null);
            Assert.That(Parse("d28443a10126a04101" + Signature + "00"), Is.Null);
            Assert.That(Parse("d28343a10126a04101"), Is.Null);
            Assert.That(Parse("d28543a10126a04101" + Signature + "00"), Is.Null);
            Assert.That(Parse("d28443a10126a0410140"), Is.Null);
            Assert.That(Parse(""), Is.Null);
        });
    }

    [Test]
    public void Refuses_every_shortened_message()
    {
        var good = Convert.FromHexString(CoseExamples.Es256);
        for (var length = 0; length < good.Length; length++) Assert.That(CoseSign1.TryParse(good.AsMemory(0, length), CoseTagging.Optional), Is.Null, $"{length} bytes");
    }

    [TestCase("05", TestName = "Verifies nothing by an authentication code")]
    [TestCase("27", TestName = "Verifies nothing by EdDSA, which is not accepted")]
    [TestCase("00", TestName = "Verifies nothing by a reserved number")]
    public void Verifies_nothing_by_another_algorithm(string algorithm)
    {
        var message = Parse($"d28443a101{algorithm}a04101{Signature}")!;
        Assert.That(message.Algorithm, Is.Null);
        Assert.That(message.IsSignedBy(CoseExamples.P256Key), Is.False);
    }

    [TestCase(-37, "SHA256")]
    [TestCase(-38, "SHA384")]
    [TestCase(-39, "SHA512")]
    public void Verifies_RSA_PSS_and_tells_its_hashes_apart(int algorithm, string hash)
    {
        using var rsa = RSA.Create(2048);
        var covered = Covered(algorithm);
        var signature = rsa.SignData(covered, new HashAlgorithmName(hash), RSASignaturePadding.Pss);
        var key = PublicKey.TryImport(PublicKeyInfo.Read(rsa.ExportSubjectPublicKeyInfo()), new VerificationCount())!;
        Assert.That(CoseSign1.TryParse(Message(algorithm, signature), CoseTagging.Optional)!.IsSignedBy(key), Is.True);

        var other = algorithm == -37 ? -38 : -37;
        Assert.That(CoseSign1.TryParse(Message(other, signature), CoseTagging.Optional)!.IsSignedBy(key), Is.False);
    }

    private static string Signature => "5840" + new string('0', 128);

    private static CoseSign1? Parse(string hex, CoseTagging tagging = CoseTagging.Required) => CoseSign1.TryParse(Convert.FromHexString(hex), tagging);

    private static byte[] Header(int algorithm)
    {
        var writer = new CborWriter();
        writer.WriteStartMap(1);
        writer.WriteInt32(1);
        writer.WriteInt32(algorithm);
        writer.WriteEndMap();
        return writer.Encode();
    }

    private static byte[] Covered(int algorithm)
    {
        var writer = new CborWriter();
        writer.WriteStartArray(4);
        writer.WriteTextString("Signature1");
        writer.WriteByteString(Header(algorithm));
        writer.WriteByteString([]);
        writer.WriteByteString(CoseExamples.Content);
        writer.WriteEndArray();
        return writer.Encode();
    }

    [Test]
    public void Verifies_a_message_with_long_forms_where_its_format_has_them()
    {
        var message = Convert.FromHexString(CoseExamples.Es256.Replace("D284", "D8129804", StringComparison.Ordinal));
        Assert.That(CoseSign1.TryParse(message, CoseTagging.Required), Is.Null);
        Assert.That(CoseSign1.TryParse(message, CoseTagging.Required, CborNumbers.AnyLength)!.IsSignedBy(CoseExamples.P256Key), Is.True);
    }

    [Test]
    public void Refuses_a_header_parameter_that_stands_twice_in_two_forms()
    {
        var message = Convert.FromHexString(CoseExamples.Untagged.Replace("A10442", "A204423131180442", StringComparison.Ordinal));
        Assert.That(CoseSign1.TryParse(message, CoseTagging.Optional, CborNumbers.AnyLength), Is.Null);
    }

    private static byte[] Message(int algorithm, byte[] signature)
    {
        var writer = new CborWriter();
        writer.WriteStartArray(4);
        writer.WriteByteString(Header(algorithm));
        writer.WriteStartMap(0);
        writer.WriteEndMap();
        writer.WriteByteString(CoseExamples.Content);
        writer.WriteByteString(signature);
        writer.WriteEndArray();
        return writer.Encode();
    }
}
