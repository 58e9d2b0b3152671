using System.Security.Cryptography;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Snp;

namespace Httpa.Client.Tests.Verifiers.Snp;

/// <summary>A simulated guest, a verifier and a policy that accepts the guest: what a test changes one thing of.</summary>
internal sealed class SnpScene
{
    public static readonly DateTimeOffset Issued = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Kept for the process: RSA keys take long to make, and scenes share nothing else.</summary>
    private static readonly SimulatedAmdKeys Keys = new();

    private readonly EvidenceVerifiers _verifiers = new(new SnpVerifier());

    public SnpScene(SimulatedSnpSettings? settings = null, SimulatedAmdKeys? keys = null)
    {
        Settings = (settings ?? new()) with { IssuedAt = Issued };
        Tee = new SimulatedSnp(Settings, null, keys ?? Keys);
        Policy = Tee.CreatePolicy().Snp!;
        Endorsements = Tee.Endorsements;
    }

    public static byte[] Binding { get; } = SHA512.HashData("binding"u8);

    /// <summary>What reports say; the certificates are those of the settings given at first.</summary>
    public SimulatedSnpSettings Settings { get; set; }

    public SimulatedSnp Tee { get; }

    public SimulatedAmdPki Pki => Tee.Pki;

    public SnpPolicy Policy { get; set; }

    public Endorsements Endorsements { get; set; }

    public DateTimeOffset Time { get; set; } = Issued.AddDays(1);

    public SnpScene Replace(string name, byte[]? content)
    {
        Endorsements = ContractCase.Replace(Endorsements, name, content);
        return this;
    }

    public SnpScene ReplaceLeaf(SimulatedAmdCertificate leaf) => Replace(Settings.SigningKey == SnpSigningKey.Vlek ? "vlek" : "vcek", leaf.Encode());

    /// <summary>The certificate of the signing key with other extensions of AMD's.</summary>
    public SnpScene ReplaceLeaf(SimulatedKeyExtensions extensions) => ReplaceLeaf(Pki.Leaf with { Extra = extensions.Encode() });

    /// <summary>A report, signed after the change.</summary>
    public byte[] Report(Action<byte[]>? change = null)
    {
        var report = SimulatedSnpReport.Write(Settings, Binding);
        change?.Invoke(report);
        return SimulatedSnpReport.Sign(report, Pki.LeafKey);
    }

    public AttestationResult Appraise(byte[] report) => _verifiers.Appraise(new AppraisalRequest
    {
        Lead = new EndorsedEvidence(new(EvidenceType.Snp, report), Endorsements),
        Binding = Binding,
        PublicKey = ContractCase.PublicKey,
        Policy = new AttestationPolicy { Name = "test", Snp = Policy },
        Time = Time,
    });

    /// <summary>The reasons of the verdict; empty when the evidence is accepted.</summary>
    public AppraisalReason[] Reasons(Action<byte[]>? change = null) => [.. Appraise(Report(change)).Findings.Select(f => f.Reason)];

    public AppraisalReason[] ReasonsAt(DateTimeOffset time)
    {
        Time = time;
        return Reasons();
    }
}
