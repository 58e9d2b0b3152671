using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Httpa.Client.Tests.TestServer.Simulated;

/// <summary>Holds the simulated platform against Intel's formats with the platform's own certificate and signature code, without a verifier of this project.</summary>
[TestFixture]
internal sealed class SimulatedSgxTests
{
    private static readonly byte[] Binding = SHA512.HashData("binding"u8);
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task Quote_has_the_lengths_and_the_report_data_of_a_version_3_quote()
    {
        using var sgx = new SimulatedSgx();
        var quote = (await sgx.ProduceEvidenceAsync(Binding, CancellationToken.None)).Evidence.Value;

        Assert.Multiple(() =>
        {
            Assert.That(BinaryPrimitives.ReadUInt16LittleEndian(quote.Span), Is.EqualTo(3));
            Assert.That(BinaryPrimitives.ReadInt32LittleEndian(quote.Span[432..]), Is.EqualTo(quote.Length - 436));
            Assert.That(quote.Slice(368, 64).ToArray(), Is.EqualTo(Binding));
            Assert.That(quote.Slice(112, 32).ToArray(), Is.EqualTo(sgx.Settings.MrEnclave.Bytes.ToArray()));
        });
    }

    [Test]
    public async Task Quote_is_signed_by_a_key_that_the_quoting_enclave_and_the_chain_vouch_for()
    {
        using var sgx = new SimulatedSgx();
        var quote = (await sgx.ProduceEvidenceAsync(Binding, CancellationToken.None)).Evidence.Value.ToArray();
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(Encoding.ASCII.GetString(quote[1052..]).TrimEnd('\0'));
        using var attestationKey = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = quote[500..532], Y = quote[532..564] },
        });
        using var pckKey = chain[0].GetECDsaPublicKey()!;

        Assert.Multiple(() =>
        {
            Assert.That(attestationKey.VerifyData(quote.AsSpan(0, 432), quote.AsSpan(436, 64), HashAlgorithmName.SHA256), Is.True);
            Assert.That(pckKey.VerifyData(quote.AsSpan(564, 384), quote.AsSpan(948, 64), HashAlgorithmName.SHA256), Is.True);
            Assert.That(quote[884..916], Is.EqualTo(SHA256.HashData([.. quote[500..564], .. quote[1014..1046]])));
            Assert.That(quote[916..948], Is.All.Zero);
            Assert.That(SHA256.HashData(chain[2].PublicKey.ExportSubjectPublicKeyInfo()), Is.EqualTo(sgx.RootSpkiSha256.Bytes.ToArray()));
            Assert.That(BuildsChain(chain, sgx.Pki.Pck.NotBefore.AddDays(1)), Is.True);
        });
    }

    [Test]
    [TestCase("tcb_info", "tcbInfo")]
    [TestCase("qe_identity", "enclaveIdentity")]
    public void Documents_are_signed_over_their_exact_bytes(string name, string member)
    {
        using var sgx = new SimulatedSgx();
        using var document = JsonDocument.Parse(Document(sgx.Endorsements, name));
        var body = document.RootElement.GetProperty(member).GetRawText();
        var signature = Convert.FromHexString(document.RootElement.GetProperty("signature").GetString()!);

        Assert.That(sgx.Pki.TcbSigningKey.VerifyData(Encoding.UTF8.GetBytes(body), signature, HashAlgorithmName.SHA256), Is.True);
    }

    [Test]
    public void Revocation_lists_name_what_the_settings_revoke()
    {
        using var sgx = new SimulatedSgx(new() { Revoked = SimulatedRevocations.Pck | SimulatedRevocations.TcbSigning });
        var pckList = CertificateRevocationListBuilder.Load(Document(sgx.Endorsements, "pck_crl"), out var pckNumber);
        var rootList = CertificateRevocationListBuilder.Load(Document(sgx.Endorsements, "root_ca_crl"), out _);

        Assert.Multiple(() =>
        {
            Assert.That(pckNumber, Is.EqualTo(System.Numerics.BigInteger.One));
            Assert.That(pckList.RemoveEntry(sgx.Pki.Pck.Serial), Is.True);
            Assert.That(rootList.RemoveEntry(sgx.Pki.TcbSigning.Serial), Is.True);
            Assert.That(rootList.RemoveEntry(sgx.Pki.PckCa.Serial), Is.False);
        });
    }

    [Test]
    public void Endorsements_are_issued_again_when_half_of_their_lifetime_is_over()
    {
        var clock = new FakeTimeProvider(Start);
        using var sgx = new SimulatedSgx(timeProvider: clock);
        var first = sgx.Endorsements;
        clock.Advance(TimeSpan.FromDays(15));
        var same = sgx.Endorsements;
        clock.Advance(TimeSpan.FromSeconds(1));
        var next = sgx.Endorsements;

        Assert.Multiple(() =>
        {
            Assert.That(same, Is.SameAs(first));
            Assert.That(Encoding.UTF8.GetString(Document(next, "tcb_info")), Does.Contain("\"issueDate\":\"2026-03-16T12:00:01Z\""));
        });
    }

    [Test]
    public void Endorsements_with_a_date_of_their_own_stay_as_they_are()
    {
        var clock = new FakeTimeProvider(Start);
        using var sgx = new SimulatedSgx(new() { IssuedAt = Start.AddDays(-7) }, clock);
        var first = sgx.Endorsements;
        clock.Advance(TimeSpan.FromDays(300));

        Assert.That(sgx.Endorsements, Is.SameAs(first));
    }

    [Test]
    public void Refuses_a_binding_of_another_length()
    {
        using var sgx = new SimulatedSgx();

        Assert.That(async () => await sgx.ProduceEvidenceAsync(new byte[63], CancellationToken.None), Throws.ArgumentException);
    }

    private static byte[] Document(Endorsements endorsements, string name)
    {
        Assert.That(endorsements.TryGet(name, out var content), Is.True);
        return content.ToArray();
    }

    private static bool BuildsChain(X509Certificate2Collection certificates, DateTimeOffset time)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(certificates[2]);
        chain.ChainPolicy.ExtraStore.Add(certificates[1]);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = time.UtcDateTime;
        return chain.Build(certificates[0]);
    }
}
