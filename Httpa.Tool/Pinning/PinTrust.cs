using Httpa.Tool.Verifying;
using Httpa.Verifiers;

namespace Httpa.Tool.Pinning;

/// <summary>Whom the user trusts besides the vendors, as the policy by which evidence is authenticated. Such a policy accepts nothing.</summary>
/// <param name="roots">Roots, by the SHA-256 of their SubjectPublicKeyInfo.</param>
/// <param name="keys">A file with the keys of a service that issues tokens, or of an Arm device; null for none.</param>
internal sealed class PinTrust(IReadOnlyList<Measurement> roots, string? keys)
{
    /// <summary>True when evidence can be authenticated for which no vendor vouches.</summary>
    public bool HasKeys => keys is not null;

    /// <summary>The policy for a piece of evidence.</summary>
    public AttestationPolicy For(EndorsedEvidence evidence)
    {
        if (keys is not null && TrustedKeys.Cover(evidence.Evidence.Type)) return TrustedKeys.Read(keys, evidence);
        return roots.Count == 0 ? new AttestationPolicy() : new AttestationPolicy
        {
            Sgx = new() { DangerousTrustedRoots = roots },
            Tdx = new() { DangerousTrustedRoots = roots },
            Snp = new() { DangerousTrustedRoots = roots },
            Nitro = new() { DangerousTrustedRoots = roots },
            AzureVtpm = new() { Hardware = new AttestationPolicy { Snp = new() { DangerousTrustedRoots = roots }, Tdx = new() { DangerousTrustedRoots = roots } } },
            NvidiaGpu = new() { DangerousTrustedRoots = roots },
        };
    }
}
