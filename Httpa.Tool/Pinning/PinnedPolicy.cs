using Httpa.Verifiers;
using Httpa.Verifiers.AzureVtpm;
using Httpa.Verifiers.Cca;
using Httpa.Verifiers.Jwt;
using Httpa.Verifiers.Nitro;
using Httpa.Verifiers.NvidiaGpu;
using Httpa.Verifiers.Psa;
using Httpa.Verifiers.Sgx;
using Httpa.Verifiers.Snp;
using Httpa.Verifiers.Tdx;

namespace Httpa.Tool.Pinning;

/// <summary>A policy that names everything that genuine evidence measured, for somebody to review. It opts out of nothing.</summary>
internal static class PinnedPolicy
{
    /// <summary>The policy for a lead and the devices behind it.</summary>
    /// <param name="claims">What each of them says; genuine.</param>
    /// <param name="pin">The name of each value, and whom the user trusts.</param>
    public static AttestationPolicy Of(IReadOnlyList<IEvidenceClaims> claims, Pin pin)
    {
        var devices = claims.OfType<NvidiaGpuClaims>().ToList();
        return OfLead(claims[0], pin) with { NvidiaGpu = devices.Count > 0 ? PinnedNvidiaGpu.Of(devices, pin) : null };
    }

    /// <summary>The policy for a lead alone.</summary>
    public static AttestationPolicy OfLead(IEvidenceClaims lead, Pin pin) => new()
    {
        Name = pin.Name,
        Sgx = lead is SgxClaims sgx ? PinnedSgx.Of(sgx, pin) : null,
        Tdx = lead is TdxClaims tdx ? PinnedTdx.Of(tdx, pin) : null,
        Snp = lead is SnpClaims snp ? PinnedSnp.Of(snp, pin) : null,
        Nitro = lead is NitroClaims nitro ? PinnedNitro.Of(nitro, pin) : null,
        Psa = lead is PsaClaims psa ? PinnedPsa.Of(psa, pin) : null,
        Cca = lead is CcaClaims cca ? PinnedCca.Of(cca, pin) : null,
        AzureVtpm = lead is AzureVtpmClaims vtpm ? PinnedAzureVtpm.Of(vtpm, pin) : null,
        Jwt = lead is JwtClaims jwt ? PinnedJwt.Of(jwt, pin) : null,
    };
}
