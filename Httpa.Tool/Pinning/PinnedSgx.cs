using Httpa.Verifiers.Sgx;

namespace Httpa.Tool.Pinning;

/// <summary>The SGX enclave that was seen.</summary>
internal static class PinnedSgx
{
    public static SgxPolicy Of(SgxClaims claims, Pin pin) => new()
    {
        MrEnclave = pin.Value(claims.MrEnclave),
        MrSigner = pin.Value(claims.MrSigner),
        IsvProdId = pin.Value(claims.IsvProdId),
        IsvSvn = pin.Value(claims.IsvSvn),
        ConfigId = pin.Value(claims.ConfigId),
        ConfigSvn = pin.Value(claims.ConfigSvn),
        IsvFamilyId = pin.Value(claims.IsvFamilyId),
        IsvExtProdId = pin.Value(claims.IsvExtProdId),
        MiscSelect = pin.Value(claims.MiscSelect),
        Tcb = PinnedTcb.Of(claims.Platform, pin, pin.Trust.Sgx?.DangerousTrustedRoots ?? []),
        Ppid = claims.Platform is { } platform ? pin.Value(platform.Ppid) : null,
        DangerousTrustedRoots = pin.Trust.Sgx?.DangerousTrustedRoots ?? [],
    };
}
