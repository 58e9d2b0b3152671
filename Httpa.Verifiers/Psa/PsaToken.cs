using System.Text.RegularExpressions;
using Httpa.Verifiers.Arm;
using Httpa.Verifiers.Cose;
using Httpa.Verifiers.Encoding;

namespace Httpa.Verifiers.Psa;

/// <summary>
/// A PSA attestation token (RFC 9783): claims, signed by the device (COSE_Sign1), or with an authentication code under a key that it shares with its verifiers (COSE_Mac0).
/// </summary>
internal sealed partial class PsaToken
{
    private const string Subject = "PSA token";

    private PsaToken(CoseSign1? signed, CoseMac0? authenticated, PsaClaims claims) => (Signed, Authenticated, Claims) = (signed, authenticated, claims);

    /// <summary>The signed message; null when there is an authentication code instead.</summary>
    public CoseSign1? Signed { get; }

    /// <summary>The message with an authentication code; null when it is signed.</summary>
    public CoseMac0? Authenticated { get; }

    /// <summary>What the token says.</summary>
    public PsaClaims Claims { get; }

    /// <summary>Whose token it says it is.</summary>
    public ArmDevice Device => new(Claims.InstanceId, Claims.ImplementationId);

    /// <summary>Takes a token apart.</summary>
    /// <param name="bytes">The token.</param>
    /// <param name="finding">What is wrong, when the result is null.</param>
    public static PsaToken? TryParse(ReadOnlyMemory<byte> bytes, out Finding? finding)
    {
        finding = null;
        var signed = CoseSign1.TryParse(bytes, CoseTagging.Required, CborNumbers.AnyLength);
        var authenticated = signed is null ? CoseMac0.TryParse(bytes, CoseTagging.Required, CborNumbers.AnyLength) : null;
        if ((signed?.Payload ?? authenticated?.Payload) is not { } payload || ArmClaims.TryRead(payload) is not { } claims)
        {
            finding = ArmToken.Malformed(Subject, "a tagged COSE_Sign1 or COSE_Mac0 over a map, with its algorithm in the protected header");
            return null;
        }

        var layout = PsaLayout.Of(claims);
        var read = Read(claims, layout) with { IsSymmetric = authenticated is not null };
        if (claims.Problem is null) return new PsaToken(signed, authenticated, read);
        finding = ArmToken.Invalid(Subject, layout.Name, claims.Problem);
        return null;
    }

    private static PsaClaims Read(ArmClaims claims, PsaLayout layout)
    {
        var hasNoMeasurements = layout.NoMeasurements is { } none && claims.FindNumber(none, 1, 1) is not null;
        if (hasNoMeasurements && claims.Has(layout.SoftwareComponents.Key)) claims.Fail("has software components, and says that it has none");
        if (layout.IsBootSeedRequired && !claims.Has(layout.BootSeed.Key)) claims.Fail($"lacks the claim {layout.BootSeed.Key} (boot seed)");
        return new PsaClaims
        {
            Profile = claims.FindText(layout.Profile) ?? layout.Name,
            Nonce = claims.Bytes(layout.Nonce, 32, 48, 64),
            ClientId = ReadClientId(claims, layout),
            SecurityLifecycle = (ushort)claims.Number(layout.SecurityLifecycle, 0, ushort.MaxValue),
            ImplementationId = claims.Bytes(layout.ImplementationId, 32),
            InstanceId = claims.InstanceId(layout.InstanceId),
            BootSeed = claims.FindBytes(layout.BootSeed, layout.BootSeedLengths.Minimum, layout.BootSeedLengths.Maximum),
            CertificationReference = ReadCertificationReference(claims, layout),
            SoftwareComponents = hasNoMeasurements ? [] : claims.Components(layout.SoftwareComponents),
            VerificationService = claims.FindText(layout.VerificationService),
        };
    }

    private static int ReadClientId(ArmClaims claims, PsaLayout layout)
    {
        var id = (int)claims.Number(layout.ClientId, int.MinValue, int.MaxValue);
        if (claims.Problem is null && id == 0) claims.Fail($"has the claim {layout.ClientId.Key} (client id) with 0, which is nobody's");
        return id;
    }

    private static string? ReadCertificationReference(ArmClaims claims, PsaLayout layout)
    {
        if (claims.FindText(layout.CertificationReference) is not { } reference) return null;
        var isWellFormed = LongReference.IsMatch(reference) || (layout.HasShortCertificationReference && ShortReference.IsMatch(reference));
        if (!isWellFormed) claims.Fail($"has the claim {layout.CertificationReference.Key} (certification reference) in a form that it cannot have");
        return reference;
    }

    // An EAN-13 with the five digits of PSA Certified behind it, and the EAN-13 alone.
    [GeneratedRegex(@"\A[0-9]{13}-[0-9]{5}\z", RegexOptions.CultureInvariant)]
    private static partial Regex LongReference { get; }

    [GeneratedRegex(@"\A[0-9]{13}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ShortReference { get; }
}
