namespace Httpa.Verifiers;

/// <summary>Judges one type of evidence. Pure: no socket, no clock, no certificate store; never throws on what came over the network.</summary>
public interface IEvidenceVerifier
{
    /// <summary>The type that this verifier judges.</summary>
    EvidenceType Type { get; }

    /// <summary>Establishes whether the evidence is genuine, and what it says.</summary>
    /// <param name="evidence">The evidence with its endorsements.</param>
    /// <param name="policy">Names extra trust anchors, if any; null for the vendor's pinned keys alone. Nothing else of it counts here.</param>
    /// <param name="time">The time to judge at.</param>
    AuthenticationResult Authenticate(EndorsedEvidence evidence, AttestationPolicy? policy, DateTimeOffset time);

    /// <summary>Holds genuine evidence against a policy and adds a finding for every rule that is not met.</summary>
    /// <param name="authenticated">The result of <see cref="Authenticate"/>; genuine.</param>
    /// <param name="policy">What the relying party accepts.</param>
    /// <param name="time">The time to judge at.</param>
    /// <param name="findings">Takes the objections.</param>
    /// <returns>When this acceptance ends for reasons of the policy (a grace period, say); <see cref="DateTimeOffset.MaxValue"/> if it does not.</returns>
    DateTimeOffset Appraise(AuthenticationResult authenticated, AttestationPolicy policy, DateTimeOffset time, ICollection<Finding> findings);
}
