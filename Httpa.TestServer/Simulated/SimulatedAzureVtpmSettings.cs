using System.Security.Cryptography;
using System.Text;
using Httpa.Verifiers;

namespace Httpa.TestServer.Simulated;

/// <summary>What a simulated Azure confidential VM is. Immutable; change single things with a <c>with</c> expression.</summary>
public sealed record SimulatedAzureVtpmSettings
{
    /// <summary>True for a VM on TDX, false for one on SEV-SNP.</summary>
    public bool OnTdx { get; init; }

    /// <summary>The SEV-SNP guest that the paravisor is; null for the usual one.</summary>
    public SimulatedSnpSettings? Snp { get; init; }

    /// <summary>The trust domain that the paravisor is; null for the usual one.</summary>
    public SimulatedTdxSettings? Tdx { get; init; }

    /// <summary>The system that is booted in it: every PCR hangs on it.</summary>
    public string Build { get; init; } = "simulated system";

    /// <summary>The indices of the PCRs that are quoted, ascending.</summary>
    public IReadOnlyList<int> QuotedPcrs { get; init; } = [.. Enumerable.Range(0, 24)];

    /// <summary>The value of a PCR: 32 bytes.</summary>
    /// <param name="index">0 to 23.</param>
    public Measurement PcrOf(int index) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"PCR {index} of {Build}")));
}
