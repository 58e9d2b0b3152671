using System.Security.Cryptography;
using System.Text;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Sgx;

namespace Httpa.Client.Tests.Verifiers.Sgx;

/// <summary>A simulated platform, a verifier and a policy that trusts the platform: what a test changes one thing of.</summary>
internal sealed class SgxScene : IDisposable
{
    public static readonly DateTimeOffset Issued = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly EvidenceVerifiers _verifiers = new(new SgxVerifier());

    public SgxScene(SimulatedSgxSettings? settings = null)
    {
        Sgx = new SimulatedSgx((settings ?? new()) with { IssuedAt = Issued });
        Policy = Sgx.CreatePolicy();
        Quote = Sgx.Quote;
        Endorsements = Sgx.Endorsements;
    }

    public static byte[] Binding { get; } = SHA512.HashData("binding"u8);

    public SimulatedSgx Sgx { get; }

    public SimulatedIntelPki Pki => Sgx.Pki;

    public AttestationPolicy Policy { get; set; }

    public SimulatedQuote Quote { get; set; }

    public Endorsements Endorsements { get; set; }

    public DateTimeOffset Time { get; set; } = Issued.AddDays(1);

    public SgxScene Replace(string name, byte[] content)
    {
        Endorsements = ContractCase.Replace(Endorsements, name, content);
        return this;
    }

    public SgxScene Replace(SimulatedTcbInfo tcbInfo) => Replace("tcb_info", tcbInfo.Sign(Pki.TcbSigningKey));

    public SgxScene Replace(SimulatedQeIdentity identity) => Replace("qe_identity", identity.Sign(Pki.TcbSigningKey));

    /// <summary>Puts other certificates wherever the platform's own stand; those that are not given stay.</summary>
    public SgxScene ReplaceCertificates(
        SimulatedCertificate? pck = null, SimulatedCertificate? pckCa = null, SimulatedCertificate? tcbSigning = null, SimulatedCertificate? root = null)
    {
        var rootBytes = (root ?? Pki.Root).Encode();
        var caBytes = (pckCa ?? Pki.PckCa).Encode();
        Quote = Quote with { PckChain = [(pck ?? Pki.Pck).Encode(), caBytes, rootBytes] };
        return Replace("pck_crl_issuer_chain", Chain(caBytes, rootBytes)).Replace("tcb_signing_chain", Chain((tcbSigning ?? Pki.TcbSigning).Encode(), rootBytes));
    }

    public AttestationResult Appraise() => Appraise(Quote.Encode(Binding));

    public AttestationResult Appraise(byte[] quote) => _verifiers.Appraise(new AppraisalRequest
    {
        Lead = new EndorsedEvidence(new(EvidenceType.Sgx, quote), Endorsements),
        Binding = Binding,
        PublicKey = ContractCase.PublicKey,
        Policy = Policy,
        Time = Time,
    });

    /// <summary>The reasons of the verdict; empty when the evidence is accepted.</summary>
    public AppraisalReason[] Reasons() => [.. Appraise().Findings.Select(f => f.Reason)];

    public AppraisalReason[] ReasonsAt(DateTimeOffset time)
    {
        Time = time;
        return Reasons();
    }

    public static byte[] Chain(params IEnumerable<byte[]> certificates) => Encoding.ASCII.GetBytes(SimulatedCertificate.ToPem(certificates));

    public void Dispose() => Sgx.Dispose();
}
