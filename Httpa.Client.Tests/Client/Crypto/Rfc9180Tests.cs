using System.Security.Cryptography;
using Httpa.Client.Crypto;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Crypto;

/// <summary>
/// The vectors of RFC 9180, appendix A, base mode, for the two DHKEMs. The appendix has no suite with HKDF-SHA384: what follows the KEM is tested with
/// HKDF-SHA256 here, and with HKDF-SHA384 by the profile's own known answers.
/// </summary>
public sealed class Rfc9180Tests
{
    private const string Info = "4f6465206f6e2061204772656369616e2055726e";
    private const string Plaintext = "4265617574792069732074727574682c20747275746820626561757479";
    private const string Aad0 = "436f756e742d30";

    /// <summary>A.1.1, A.2.1 and A.3.1: skEm, pkEm (= enc), skRm, pkRm, shared_secret.</summary>
    private static readonly object[] Encapsulations =
    [
        new TestCaseData(
            new X25519Kem(),
            "52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736",
            "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431",
            "4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8",
            "3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d",
            "fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc").SetArgDisplayNames("A.1.1"),
        new TestCaseData(
            new X25519Kem(),
            "f4ec9b33b792c372c1d2c2063507b684ef925b8c75a42dbcbf57d63ccd381600",
            "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a",
            "8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb",
            "4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a",
            "0bbe78490412b4bbea4812666f7916932b828bba79942424abb65244930d69a7").SetArgDisplayNames("A.2.1"),
        new TestCaseData(
            new P256Kem(),
            "4995788ef4b9d6132b249ce59a77281493eb39af373d236a1fe415cb0c2d7beb",
            "04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4",
            "f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2",
            "04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a826a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0",
            "c0d26aeab536609a572b07695d933b589dcf363ff9d93c93adea537aeabb8cb8").SetArgDisplayNames("A.3.1"),
    ];

    [TestCaseSource(nameof(Encapsulations))]
    public void Kem_encapsulates_and_decapsulates_the_published_secret(
        object kemUnderTest, string ephemeralPrivate, string encapsulation, string privateKey, string publicKey, string sharedSecret)
    {
        var kem = (Kem)kemUnderTest;
        using var recipient = kem.Import(Hex(privateKey));
        Assert.That(recipient.PublicKey.ToArray(), Is.EqualTo(Hex(publicKey)));

        var (enc, secret) = (new byte[kem.EncapsulationLength], new byte[32]);
        Assert.That(kem.TryEncapsulate(Hex(publicKey), Hex(ephemeralPrivate), enc, secret));
        Assert.That(enc, Is.EqualTo(Hex(encapsulation)));
        Assert.That(secret, Is.EqualTo(Hex(sharedSecret)));

        secret.AsSpan().Clear();
        Assert.That(recipient.TryDecapsulate(Hex(encapsulation), secret));
        Assert.That(secret, Is.EqualTo(Hex(sharedSecret)));
    }

    /// <summary>The same sections: ids, shared_secret, key, base_nonce.</summary>
    [TestCase(0x0020, 0x0001, "fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc", "4531685d41d65f03dc48f6b8302c05b0", "56d890e5accaaf011cff4b7d")]
    [TestCase(0x0020, 0x0003, "0bbe78490412b4bbea4812666f7916932b828bba79942424abb65244930d69a7",
        "ad2744de8e17f4ebba575b3f5f5a8fa1f69c2a07f6e7500bc60ca6e3e3ec1c91", "5c4d98150661b848853b547f")]
    [TestCase(0x0010, 0x0001, "c0d26aeab536609a572b07695d933b589dcf363ff9d93c93adea537aeabb8cb8", "868c066ef58aae6dc589b6cfdd18f97e", "4e0bc5018beba4bf004cca59")]
    public void Key_schedule_gives_the_published_key_and_nonce(int kem, int aead, string sharedSecret, string key, string nonce)
    {
        var (derivedKey, derivedNonce) = (new byte[key.Length / 2], new byte[12]);
        Hpke.DeriveKey(new HpkeIds((ushort)kem, 0x0001, (ushort)aead), HashAlgorithmName.SHA256, Hex(sharedSecret), Hex(Info), derivedKey, derivedNonce);
        Assert.That(derivedKey, Is.EqualTo(Hex(key)));
        Assert.That(derivedNonce, Is.EqualTo(Hex(nonce)));
    }

    /// <summary>A.2.1.1, sequence number 0: the one of these suites whose AEAD has a 32-byte key.</summary>
    [Test]
    public void Aead_seals_and_opens_the_published_ciphertext()
    {
        const string ciphertext = "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28";
        using var key = new ChaCha20Poly1305Key(Hex("ad2744de8e17f4ebba575b3f5f5a8fa1f69c2a07f6e7500bc60ca6e3e3ec1c91"));
        var nonce = Hex("5c4d98150661b848853b547f");
        var sealedBytes = new byte[ciphertext.Length / 2];
        key.Seal(nonce, Hex(Aad0), Hex(Plaintext), sealedBytes);
        Assert.That(sealedBytes, Is.EqualTo(Hex(ciphertext)));

        var opened = new byte[Plaintext.Length / 2];
        Assert.That(key.TryOpen(nonce, Hex(Aad0), sealedBytes, opened));
        Assert.That(opened, Is.EqualTo(Hex(Plaintext)));
    }

    private static byte[] Hex(string hex) => Convert.FromHexString(hex);
}
