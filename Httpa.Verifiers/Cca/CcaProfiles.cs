namespace Httpa.Verifiers.Cca;

/// <summary>What a platform token has by its profile (draft-ffm-rats-cca-token; DEN0137, section A7.2.3.3).</summary>
/// <param name="Name">The profile.</param>
/// <param name="CoversRealm">True when it also describes a realm token that names no profile.</param>
/// <param name="HasClientId">True when the token says who asked for it, which is always 1.</param>
internal sealed record CcaPlatformProfile(string Name, bool CoversRealm = false, bool HasClientId = false)
{
    private static readonly CcaPlatformProfile[] Known =
    [
        new("http://arm.com/CCA-SSD/1.0.0", CoversRealm: true),
        new("tag:arm.com,2023:cca_platform#1.0.0"),
        new("tag:arm.com,2024:cca_platform#2.0.0", HasClientId: true),
    ];

    /// <summary>The profiles that are known.</summary>
    public static string Names => string.Join(", ", Known.Select(profile => profile.Name));

    /// <summary>The profile of a name; null when it is not known.</summary>
    public static CcaPlatformProfile? Of(string name) => Array.Find(Known, profile => profile.Name == name);
}

/// <summary>What a realm token has by its profile (draft-ffm-rats-cca-token; DEN0137, section A7.2.3.1).</summary>
/// <param name="Name">The profile; null for the oldest, which has no name.</param>
/// <param name="HasCoseKey">True when the realm's key is a COSE_Key, false for a bare point of P-384.</param>
/// <param name="HasInstanceId">True when realms have an identifier and a policy of memory encryption.</param>
internal sealed record CcaRealmProfile(string? Name, bool HasCoseKey, bool HasInstanceId = false)
{
    private static readonly CcaRealmProfile[] Known =
    [
        new(null, HasCoseKey: false),
        new("tag:arm.com,2023:realm#1.0.0", HasCoseKey: true),
        new("tag:arm.com,2024:realm#2.0.0", HasCoseKey: true, HasInstanceId: true),
    ];

    /// <summary>The profiles that are known.</summary>
    public static string Names => string.Join(", ", Known.Select(profile => profile.Name ?? "none"));

    /// <summary>The profile of a name; null when it is not known.</summary>
    public static CcaRealmProfile? Of(string? name) => Array.Find(Known, profile => profile.Name == name);
}
