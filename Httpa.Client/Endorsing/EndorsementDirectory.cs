using System.Collections.Frozen;
using Httpa.Verifiers;

namespace Httpa.Client.Endorsing;

/// <summary>
/// Endorsements as files, one a document. Intel: <c>tcb_info.json</c>, <c>qe_identity.json</c> (Intel's bodies, byte for byte), <c>tcb_signing_chain.pem</c>,
/// <c>pck_crl_issuer_chain.pem</c>, <c>pck_crl.der</c> and <c>root_ca_crl.der</c>. AMD: <c>vcek.der</c> or <c>vlek.der</c>, <c>ask.der</c>, <c>ark.der</c> and <c>crl.der</c>; an
/// <c>asvk.der</c> stands for <c>ask.der</c>. NVIDIA: <c>cert_chain.pem</c>, <c>driver_rim.xml</c>, <c>vbios_rim.xml</c> and <c>ocsp.der</c>. Azure's vTPM: <c>td_quote.bin</c> and <c>pcrs.bin</c>.
/// </summary>
public static class EndorsementDirectory
{
    // A document's name on the wire is the file's name without the ending (HTTPA/1, section 5).
    private static readonly FrozenDictionary<string, string> Files = new[]
    {
        "tcb_info.json", "qe_identity.json", "tcb_signing_chain.pem", "pck_crl_issuer_chain.pem", "pck_crl.der", "root_ca_crl.der",
        "vcek.der", "vlek.der", "ask.der", "ark.der", "crl.der",
        "cert_chain.pem", "driver_rim.xml", "vbios_rim.xml", "ocsp.der",
        "td_quote.bin", "pcrs.bin",
    }.ToFrozenDictionary(file => Path.GetFileNameWithoutExtension(file), StringComparer.Ordinal);

    /// <summary>How AMD calls the certificate in the place of the ASK when a VLEK signs.</summary>
    private const string AsvkFile = "asvk.der";

    /// <summary>The file that holds a document.</summary>
    /// <param name="document">The document's name, such as <c>tcb_info</c>.</param>
    /// <exception cref="ArgumentException">No file is known for such a document.</exception>
    public static string FileName(string document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return Files.TryGetValue(document, out var file) ? file
            : throw new ArgumentException($"No file is known for the endorsement '{document}'.", nameof(document));
    }

    /// <summary>
    /// Reads the documents that are there. Files of any other name are left alone, and a missing one is no error: <see cref="Endorsements.Names"/> of the
    /// result tells what was read, and the verifier says what it lacks.
    /// </summary>
    /// <param name="directory">The directory's path.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="InvalidDataException">A file is longer than <see cref="Endorsements.MaxDocumentLength"/>.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static Endorsements Read(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        if (!Directory.Exists(directory)) throw new DirectoryNotFoundException($"There is no directory '{directory}'.");

        var documents = new List<KeyValuePair<string, ReadOnlyMemory<byte>>>(Files.Count);
        foreach (var (name, file) in Files)
        {
            var path = Path.Combine(directory, file);
            if (name == "ask" && !File.Exists(path)) path = Path.Combine(directory, AsvkFile);
            if (File.Exists(path)) documents.Add(new(name, ReadFile(path)));
        }

        return new Endorsements(documents);
    }

    /// <summary>
    /// Reads the documents for a piece of evidence: those in the directory that is named after its platform (<see cref="EndorsedPlatform.Name"/>), if there is one
    /// below, or else those in the directory itself.
    /// </summary>
    /// <param name="directory">The directory's path.</param>
    /// <param name="evidence">The evidence; nothing of it is proven.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="InvalidDataException">A file is longer than <see cref="Endorsements.MaxDocumentLength"/>.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static Endorsements Read(string directory, Evidence evidence)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        EndorsedPlatform.TryRead(evidence, out var platform);
        for (; platform is not null; platform = platform.Alternative)
        {
            if (Path.Combine(directory, platform.Name) is var own && Directory.Exists(own)) return Read(own);
        }

        return Read(directory);
    }

    /// <summary>Writes each document to its file. Makes the directory if it is missing, and replaces files that are there.</summary>
    /// <param name="directory">The directory's path.</param>
    /// <param name="endorsements">The documents.</param>
    /// <exception cref="ArgumentException">No file is known for one of the documents; nothing was written.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be written.</exception>
    public static void Write(string directory, Endorsements endorsements)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(endorsements);
        var files = endorsements.Names.ToDictionary(name => name, FileName, StringComparer.Ordinal);

        Directory.CreateDirectory(directory);
        foreach (var (name, file) in files)
            if (endorsements.TryGet(name, out var content)) File.WriteAllBytes(Path.Combine(directory, file), content.Span);
    }

    private static byte[] ReadFile(string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length > Endorsements.MaxDocumentLength)
            throw new InvalidDataException($"The file '{path}' has {file.Length} bytes; {Endorsements.MaxDocumentLength} are allowed.");

        // Reads the length seen above, whatever happens to the file meanwhile.
        var content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }
}
