using Httpa.Client.Endorsing;
using Httpa.Verifiers;

namespace Httpa.Tool.Endorsing;

/// <summary>Endorsements that the user named: a directory, or a file that <c>httpa endorsements export</c> wrote.</summary>
internal static class EndorsementInput
{
    /// <summary>Reads what there is for a piece of evidence.</summary>
    /// <param name="path">A directory or a file.</param>
    /// <param name="evidence">The evidence; in a directory with platforms below it, that of its platform counts.</param>
    /// <exception cref="BadInputException">It cannot be read.</exception>
    public static Endorsements Read(string path, Evidence evidence) => Guard(path, () => File.Exists(path) ? ReadFile(path) : EndorsementDirectory.Read(path, evidence));

    /// <summary>Reads the documents of one directory, or of a file.</summary>
    /// <param name="path">A directory or a file.</param>
    /// <exception cref="BadInputException">It cannot be read.</exception>
    public static Endorsements Read(string path) => Guard(path, () => File.Exists(path) ? ReadFile(path) : EndorsementDirectory.Read(path));

    /// <summary>A source over a directory, which is looked at for each piece of evidence, or over a file.</summary>
    /// <param name="path">A directory or a file.</param>
    /// <exception cref="BadInputException">It cannot be read.</exception>
    public static IEndorsementSource SourceAt(string path)
    {
        var endorsements = Read(path);
        return File.Exists(path) ? new FixedEndorsements(endorsements) : new DirectoryEndorsementSource(path);
    }

    /// <summary>Reads a directory and those below it that hold documents, or a file.</summary>
    /// <param name="path">A directory or a file.</param>
    /// <exception cref="BadInputException">It cannot be read.</exception>
    public static IReadOnlyList<(string Place, Endorsements Endorsements)> ReadAll(string path) => Guard(path, () =>
    {
        var places = File.Exists(path) ? [path] : Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal).Prepend(path);
        return places.Select(place => (place, Endorsements: Read(place))).Where(p => p.Endorsements.Names.Count > 0).ToList();
    });

    private static Endorsements ReadFile(string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length > EndorsementFile.MaxLength) throw new InvalidDataException($"It has more than {EndorsementFile.MaxLength} bytes.");
        var content = new byte[file.Length];
        file.ReadExactly(content);
        return EndorsementFile.Read(content);
    }

    private static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or InvalidDataException)
        {
            throw new BadInputException($"The endorsements in '{path}' cannot be read: {e.Message}");
        }
    }

    private sealed class FixedEndorsements(Endorsements endorsements) : IEndorsementSource
    {
        public ValueTask<Endorsements> FindAsync(Evidence evidence, CancellationToken cancellationToken) => new(endorsements);
    }
}
