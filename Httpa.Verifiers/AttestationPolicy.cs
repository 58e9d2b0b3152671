using Httpa.Verifiers.Sgx;

namespace Httpa.Verifiers;

/// <summary>What a relying party accepts. A type of evidence that it has no rule for is rejected; the empty policy accepts nothing.</summary>
public sealed record AttestationPolicy
{
    /// <summary>A name for logs and messages.</summary>
    public string Name { get; init; } = "";

    /// <summary>Accepts Intel SGX enclaves; null rejects them.</summary>
    public SgxPolicy? Sgx { get; init; }

    /// <summary>The types that the policy has rules for: what a client offers.</summary>
    public IReadOnlyList<EvidenceType> Types => Sgx is null ? [] : [EvidenceType.Sgx];
}
