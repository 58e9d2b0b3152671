using System.Text;
using Httpa.Client.Crypto;
using Httpa.Client.OpenHttpa;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.OpenHttpa;

/// <summary>Wire forms of the reference that neither side here speaks. Their known answers are made of the same primitives, and hold those against one more witness.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class UnusedFormTests
{
    [Test]
    public void The_encrypted_hello_opens_with_our_primitives()
    {
        var vector = OpenHttpaVectors.Part("encrypted_hello");
        var inputs = OpenHttpaVectors.Session("inputs");
        using var recipient = new MLKem768(inputs.Hex("client_mlkem768_seed"));
        var field = Convert.FromBase64String(vector.Text("header_value_sfv").Trim(':'));
        var secret = new byte[32];
        recipient.Decapsulate(field.AsSpan(0, MLKem768.CiphertextLength), secret);
        Assert.That(secret, Is.EqualTo(vector.Hex("mlkem_shared_secret")));

        var prk = new byte[32];
        Sha256Kdf.Extract(new byte[32], secret, prk);
        var (key, nonce) = (Expand(prk, "openhttpa_hpke_key", 32), Expand(prk, "openhttpa_hpke_nonce", 12));
        Assert.That((key, nonce), Is.EqualTo((vector.Hex("aes_key"), vector.Hex("aes_nonce"))));
        Assert.That(field[MLKem768.CiphertextLength..], Is.EqualTo(vector.Hex("aes_ciphertext_and_tag")));
        Assert.That(Open(key, nonce, field.AsSpan(MLKem768.CiphertextLength)), Is.EqualTo(vector.Text("plaintext_text")));
    }

    [Test]
    public void Oblivious_bodies_open_with_our_primitives()
    {
        var vector = OpenHttpaVectors.Part("oblivious_http");
        var prk = new byte[32];
        Sha256Kdf.Extract("openhttpa-oblivious"u8, vector.Hex("mlkem_shared_secret"), prk);
        var (request, response) = (Expand(prk, "req", 32), Expand(prk, "resp", 32));
        Assert.That((request, response), Is.EqualTo((vector.Hex("request_key"), vector.Hex("response_key"))));
        const int nonceAt = 1 + 2 + MLKem768.CiphertextLength;
        Assert.That(Open(request, vector.Hex("nonce"), vector.Hex("request_body").AsSpan(nonceAt + 12)), Is.EqualTo("hello server"));
        Assert.That(Open(response, vector.Hex("nonce"), vector.Hex("response_body").AsSpan(12)), Is.EqualTo("hello client"));
    }

    [Test]
    public void The_JSON_handshake_carries_the_same_values_in_hexadecimal()
    {
        var (json, client) = (OpenHttpaVectors.Part("full_session").GetProperty("json_variant_request"), OpenHttpaVectors.Client());
        Assert.Multiple(() =>
        {
            Assert.That(json.Hex("client_random"), Is.EqualTo(client.Random.ToArray()));
            Assert.That(json.Hex("client_challenge"), Is.EqualTo(client.Challenge.ToArray()));
            Assert.That(json.Hex("ecdhe_public"), Is.EqualTo(client.Share.X25519.ToArray()));
            Assert.That(json.Hex("mlkem_public"), Is.EqualTo(client.Share.MLKemKey.ToArray()));
        });
    }

    [Test]
    public void Report_data_is_no_padded_digest_any_more()
    {
        var vector = OpenHttpaVectors.Part("legacy_report_data_from_sha384");
        Assert.That(vector.Hex("report_data"), Is.EqualTo(vector.Hex("digest").Concat(new byte[16])));
        Assert.That(OpenHttpaTranscript.ServerReportData(vector.Hex("digest")), Is.Not.EqualTo(vector.Hex("report_data")));
    }

    private static byte[] Expand(byte[] prk, string info, int length)
    {
        var output = new byte[length];
        Sha256Kdf.Expand(prk, Encoding.ASCII.GetBytes(info), output);
        return output;
    }

    private static string Open(byte[] key, byte[] nonce, ReadOnlySpan<byte> ciphertext)
    {
        using var aead = new Aes256GcmKey(key);
        var plaintext = new byte[ciphertext.Length - 16];
        Assert.That(aead.TryOpen(nonce, [], ciphertext, plaintext), Is.True);
        return Encoding.UTF8.GetString(plaintext);
    }
}
