using System.Security.Cryptography;
using Httpa.Verifiers.Cose;
using Httpa.Verifiers.Pki;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Cose;

internal sealed class CoseMac0Tests
{
    [Test]
    public void Verifies_the_published_example()
    {
        var message = Parse(CoseExamples.Mac)!;
        Assert.That(message.Algorithm, Is.EqualTo(HmacAlgorithm.Sha256));
        Assert.That(message.AlgorithmNumber, Is.EqualTo(5));
        Assert.That(message.Payload.ToArray(), Is.EqualTo(CoseExamples.Content.ToArray()));
        Assert.That(message.KeyId, Is.Null);
        Assert.That(message.IsMadeBy(CoseExamples.MacKey), Is.True);
    }

    [Test]
    public void Refuses_another_code_and_another_key()
    {
        Assert.That(Parse(CoseExamples.MacChanged)!.IsMadeBy(CoseExamples.MacKey), Is.False);
        Assert.That(Parse(CoseExamples.Mac)!.IsMadeBy(new byte[32]), Is.False);
    }

    [Test]
    public void Refuses_a_shortened_code()
    {
        var shortened = CoseExamples.Mac.Replace("5820", "581F", StringComparison.Ordinal)[..^2];
        Assert.That(Parse(shortened)!.IsMadeBy(CoseExamples.MacKey), Is.False);
    }

    [Test]
    public void Refuses_an_empty_key_even_when_the_code_is_right()
    {
        byte[] covered = [0x84, 0x64, .. "MAC0"u8, 0x43, 0xa1, 0x01, 0x05, 0x40, 0x41, 0x01];
        var code = HMACSHA256.HashData(Array.Empty<byte>(), covered);
        var message = Parse("D18443A10105A041015820" + Convert.ToHexString(code))!;
        Assert.That(message.IsMadeBy([]), Is.False);
    }

    [TestCase("06", 48)]
    [TestCase("07", 64)]
    public void Verifies_the_longer_codes(string algorithm, int length)
    {
        byte[] covered = [0x84, 0x64, .. "MAC0"u8, 0x43, 0xa1, 0x01, Convert.FromHexString(algorithm)[0], 0x40, 0x41, 0x01];
        var code = length == 48 ? HMACSHA384.HashData(CoseExamples.MacKey, covered) : HMACSHA512.HashData(CoseExamples.MacKey, covered);
        var message = Parse($"D18443A101{algorithm}A0410158{length:X2}" + Convert.ToHexString(code))!;
        Assert.That(message.IsMadeBy(CoseExamples.MacKey), Is.True);
    }

    [Test]
    public void Verifies_nothing_by_a_code_that_is_cut_short()
    {
        var message = Parse("D18443A10104A0410148" + new string('0', 16))!; // HMAC 256/64
        Assert.That(message.Algorithm, Is.Null);
        Assert.That(message.IsMadeBy(CoseExamples.MacKey), Is.False);
    }

    [Test]
    public void Refuses_a_signed_message_and_one_without_a_tag()
    {
        Assert.That(Parse(CoseExamples.Es256), Is.Null);
        Assert.That(Parse(CoseExamples.Mac[2..]), Is.Null);
        Assert.That(CoseMac0.TryParse(Convert.FromHexString(CoseExamples.Mac[2..]), CoseTagging.Optional), Is.Not.Null);
    }

    private static CoseMac0? Parse(string hex) => CoseMac0.TryParse(Convert.FromHexString(hex), CoseTagging.Required);
}
