using Httpa.Verifiers.Arm;

namespace Httpa.Verifiers.Psa;

/// <summary>
/// Which claims a profile has, by key: RFC 9783, section 4; its forerunner draft-tschofenig-rats-psa-token-08 (profile 2); and the first drafts with keys of their own (profile
/// 1, draft-tschofenig-rats-psa-token-07), as RFC 9783, section 4.6, compares them.
/// </summary>
internal sealed class PsaLayout
{
    public const string Rfc9783Profile = "tag:psacertified.org,2023:psa#tfm";
    public const string Profile2 = "http://arm.com/psa/2.0.0";
    public const string Profile1 = "PSA_IOT_PROFILE_1";

    private const long EatProfile = 265;
    private const long BootSeedOfProfile2 = 2397;

    private static readonly PsaLayout Rfc9783 = new(Rfc9783Profile, EatProfile, 10, 2394, 2395, 2396, 268, 2398, 2399, 2400, 256);
    private static readonly PsaLayout Second = new(Profile2, EatProfile, 10, 2394, 2395, 2396, BootSeedOfProfile2, 2398, 2399, 2400, 256);

    private static readonly PsaLayout First = new(Profile1, -75000, -75008, -75001, -75002, -75003, -75004, -75005, -75006, -75010, -75009)
    {
        NoMeasurements = new(-75007, "no software measurements"),
        BootSeedLengths = (32, 32),
        IsBootSeedRequired = true,
        HasShortCertificationReference = true,
    };

    private PsaLayout(
        string name, long profile, long nonce, long clientId, long lifecycle, long implementationId, long bootSeed, long certification, long components, long service, long instanceId)
    {
        Name = name;
        Profile = new(profile, "profile");
        Nonce = new(nonce, "nonce");
        ClientId = new(clientId, "client id");
        SecurityLifecycle = new(lifecycle, "security lifecycle");
        ImplementationId = new(implementationId, "implementation id");
        BootSeed = new(bootSeed, "boot seed");
        CertificationReference = new(certification, "certification reference");
        SoftwareComponents = new(components, "software components");
        VerificationService = new(service, "verification service indicator");
        InstanceId = new(instanceId, "instance id");
    }

    /// <summary>The profiles that are known, in the order of their age.</summary>
    public static IReadOnlyList<string> Known { get; } = [Profile1, Profile2, Rfc9783Profile];

    public string Name { get; }

    public ArmClaim Profile { get; }

    public ArmClaim Nonce { get; }

    public ArmClaim ClientId { get; }

    public ArmClaim SecurityLifecycle { get; }

    public ArmClaim ImplementationId { get; }

    public ArmClaim BootSeed { get; }

    public ArmClaim CertificationReference { get; }

    public ArmClaim SoftwareComponents { get; }

    public ArmClaim VerificationService { get; }

    public ArmClaim InstanceId { get; }

    /// <summary>The claim that stands in the place of the software components when nothing was measured; null where a profile has none.</summary>
    public ArmClaim? NoMeasurements { get; private init; }

    /// <summary>How long the boot seed may be, in bytes.</summary>
    public (int Minimum, int Maximum) BootSeedLengths { get; private init; } = (8, 32);

    public bool IsBootSeedRequired { get; private init; }

    /// <summary>True when a certification reference may be an EAN-13 alone, without the five digits behind it.</summary>
    public bool HasShortCertificationReference { get; private init; }

    private long[] Keys =>
    [
        Profile.Key, Nonce.Key, ClientId.Key, SecurityLifecycle.Key, ImplementationId.Key, BootSeed.Key, CertificationReference.Key, SoftwareComponents.Key,
        VerificationService.Key, InstanceId.Key, .. NoMeasurements is { } none ? new[] { none.Key } : [],
    ];

    /// <summary>The layout that a set of claims must have: that of the profile which it names, for an unknown one that of the keys it has.</summary>
    /// <param name="claims">The claims; they fail when the profile is no text, or when there is a claim of another layout.</param>
    public static PsaLayout Of(ArmClaims claims)
    {
        var layout = First;
        if (claims.Has(EatProfile))
        {
            var profile = claims.Text(Rfc9783.Profile);
            layout = profile == Profile2 || (profile != Rfc9783Profile && claims.Has(BootSeedOfProfile2)) ? Second : Rfc9783;
            if (profile == Profile1) claims.Fail($"names the profile {Profile1} under the key of another");
        }
        else if (claims.FindText(First.Profile) is Profile2 or Rfc9783Profile)
        {
            claims.Fail($"names its profile under the key of {Profile1}");
        }

        foreach (var foreign in new[] { Rfc9783, Second, First }.SelectMany(other => other.Keys).Except(layout.Keys).Where(claims.Has))
            claims.Fail($"has the claim {foreign} of another profile");
        return layout;
    }
}
