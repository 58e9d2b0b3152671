using Httpa.Verifiers.Arm;

namespace Httpa.Verifiers.Cca;

/// <summary>A CCA attestation token: a platform token and a realm token.</summary>
/// <param name="Platform">The platform token.</param>
/// <param name="Realm">The realm token.</param>
internal sealed record CcaToken(CcaPlatformToken Platform, CcaRealmToken Realm)
{
    /// <summary>What both say.</summary>
    public CcaClaims Claims => new() { Platform = Platform.Claims, Realm = Realm.Claims };

    /// <summary>Takes a token apart.</summary>
    /// <param name="bytes">The token.</param>
    /// <param name="finding">What is wrong, when the result is null.</param>
    public static CcaToken? TryParse(ReadOnlyMemory<byte> bytes, out Finding? finding)
    {
        if (CcaCollection.TryParse(bytes) is not { } collection)
        {
            finding = ArmToken.Malformed("CCA token", "a map with tag 399 or 907 that holds a platform token and a realm token");
            return null;
        }

        if (CcaPlatformToken.TryParse(collection.Platform, out finding) is not { } platform) return null;
        if (CcaRealmToken.TryParse(collection.Realm, out finding) is not { } realm) return null;
        if (realm.Follows.Name is not null || platform.Follows.CoversRealm) return new CcaToken(platform, realm);
        finding = UnknownProfile(CcaRealmToken.Subject, $"one beside the platform's {platform.Follows.Name}, which does not describe realms", "none");
        return null;
    }

    /// <summary>The finding about a token of a profile that is not known.</summary>
    internal static Finding UnknownProfile(string token, string expected, string actual) => new(
        AppraisalReason.CcaProfileUnsupported, FindingKind.NotGenuine, $"profile of the {token}", expected, actual, "Compare the versions: the platform's firmware and this library.");
}
