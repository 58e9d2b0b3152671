using Httpa.Verifiers;
using Httpa.Verifiers.Snp;

namespace Httpa.Tool.Pinning;

/// <summary>The SEV-SNP guest that was seen, and its firmware as the oldest that is accepted.</summary>
internal static class PinnedSnp
{
    public static SnpPolicy Of(SnpClaims claims, Pin pin) => new()
    {
        Measurement = pin.Value(claims.Measurement),
        HostData = pin.Value(claims.HostData),
        FamilyId = pin.Value(claims.FamilyId),
        ImageId = pin.Value(claims.ImageId),
        GuestSvn = ReferenceValue.AtLeast(claims.GuestSvn),
        IdKeyDigest = pin.Value(claims.IdKeyDigest),
        AuthorKeyDigest = pin.Value(claims.AuthorKeyDigest),
        ReportIdMa = claims.Has(SnpGuestPolicyBits.MigrateMa) ? pin.Value(claims.ReportIdMa) : null,
        Vmpl = pin.Value(claims.Vmpl),
        GuestPolicy = GuestPolicy(claims, pin),
        Milan = Firmware(claims, SnpProduct.Milan),
        Genoa = Firmware(claims, SnpProduct.Genoa),
        Turin = Firmware(claims, SnpProduct.Turin),
        ChipId = claims.ChipId.IsZero ? null : pin.Value(claims.ChipId),
        CspId = claims.CspId is { } provider ? pin.Value(provider) : null,
        RequireCrl = claims.HasRevocationList,
        DangerousTrustedRoots = pin.Trust.Snp?.DangerousTrustedRoots ?? [],
    };

    private static SnpGuestPolicyRules GuestPolicy(SnpClaims claims, Pin pin) => new()
    {
        Smt = pin.Value(claims.Has(SnpGuestPolicyBits.Smt)),
        MigrateMa = pin.Value(claims.Has(SnpGuestPolicyBits.MigrateMa)),
        SingleSocket = pin.Value(claims.Has(SnpGuestPolicyBits.SingleSocket)),
        CxlAllow = pin.Value(claims.Has(SnpGuestPolicyBits.CxlAllow)),
        MemAes256Xts = pin.Value(claims.Has(SnpGuestPolicyBits.MemAes256Xts)),
        RaplDis = pin.Value(claims.Has(SnpGuestPolicyBits.RaplDis)),
        CiphertextHidingDram = pin.Value(claims.Has(SnpGuestPolicyBits.CiphertextHidingDram)),
        PageSwapDisable = pin.Value(claims.Has(SnpGuestPolicyBits.PageSwapDisable)),
    };

    private static SnpTcbPolicy? Firmware(SnpClaims claims, SnpProduct product) => claims.Product != product ? null : new SnpTcbPolicy
    {
        Reported = SnpTcb.Read(claims.ReportedTcb, product),
        Committed = SnpTcb.Read(claims.CommittedTcb, product),
        Current = SnpTcb.Read(claims.CurrentTcb, product),
        Launch = SnpTcb.Read(claims.LaunchTcb, product),
    };
}
