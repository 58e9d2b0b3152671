namespace Httpa.Verifiers;

/// <summary>What a TEE claims of itself, in the vendor's own binary form (RFC 9334, section 8.1). Nothing of it is proven.</summary>
/// <param name="Type">The kind of evidence.</param>
/// <param name="Value">The bytes as received: a quote, a report or a token.</param>
public sealed record Evidence(EvidenceType Type, ReadOnlyMemory<byte> Value);

/// <summary>Evidence together with the endorsements that came with it or were found for it.</summary>
/// <param name="Evidence">The evidence.</param>
/// <param name="Endorsements">What vendors signed about the platform; verified like everything else that came over the network.</param>
public sealed record EndorsedEvidence(Evidence Evidence, Endorsements Endorsements);
