namespace Httpa.Verifiers;

/// <summary>The verdict on a service's evidence (RFC 9334, section 8.4): accepted, or every objection.</summary>
public sealed class AttestationResult
{
    private readonly ReadOnlyMemory<byte> _publicKey;
    private readonly AttestationPolicy? _policy;

    internal AttestationResult(
        AppraisalRequest request, IReadOnlyList<AuthenticationResult> items, IReadOnlyList<Finding> findings, DateTimeOffset expires)
    {
        _publicKey = request.PublicKey;
        _policy = request.AlsoRequired is null ? request.Policy : null;
        PolicyName = request.AlsoRequired is null ? request.Policy.Name : $"{request.Policy.Name} and {request.AlsoRequired.Name}";
        Limitations = request.Limitations;
        Time = request.Time;
        Items = items;
        Findings = findings;
        Expires = expires;
    }

    /// <summary>True when all evidence is genuine, bound to the key and accepted by the policy.</summary>
    public bool IsAccepted => Findings.Count == 0;

    /// <summary>Every objection; empty when accepted.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>What was found about each piece of evidence: the lead first, then the devices.</summary>
    public IReadOnlyList<AuthenticationResult> Items { get; }

    /// <summary>The type of the lead.</summary>
    public EvidenceType Type => Items[0].Type;

    /// <summary>What the lead says; null when it could not be parsed.</summary>
    public IEvidenceClaims? Claims => Items[0].Claims;

    /// <summary>What the protocol that brought the evidence cannot give, accepted or not; empty for HTTPA/1.</summary>
    public IReadOnlyList<Limitation> Limitations { get; }

    /// <summary>The policy's name.</summary>
    public string PolicyName { get; }

    /// <summary>The time that was judged at.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>When the acceptance ends: the earliest end of anything relied on.</summary>
    public DateTimeOffset Expires { get; }

    /// <summary>
    /// What to change in the policy file so that it accepts what was refused, *if that is right*: a JSON merge patch (RFC 7396). A service that an attacker runs gets a patch too, so
    /// that somebody who knows what the service should be has to decide.
    /// </summary>
    /// <returns>
    /// Null when the evidence was accepted, is not genuine or is not proven, and when an objection is one that no list of accepted values should lift: debug mode, firmware with known
    /// holes, a value whose time is over. Null too when a second policy had to accept the evidence, since the objections may be its.
    /// </returns>
    public string? SuggestPatch() => _policy is null ? null : PolicyPatch.For(_policy, Findings);

    /// <summary>The public key that accepted evidence vouches for.</summary>
    /// <exception cref="InvalidOperationException">The evidence was not accepted.</exception>
    public ReadOnlyMemory<byte> AttestedKey =>
        IsAccepted ? _publicKey : throw new InvalidOperationException("Evidence that was not accepted vouches for no key.");
}
