using Httpa.Verifiers.Cca;

namespace Httpa.Tool.Pinning;

/// <summary>The CCA realm that was seen, on the platform of the key that the user gave. The realm's own identifier is left out: it changes with every start.</summary>
internal static class PinnedCca
{
    public static CcaPolicy Of(CcaClaims claims, Pin pin) => new()
    {
        Keys = pin.Trust.Cca?.Keys ?? [],
        RealmInitialMeasurement = pin.Value(claims.Realm.InitialMeasurement),
        RealmExtensibleMeasurement0 = pin.Value(claims.Realm.ExtensibleMeasurements[0]),
        RealmExtensibleMeasurement1 = pin.Value(claims.Realm.ExtensibleMeasurements[1]),
        RealmExtensibleMeasurement2 = pin.Value(claims.Realm.ExtensibleMeasurements[2]),
        RealmExtensibleMeasurement3 = pin.Value(claims.Realm.ExtensibleMeasurements[3]),
        RealmPersonalizationValue = pin.Value(claims.Realm.PersonalizationValue),
        RequirePrivateMemoryEncryption = claims.Realm.HasPrivateMemoryEncryption == true,
        SoftwareComponents = PinnedArm.Of(claims.Platform.SoftwareComponents, pin),
        ImplementationId = pin.Value(claims.Platform.ImplementationId),
        PlatformConfig = pin.Value(claims.Platform.Config),
    };
}
