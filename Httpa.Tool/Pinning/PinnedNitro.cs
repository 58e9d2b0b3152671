using Httpa.Verifiers;
using Httpa.Verifiers.Nitro;

namespace Httpa.Tool.Pinning;

/// <summary>The Nitro enclave that was seen. Its module id is left out: it changes with every start.</summary>
internal static class PinnedNitro
{
    public static NitroPolicy Of(NitroClaims claims, Pin pin) => new()
    {
        Pcr0 = Register(0, claims, pin),
        Pcr1 = Register(1, claims, pin),
        Pcr2 = Register(2, claims, pin),
        Pcr3 = Register(3, claims, pin),
        Pcr4 = Register(4, claims, pin),
        Pcr8 = Register(8, claims, pin),
        OtherPcrs = claims.Pcrs.Where(pcr => pcr.Key is not (0 or 1 or 2 or 3 or 4 or 8) && !pcr.Value.IsZero).ToDictionary(pcr => pcr.Key, pcr => pin.Value(pcr.Value)),
        DangerousTrustedRoots = pin.Trust.Nitro?.DangerousTrustedRoots ?? [],
    };

    private static ReferenceValue<Measurement>? Register(int index, NitroClaims claims, Pin pin) => claims.Pcrs.TryGetValue(index, out var value) ? pin.Value(value) : null;
}
