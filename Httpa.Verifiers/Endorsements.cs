using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Httpa.Verifiers;

/// <summary>
/// Documents that vendors signed about a platform (RFC 9334, section 8.2), each under the name that it has in an endorsements
/// directory without the ending, such as <c>tcb_info</c> or <c>pck_crl</c> (HTTPA/1, section 5). Immutable, and untrusted until verified.
/// </summary>
/// <remarks>Certificate chains are PEM text, certificates and revocation lists DER, and Intel's documents the exact JSON bytes.</remarks>
public sealed class Endorsements
{
    /// <summary>The largest single document, in bytes.</summary>
    public const int MaxDocumentLength = 1 << 20;

    private readonly FrozenDictionary<string, ReadOnlyMemory<byte>> _documents;

    /// <summary>Takes copies of the documents.</summary>
    /// <param name="documents">Name and content of each document.</param>
    /// <exception cref="ArgumentException">A name stands twice, or a document is longer than <see cref="MaxDocumentLength"/>.</exception>
    public Endorsements(IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> documents)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var copies = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var (name, content) in documents)
        {
            if (content.Length > MaxDocumentLength)
                throw new ArgumentException($"The endorsement '{name}' has {content.Length} bytes; {MaxDocumentLength} are allowed.", nameof(documents));
            if (!copies.TryAdd(name, content.ToArray()))
                throw new ArgumentException($"The endorsement '{name}' stands twice.", nameof(documents));
        }

        _documents = copies.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>No endorsements.</summary>
    public static Endorsements None { get; } = new([]);

    /// <summary>The names of the documents.</summary>
    public IReadOnlyCollection<string> Names => _documents.Keys;

    /// <summary>Finds a document by its name.</summary>
    /// <param name="name">The name, such as <c>tcb_info</c>.</param>
    /// <param name="content">The document's bytes, when the result is true.</param>
    /// <returns>False when there is no such document.</returns>
    public bool TryGet(string name, out ReadOnlyMemory<byte> content) => _documents.TryGetValue(name, out content);

    /// <summary>True when other endorsements have the same documents, byte for byte.</summary>
    internal bool HasSameDocuments(Endorsements others) =>
        ReferenceEquals(this, others)
        || (_documents.Count == others._documents.Count && _documents.All(d => others.TryGet(d.Key, out var other) && other.Span.SequenceEqual(d.Value.Span)));
}
