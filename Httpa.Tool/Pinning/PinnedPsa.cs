using Httpa.Verifiers.Psa;

namespace Httpa.Tool.Pinning;

/// <summary>The Arm device that was seen, by the key that the user gave.</summary>
internal static class PinnedPsa
{
    public static PsaPolicy Of(PsaClaims claims, Pin pin) => new()
    {
        Keys = pin.Trust.Psa?.Keys ?? [],
        DangerousSymmetricKeys = pin.Trust.Psa?.DangerousSymmetricKeys ?? [],
        ClientId = pin.Value(claims.ClientId),
        ImplementationId = pin.Value(claims.ImplementationId),
        CertificationReference = claims.CertificationReference is { } reference ? pin.Value(reference) : null,
        Profile = pin.Value(claims.Profile),
        SoftwareComponents = PinnedArm.Of(claims.SoftwareComponents, pin),
    };
}
