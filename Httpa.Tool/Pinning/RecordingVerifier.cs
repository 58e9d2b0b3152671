using Httpa.Verifiers;

namespace Httpa.Tool.Pinning;

/// <summary>Authenticates evidence, keeps it, and accepts none: whoever pins a service has no policy yet, so that a handshake must end here.</summary>
/// <param name="type">The type of the evidence.</param>
/// <param name="verifiers">Authenticate it.</param>
/// <param name="trust">Whom the user trusts besides the vendors.</param>
/// <param name="records">Takes the evidence.</param>
internal sealed class RecordingVerifier(EvidenceType type, EvidenceVerifiers verifiers, PinTrust trust, List<EndorsedEvidence> records) : IEvidenceVerifier
{
    public EvidenceType Type => type;

    public AuthenticationResult Authenticate(EndorsedEvidence evidence, AttestationPolicy? policy, DateTimeOffset time)
    {
        records.Add(evidence);
        return verifiers.Authenticate(evidence, trust.For(evidence), time);
    }

    public DateTimeOffset Appraise(AuthenticationResult authenticated, AttestationPolicy policy, DateTimeOffset time, ICollection<Finding> findings)
    {
        findings.Add(new Finding(AppraisalReason.PolicyMemberAbsent, FindingKind.Refused, "policy", "one that somebody reviewed", "still to be written", "Review what httpa pin wrote."));
        return DateTimeOffset.MinValue;
    }
}
