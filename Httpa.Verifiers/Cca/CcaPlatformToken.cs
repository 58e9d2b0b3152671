using Httpa.Verifiers.Arm;
using Httpa.Verifiers.Cose;
using Httpa.Verifiers.Encoding;

namespace Httpa.Verifiers.Cca;

/// <summary>The platform token: claims of the hardware and its firmware, signed by the platform's attestation key (CPAK).</summary>
internal sealed class CcaPlatformToken
{
    public const string Subject = "CCA platform token";

    private static readonly ArmClaim Profile = new(265, "profile");
    private static readonly ArmClaim Challenge = new(10, "challenge");
    private static readonly ArmClaim ClientId = new(2394, "client id");
    private static readonly ArmClaim SecurityLifecycle = new(2395, "security lifecycle");
    private static readonly ArmClaim ImplementationId = new(2396, "implementation id");
    private static readonly ArmClaim InstanceId = new(256, "instance id");
    private static readonly ArmClaim Components = new(2399, "software components");
    private static readonly ArmClaim Service = new(2400, "verification service indicator");
    private static readonly ArmClaim Config = new(2401, "platform config");
    private static readonly ArmClaim HashAlgorithm = new(2402, "hash algorithm");

    /// <summary>Claims of PSA tokens that platform tokens have not, and of realm tokens.</summary>
    private static readonly long[] Foreign = [268, 2397, 2398, 44235, 44236, 44237, 44238, 44239, 44240, 44243, 44244, 44257];

    private CcaPlatformToken(ReadOnlyMemory<byte> bytes, CoseSign1 message, CcaPlatformProfile profile, CcaPlatformClaims claims) =>
        (Bytes, Message, Follows, Claims) = (bytes, message, profile, claims);

    /// <summary>The exact bytes of the token.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public CoseSign1 Message { get; }

    public CcaPlatformProfile Follows { get; }

    public CcaPlatformClaims Claims { get; }

    /// <summary>Whose token it says it is.</summary>
    public ArmDevice Device => new(Claims.InstanceId, Claims.ImplementationId);

    /// <summary>Takes a token apart.</summary>
    /// <param name="bytes">The token; it must not change.</param>
    /// <param name="finding">What is wrong, when the result is null.</param>
    public static CcaPlatformToken? TryParse(ReadOnlyMemory<byte> bytes, out Finding? finding)
    {
        finding = null;
        if (CoseSign1.TryParse(bytes, CoseTagging.Required, CborNumbers.AnyLength) is not { } message || ArmClaims.TryRead(message.Payload) is not { } claims)
        {
            finding = ArmToken.Malformed(Subject, "a tagged COSE_Sign1 over a map, with its algorithm in the protected header");
            return null;
        }

        var name = claims.Text(Profile);
        if (claims.Problem is null && CcaPlatformProfile.Of(name) is null)
        {
            finding = CcaToken.UnknownProfile(Subject, CcaPlatformProfile.Names, name);
            return null;
        }

        var profile = CcaPlatformProfile.Of(name);
        if (profile is { HasClientId: true }) claims.Number(ClientId, 1, 1);
        foreach (var key in Foreign.Where(claims.Has)) claims.Fail($"has the claim {key} of another token");
        if (profile is { HasClientId: false } && claims.Has(ClientId.Key)) claims.Fail($"has the claim {ClientId.Key} of another profile");
        var read = Read(claims, name);
        if (claims.Problem is null) return new CcaPlatformToken(bytes, message, profile!, read);
        finding = ArmToken.Invalid(Subject, name, claims.Problem);
        return null;
    }

    private static CcaPlatformClaims Read(ArmClaims claims, string profile) => new()
    {
        Profile = profile,
        Challenge = claims.Bytes(Challenge, 32, 48, 64),
        ImplementationId = claims.Bytes(ImplementationId, 32),
        InstanceId = claims.InstanceId(InstanceId),
        Config = claims.BytesOfAnyLength(Config),
        SecurityLifecycle = (ushort)claims.Number(SecurityLifecycle, 0, ushort.MaxValue),
        HashAlgorithm = claims.Text(HashAlgorithm),
        SoftwareComponents = claims.Components(Components),
        VerificationService = claims.FindText(Service),
    };
}
