namespace Httpa.Verifiers;

/// <summary>
/// What is left when nothing but the vendor's word counts: whether evidence is genuine, and what it says. No policy was applied.
/// </summary>
public sealed class AuthenticationResult
{
    /// <summary>The kind of evidence.</summary>
    public required EvidenceType Type { get; init; }

    /// <summary>Why the evidence is not genuine or not proven; empty when it is genuine.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>True when every signature, certificate, revocation list and validity window holds.</summary>
    public bool IsGenuine => Findings.Count == 0 && Claims is not null;

    /// <summary>What the evidence says; null when it could not be parsed. Proven only when <see cref="IsGenuine"/>.</summary>
    public required IEvidenceClaims? Claims { get; init; }

    /// <summary>
    /// The service whose word this is, when it verified the TEE's evidence in our place; null when the evidence itself was verified here. Whoever controls that service
    /// can make it say anything.
    /// </summary>
    public string? JudgedBy { get; init; }

    /// <summary>The bytes of the caller's choosing that the evidence carries: 64 for a lead, 32 for a device.</summary>
    public ReadOnlyMemory<byte> BoundData { get; init; }

    /// <summary>What tells a device from every other of its type, its certified key say, so that none counts twice; empty for a lead.</summary>
    public Measurement DeviceIdentity { get; init; }

    /// <summary>The earliest end of validity of all that was relied on.</summary>
    public DateTimeOffset Expires { get; init; }

    /// <summary>Which issue of each endorsement was relied on, so that a relying party can refuse to go back to an older one.</summary>
    public IReadOnlyList<EndorsementIssue> Issues { get; init; } = [];
}

/// <summary>Which issue of a recurring document was relied on.</summary>
/// <param name="Subject">The document, such as <c>tcb_info sgx 00606a000000</c>.</param>
/// <param name="Number">The evaluation number, or the number of the revocation list.</param>
/// <param name="Date">The issue date.</param>
public sealed record EndorsementIssue(string Subject, long Number, DateTimeOffset Date);

/// <summary>What a piece of evidence says, named as the vendor names it.</summary>
public interface IEvidenceClaims
{
    /// <summary>Every claim as name and text: numbers in decimal, bytes in lower-case hexadecimal.</summary>
    IEnumerable<KeyValuePair<string, string>> Describe();
}
