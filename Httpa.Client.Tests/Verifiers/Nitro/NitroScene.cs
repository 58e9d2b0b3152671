using System.Security.Cryptography;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Nitro;

namespace Httpa.Client.Tests.Verifiers.Nitro;

/// <summary>A good simulated enclave, a verifier and a policy that trusts its root: what a test changes one thing of.</summary>
internal sealed class NitroScene : IDisposable
{
    public static readonly DateTimeOffset Issued = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly EvidenceVerifiers _verifiers;

    public NitroScene(SimulatedNitroSettings? settings = null)
    {
        Enclave = new SimulatedNitro((settings ?? new SimulatedNitroSettings()) with { IssuedAt = Issued });
        _verifiers = new EvidenceVerifiers(Verifier);
        Document = Enclave.Document with { UserData = Binding };
        Policy = Enclave.CreatePolicy().Nitro!;
    }

    public static byte[] Binding { get; } = SHA512.HashData("binding"u8);

    public SimulatedNitro Enclave { get; }

    public NitroVerifier Verifier { get; } = new();

    /// <summary>The document that is sent.</summary>
    public SimulatedNitroDocument Document { get; set; }

    public NitroPolicy Policy { get; set; }

    public SimulatedNitroPki Pki => Enclave.Pki;

    /// <summary>Sends other certificates of the region, the zone, the instance and the enclave.</summary>
    public void Certify(Func<List<SimulatedNitroCertificate>, List<SimulatedNitroCertificate>> change)
    {
        var path = change([Pki.Root, Pki.Region, Pki.Zone, Pki.Instance, Pki.Enclave]);
        Document = Document with { CaBundle = [.. path[..^1].Select(c => c.Encode())], Certificate = path[^1].Encode(), Key = path[^1].Key };
    }

    public IEnumerable<AppraisalReason> Reasons(DateTimeOffset? time = null) => Reasons(Document.Encode(), time);

    public IEnumerable<AppraisalReason> Reasons(byte[] evidence, DateTimeOffset? time = null) => Appraise(evidence, time).Findings.Select(f => f.Reason);

    public AttestationResult Appraise(byte[] evidence, DateTimeOffset? time = null) => _verifiers.Appraise(new AppraisalRequest
    {
        Lead = new EndorsedEvidence(new(EvidenceType.Nitro, evidence), Endorsements.None),
        Binding = Binding,
        PublicKey = new byte[] { 1 },
        Policy = new AttestationPolicy { Name = "test", Nitro = Policy },
        Time = time ?? Issued,
    });

    public void Dispose() => Enclave.Dispose();
}
