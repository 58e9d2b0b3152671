using System.Diagnostics.CodeAnalysis;
using Httpa.Verifiers;

namespace Httpa.Client.Protocol;

/// <summary>
/// The body of media type application/httpa-evidence+json (HTTPA/1, sections 2 and 5): a KEM public key, the lead's evidence and up to 16 devices',
/// each with its stapled endorsements. Strict JSON, at most 1 MiB.
/// </summary>
internal sealed record EvidenceBody(ReadOnlyMemory<byte> PublicKey, IReadOnlyList<EndorsedEvidence> Items)
{
    public const string MediaType = "application/httpa-evidence+json";

    /// <summary>The longest body in bytes.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>The lead and 16 devices.</summary>
    public const int MaxItems = 17;

    /// <summary>The evidence that vouches for the key.</summary>
    public EndorsedEvidence Lead => Items[0];

    /// <summary>The devices' evidence, in order: what <see cref="AttestTranscript.Binding"/> takes.</summary>
    public IEnumerable<Evidence> Devices => Items.Skip(1).Select(item => item.Evidence);

    /// <summary>The body's bytes.</summary>
    /// <exception cref="InvalidOperationException">An endorsement that the type does not have, too many items, or more than 1 MiB.</exception>
    public byte[] Serialize() => EvidenceBodyWriter.Write(this);

    public static bool TryParse(ReadOnlySpan<byte> json, [NotNullWhen(true)] out EvidenceBody? body, out string problem) =>
        EvidenceBodyReader.TryRead(json, out body, out problem);
}
