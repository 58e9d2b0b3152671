using Httpa.Verifiers.Tdx;

namespace Httpa.Tool.Pinning;

/// <summary>The TDX trust domain that was seen.</summary>
internal static class PinnedTdx
{
    public static TdxPolicy Of(TdxClaims claims, Pin pin) => new()
    {
        MrTd = pin.Value(claims.MrTd),
        RtMr0 = pin.Value(claims.RtMr0),
        RtMr1 = pin.Value(claims.RtMr1),
        RtMr2 = pin.Value(claims.RtMr2),
        RtMr3 = pin.Value(claims.RtMr3),
        MrConfigId = pin.Value(claims.MrConfigId),
        MrOwner = pin.Value(claims.MrOwner),
        MrOwnerConfig = pin.Value(claims.MrOwnerConfig),
        MrServiceTd = claims.MrServiceTd is { } serviceTd ? pin.Value(serviceTd) : null,
        Tcb = PinnedTcb.Of(claims.Platform, pin, pin.Trust.Tdx?.DangerousTrustedRoots ?? []),
        Ppid = claims.Platform is { } platform ? pin.Value(platform.Ppid) : null,
        DangerousTrustedRoots = pin.Trust.Tdx?.DangerousTrustedRoots ?? [],
    };
}
