using Httpa.Verifiers;
using Httpa.Verifiers.Arm;
using Httpa.Verifiers.Cca;
using Httpa.Verifiers.Psa;

namespace Httpa.Tool.Verifying;

/// <summary>
/// The attestation key of an Arm device, for judging its token without a policy. That it is this device's key is the user's word: no vendor vouches for it.
/// </summary>
internal static class DeviceKeys
{
    /// <summary>True for evidence that is signed by a device's own key.</summary>
    public static bool Covers(EvidenceType type) => type == EvidenceType.Psa || type == EvidenceType.Cca;

    /// <summary>Reads a key and names it for the device that the evidence is of.</summary>
    /// <param name="file">A public key as JWK, PEM or DER; with the ending <c>.hex</c> a key that the device shares with its verifiers.</param>
    /// <param name="evidence">The evidence: the identifier in it is taken as it is.</param>
    /// <exception cref="BadInputException">There is no key in the file.</exception>
    public static AttestationPolicy Read(string file, EndorsedEvidence evidence)
    {
        var claims = EvidenceVerifiers.CreateDefault().Authenticate(evidence, null, DateTimeOffset.UnixEpoch).Claims;
        var content = InputFile.Read(file);
        return new AttestationPolicy
        {
            Name = "key of --keys",
            Psa = claims is PsaClaims psa ? For(psa, file, content) : null,
            Cca = claims is CcaClaims cca ? new CcaPolicy { Keys = [PublicKey(cca.Platform.InstanceId, file, content)] } : null,
        };
    }

    private static PsaPolicy For(PsaClaims claims, string file, byte[] content) => Path.GetExtension(file) == ".hex"
        ? new PsaPolicy { DangerousSymmetricKeys = [new() { InstanceId = claims.InstanceId, Secret = ReadSecret(file, content) }] }
        : new PsaPolicy { Keys = [PublicKey(claims.InstanceId, file, content)] };

    private static ArmAttestationKey PublicKey(Measurement instanceId, string file, byte[] content)
    {
        try
        {
            return new ArmAttestationKey { InstanceId = instanceId, PublicKey = ArmAttestationKey.ReadPublicKey(content) };
        }
        catch (FormatException e)
        {
            throw new BadInputException($"The key in '{file}' cannot be used: {e.Message}");
        }
    }

    private static Measurement ReadSecret(string file, byte[] content) =>
        Measurement.TryParse(System.Text.Encoding.ASCII.GetString(content).Trim(), out var secret) && secret.Bytes.Length > 0
            ? secret : throw new BadInputException($"The key in '{file}' cannot be used: it is not written in hexadecimal digits.");
}
