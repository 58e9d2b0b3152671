using System.Text.RegularExpressions;

namespace Httpa.Client.Tests.Architecture;

/// <summary>A file of the repository.</summary>
/// <param name="Path">The path from the root, with forward slashes.</param>
/// <param name="Text">The content.</param>
internal sealed partial record SourceFile(string Path, string Text)
{
    /// <summary>The project's folder, such as <c>Httpa.Client</c>.</summary>
    public string Project => Path.Split('/')[0];

    /// <summary>The folder inside the project, such as <c>Protocol</c>; empty at its root.</summary>
    public string Folder => string.Join('/', Path.Split('/')[1..^1]);

    /// <summary>The code without comments: what a rule about dependencies is about.</summary>
    public string Code => Comment.Replace(Text, "");

    /// <inheritdoc/>
    public override string ToString() => Path;

    // Good enough for rules: two slashes after a colon are an address, not a comment.
    [GeneratedRegex(@"(?<!:)//[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment { get; }
}

/// <summary>The repository that the tests run in.</summary>
internal static class SourceTree
{
    private static readonly Lazy<IReadOnlyList<SourceFile>> Files = new(ReadSources);

    /// <summary>The root folder: the one with Httpa.slnx.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every C# file that somebody wrote.</summary>
    public static IReadOnlyList<SourceFile> CSharp => Files.Value;

    /// <summary>The C# files of the published projects and the tool: everything but tests and benchmarks.</summary>
    public static IEnumerable<SourceFile> Product => CSharp.Where(f => f.Project is "Httpa.Verifiers" or "Httpa.Client" or "Httpa.TestServer" or "Httpa.Tool");

    /// <summary>The text of a file.</summary>
    /// <param name="path">The path from the root.</param>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n");

    private static List<SourceFile> ReadSources() =>
    [
        .. Directory.EnumerateDirectories(Root, "Httpa.*")
            .SelectMany(project => Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(path, Read(path))),
    ];

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Httpa.slnx"))) return folder.FullName;
        }

        throw new InvalidOperationException("The tests run outside the repository: no folder above them holds Httpa.slnx.");
    }
}
