using Httpa.Verifiers;

namespace Httpa.Tool;

/// <summary>Evidence as it lies in a file.</summary>
/// <param name="Evidence">The evidence, in the form that it has on the wire.</param>
/// <param name="Documents">Endorsements that stand in the same file; mostly none.</param>
internal sealed record EvidenceFile(Evidence Evidence, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Documents)
{
    private static readonly Dictionary<string, ReadOnlyMemory<byte>> NoDocuments = new(StringComparer.Ordinal);

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="token">The type that the user named; null for the one that the file begins like.</param>
    /// <exception cref="BadInputException">It cannot be read, or what was named is no type.</exception>
    /// <exception cref="UnsupportedEvidenceException">No type was named and none is recognised.</exception>
    public static EvidenceFile Read(string path, string? token)
    {
        var content = InputFile.Read(path);
        if (token is null or "azure-vtpm" && AzureVtpmJson.TryRead(content) is { } parts) return parts;
        var type = EvidenceDetection.TypeOf(token, content);
        // Tokens are text: an editor or echo ends them with a new line, which is none of theirs.
        return new EvidenceFile(new Evidence(type, type == EvidenceType.Jwt ? content.AsMemory().TrimEnd("\r\n"u8) : content), NoDocuments);
    }

    /// <summary>The evidence with endorsements of a directory; where both have a document, the directory's counts.</summary>
    public EndorsedEvidence With(Endorsements directory)
    {
        var documents = new Dictionary<string, ReadOnlyMemory<byte>>(Documents, StringComparer.Ordinal);
        foreach (var name in directory.Names)
            if (directory.TryGet(name, out var content)) documents[name] = content;
        return new EndorsedEvidence(Evidence, new Endorsements(documents));
    }
}
