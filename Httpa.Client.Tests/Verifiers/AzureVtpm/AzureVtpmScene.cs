using System.Security.Cryptography;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.AzureVtpm;
using Httpa.Verifiers.Snp;
using Httpa.Verifiers.Tdx;

namespace Httpa.Client.Tests.Verifiers.AzureVtpm;

/// <summary>A simulated VM, a verifier and a policy that trusts the VM: what a test changes one thing of.</summary>
internal sealed class AzureVtpmScene
{
    public static readonly DateTimeOffset Issued = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    // AMD's keys take long to make, and no test changes the VM itself.
    private static readonly Lazy<SimulatedAzureVtpm> OnSnp = new(() => Create(onTdx: false));
    private static readonly Lazy<SimulatedAzureVtpm> OnTdx = new(() => Create(onTdx: true));

    private readonly EvidenceVerifiers _verifiers = new(new AzureVtpmVerifier(new SnpVerifier(), new TdxVerifier()));

    public AzureVtpmScene(bool onTdx = false)
    {
        Vm = onTdx ? OnTdx.Value : OnSnp.Value;
        Policy = Vm.CreatePolicy().AzureVtpm!;
        Report = Vm.Report;
        Quote = Vm.Quote;
    }

    public static byte[] Binding { get; } = SHA512.HashData("binding"u8);

    public SimulatedAzureVtpm Vm { get; }

    public AzureVtpmPolicy Policy { get; set; }

    public SimulatedHclReport Report { get; set; }

    public SimulatedTpmQuote Quote { get; set; }

    /// <summary>What the hardware carries; null for what the paravisor has it carry.</summary>
    public byte[]? ReportData { get; set; }

    /// <summary>The key that signs the quote; null for the vTPM's.</summary>
    public RSA? Key { get; set; }

    public DateTimeOffset Time { get; set; } = Issued.AddDays(1);

    public static SimulatedAzureVtpm Create(bool onTdx)
    {
        var td = new SimulatedTdxSettings();
        return new(new() { OnTdx = onTdx, Snp = new() { IssuedAt = Issued }, Tdx = td with { Platform = td.Platform with { IssuedAt = Issued } } });
    }

    public EndorsedEvidence Produce() => Vm.Assemble(Report, Quote.Encode(Binding), Vm.OfHardware(ReportData ?? Report.ReportData), Key);

    public AttestationResult Appraise(EndorsedEvidence? evidence = null) => _verifiers.Appraise(new AppraisalRequest
    {
        Lead = evidence ?? Produce(),
        Binding = Binding,
        PublicKey = ContractCase.PublicKey,
        Policy = new AttestationPolicy { Name = "test", AzureVtpm = Policy },
        Time = Time,
    });

    /// <summary>The reasons of the verdict; empty when the evidence is accepted.</summary>
    public AppraisalReason[] Reasons(EndorsedEvidence? evidence = null) => [.. Appraise(evidence).Findings.Select(f => f.Reason)];
}
