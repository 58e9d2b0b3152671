using Httpa.Verifiers;

namespace Httpa.Tool.Verifying;

/// <summary>The keys of <c>--keys</c>, for evidence that no vendor vouches for.</summary>
internal static class TrustedKeys
{
    /// <summary>True for evidence that needs such keys.</summary>
    public static bool Cover(EvidenceType type) => type == EvidenceType.Jwt || DeviceKeys.Covers(type);

    /// <summary>Reads the keys for one piece of evidence.</summary>
    /// <param name="file">A service's keys, or a device's.</param>
    /// <param name="evidence">The evidence: whom it names is taken as it is.</param>
    /// <exception cref="BadInputException">There is no key in the file, or the evidence needs none.</exception>
    public static AttestationPolicy Read(string file, EndorsedEvidence evidence)
    {
        if (DeviceKeys.Covers(evidence.Evidence.Type)) return DeviceKeys.Read(file, evidence);
        return evidence.Evidence.Type == EvidenceType.Jwt ? TokenKeys.Read(file, evidence.Evidence.Value.Span)
            : throw new BadInputException("--keys is for a service's token (jwt) or an Arm device's (psa, cca); the other vendors' keys are built in.");
    }
}
