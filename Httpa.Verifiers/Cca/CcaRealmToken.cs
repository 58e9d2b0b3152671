using Httpa.Verifiers.Arm;
using Httpa.Verifiers.Cose;
using Httpa.Verifiers.Encoding;
using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Cca;

/// <summary>The realm token: claims of the realm, signed by the key (RAK) that stands in it and that the platform token vouches for.</summary>
internal sealed class CcaRealmToken
{
    public const string Subject = "CCA realm token";

    private const int MeasurementCount = 4;
    private const byte UncompressedPoint = 4;

    private static readonly ArmClaim Profile = new(265, "profile");
    private static readonly ArmClaim Challenge = new(10, "challenge");
    private static readonly ArmClaim InstanceId = new(256, "instance id");
    private static readonly ArmClaim Personalization = new(44235, "personalization value");
    private static readonly ArmClaim HashAlgorithm = new(44236, "hash algorithm");
    private static readonly ArmClaim PublicKey = new(44237, "public key");
    private static readonly ArmClaim Initial = new(44238, "initial measurement");
    private static readonly ArmClaim Extensible = new(44239, "extensible measurements");
    private static readonly ArmClaim PublicKeyHash = new(44240, "public key hash algorithm");
    private static readonly ArmClaim MemoryEncryption = new(44243, "memory encryption policy");
    private static readonly ArmClaim LiveActivation = new(44244, "live firmware activation policy");
    private static readonly ArmClaim Devices = new(44257, "devices token hash");

    /// <summary>Claims of platform and PSA tokens.</summary>
    private static readonly long[] Foreign = [268, 2394, 2395, 2396, 2397, 2398, 2399, 2400, 2401, 2402, 2403, 2404, 2405, 2406];

    /// <summary>Claims that only realms with an identifier have.</summary>
    private static readonly long[] Newer = [InstanceId.Key, MemoryEncryption.Key, LiveActivation.Key, Devices.Key];

    private CcaRealmToken(CoseSign1 message, CcaRealmProfile profile, CcaRealmClaims claims) => (Message, Follows, Claims) = (message, profile, claims);

    public CoseSign1 Message { get; }

    public CcaRealmProfile Follows { get; }

    public CcaRealmClaims Claims { get; }

    /// <summary>Takes a token apart.</summary>
    /// <param name="bytes">The token; it must not change.</param>
    /// <param name="finding">What is wrong, when the result is null.</param>
    public static CcaRealmToken? TryParse(ReadOnlyMemory<byte> bytes, out Finding? finding)
    {
        finding = null;
        if (CoseSign1.TryParse(bytes, CoseTagging.Required, CborNumbers.AnyLength) is not { } message || ArmClaims.TryRead(message.Payload) is not { } claims)
        {
            finding = ArmToken.Malformed(Subject, "a tagged COSE_Sign1 over a map, with its algorithm in the protected header");
            return null;
        }

        var name = claims.FindText(Profile);
        if (claims.Problem is null && CcaRealmProfile.Of(name) is null)
        {
            finding = CcaToken.UnknownProfile(Subject, CcaRealmProfile.Names, name ?? "none");
            return null;
        }

        var profile = CcaRealmProfile.Of(name);
        foreach (var key in Foreign.Where(claims.Has)) claims.Fail($"has the claim {key} of another token");
        if (profile is { HasInstanceId: false })
            foreach (var key in Newer.Where(claims.Has)) claims.Fail($"has the claim {key} of another profile");
        var read = Read(claims, name, profile is { HasInstanceId: true });
        if (claims.Problem is null) return new CcaRealmToken(message, profile!, read);
        finding = ArmToken.Invalid(Subject, name ?? "the first profile", claims.Problem);
        return null;
    }

    /// <summary>The realm's key; null when it is none of the form that the profile demands.</summary>
    public PublicKeyInfo? ReadKey()
    {
        if (Follows.HasCoseKey) return CoseKey.TryParse(Claims.PublicKey.Bytes);
        var point = Claims.PublicKey.Bytes;
        var isPoint = point.Length == 1 + (2 * PublicKeyInfo.CoordinateLength(KeyKind.P384)) && point.Span[0] == UncompressedPoint;
        return isPoint ? new PublicKeyInfo(KeyKind.P384, point[1..]) : null;
    }

    private static CcaRealmClaims Read(ArmClaims claims, string? profile, bool isNewer) => new()
    {
        Profile = profile,
        Challenge = claims.Bytes(Challenge, 64),
        InstanceId = isNewer ? claims.InstanceId(InstanceId) : null,
        PersonalizationValue = claims.Bytes(Personalization, 64),
        InitialMeasurement = claims.Bytes(Initial, 32, 48, 64),
        ExtensibleMeasurements = claims.Required(Extensible, ReadMeasurements) ?? [],
        HashAlgorithm = claims.Text(HashAlgorithm),
        PublicKey = claims.BytesOfAnyLength(PublicKey),
        PublicKeyHashAlgorithm = claims.Text(PublicKeyHash),
        HasPrivateMemoryEncryption = isNewer ? claims.Number(MemoryEncryption, 0, 1) == 1 : null,
        AllowsLiveFirmwareActivation = claims.FindNumber(LiveActivation, 0, 1) is { } allows ? allows == 1 : null,
        DevicesTokenHash = claims.Has(Devices.Key) ? claims.Bytes(Devices, 32, 48, 64) : null,
    };

    private static IReadOnlyList<Measurement> ReadMeasurements(StrictCbor cbor)
    {
        if (cbor.ReadArray(MeasurementCount) != MeasurementCount) cbor.Fail();
        var measurements = new Measurement[MeasurementCount];
        for (var i = 0; i < MeasurementCount; i++)
        {
            var bytes = cbor.ReadBytes(32, 64);
            if (bytes.Length is not (32 or 48 or 64)) cbor.Fail();
            measurements[i] = new Measurement(bytes.ToArray());
        }

        cbor.EndArray();
        return measurements;
    }
}
