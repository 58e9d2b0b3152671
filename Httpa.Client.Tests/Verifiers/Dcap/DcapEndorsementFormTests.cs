using System.Security.Cryptography.X509Certificates;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Sgx;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Dcap;

/// <summary>Endorsements, and an extension, that are not what they are said to be.</summary>
internal sealed class DcapEndorsementFormTests
{
    private static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [TestCase("tcb_info", AppraisalReason.TcbInfoMalformed)]
    [TestCase("qe_identity", AppraisalReason.QeIdentityMalformed)]
    [TestCase("tcb_signing_chain", AppraisalReason.TcbSigningChainMalformed)]
    [TestCase("pck_crl", AppraisalReason.CrlMalformed)]
    [TestCase("root_ca_crl", AppraisalReason.CrlMalformed)]
    [TestCase("pck_crl_issuer_chain", AppraisalReason.PckCrlIssuerChainMalformed)]
    public async Task Refuses_a_document_that_cannot_be_read(string name, AppraisalReason reason)
    {
        using var tee = new SimulatedSgx(new SimulatedSgxSettings { IssuedAt = Time });
        Assert.That(await JudgeWith(tee, name, new byte[100]), Is.EqualTo(new[] { reason }));
    }

    [TestCase("tcb_signing_chain", "pck_crl_issuer_chain", AppraisalReason.TcbSigningChainInvalid)]
    [TestCase("pck_crl_issuer_chain", "tcb_signing_chain", AppraisalReason.PckCrlIssuerChainInvalid)]
    [TestCase("pck_crl", "root_ca_crl", AppraisalReason.CrlIssuerMismatch)]
    [TestCase("root_ca_crl", "pck_crl", AppraisalReason.CrlIssuerMismatch)]
    [TestCase("tcb_info", "qe_identity", AppraisalReason.TcbInfoMalformed)]
    [TestCase("qe_identity", "tcb_info", AppraisalReason.QeIdentityMalformed)]
    public async Task Refuses_a_document_in_the_place_of_another(string name, string other, AppraisalReason reason)
    {
        using var tee = new SimulatedSgx(new SimulatedSgxSettings { IssuedAt = Time });
        tee.Endorsements.TryGet(other, out var content);
        Assert.That(await JudgeWith(tee, name, content), Is.EqualTo(new[] { reason }));
    }

    [Test]
    public async Task Refuses_a_signed_document_that_is_padded_beyond_all_measure()
    {
        using var tee = new SimulatedSgx(new SimulatedSgxSettings { IssuedAt = Time });
        tee.Endorsements.TryGet("tcb_info", out var content);
        byte[] padded = [.. content.Span, .. Enumerable.Repeat((byte)' ', 200_000)];
        Assert.That(await JudgeWith(tee, "tcb_info", padded), Is.EqualTo(new[] { AppraisalReason.TcbInfoMalformed }));
    }

    [TestCase(new byte[] { 0xff })]
    [TestCase(new byte[] { 0x30, 0x05 })]
    [TestCase(new byte[] { 0x30, 0x00 })]
    [TestCase(new byte[] { 0x30, 0x00, 0x00 })]
    public void Refuses_an_extension_that_cannot_be_read(byte[] value)
    {
        using var tee = new SimulatedSgx(new SimulatedSgxSettings { IssuedAt = Time });
        var pck = tee.Pki.Pck with { Extra = [new X509Extension("1.2.840.113741.1.13.1", value, critical: false)] };
        var quote = (tee.Quote with { PckChain = [pck.Encode(), .. tee.Quote.PckChain.Skip(1)] }).Encode(new byte[64]);
        var evidence = new EndorsedEvidence(new Evidence(EvidenceType.Sgx, quote), tee.Endorsements);

        var result = new SgxVerifier().Authenticate(evidence, tee.CreatePolicy(), Time);

        Assert.That(result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.PckExtensionInvalid }));
    }

    private static async Task<IEnumerable<AppraisalReason>> JudgeWith(SimulatedSgx tee, string name, ReadOnlyMemory<byte> content)
    {
        var good = await tee.ProduceEvidenceAsync(new byte[64], CancellationToken.None);
        var documents = good.Endorsements.Names.Select(n => KeyValuePair.Create(n, n == name ? content : Find(good.Endorsements, n)));
        return new SgxVerifier().Authenticate(good with { Endorsements = new Endorsements(documents) }, tee.CreatePolicy(), Time).Findings.Select(f => f.Reason);
    }

    private static ReadOnlyMemory<byte> Find(Endorsements endorsements, string name) => endorsements.TryGet(name, out var content) ? content : default;
}
