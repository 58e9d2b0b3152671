using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Httpa.Client.Tests.Architecture;

/// <summary>Documents that point somewhere, point at something; code in them is code that compiles.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class DocumentationTests
{
    private static IEnumerable<string> Documents =>
        Directory.EnumerateFiles(SourceTree.Root, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(SourceTree.Root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Documents))]
    public void Links_lead_to_files(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(SourceTree.Root, document))!;
        var broken = Regex.Matches(SourceTree.Read(document), @"\]\(([^)#\s]+)(#[^)]*)?\)")
            .Select(m => m.Groups[1].Value)
            .Where(link => !link.Contains("://", StringComparison.Ordinal) && !link.StartsWith("mailto:", StringComparison.Ordinal))
            .Where(link => !Path.Exists(Path.Combine(folder, link)));
        Assert.That(broken, Is.Empty);
    }

    [Test]
    public void Troubleshooting_names_codes_that_there_are()
    {
        var known = Regex.Matches(SourceTree.Read("docs/reasons.md"), "^\\| `([^`]+)`", RegexOptions.Multiline).Select(m => m.Groups[1].Value);
        var likeliest = SourceTree.Read("docs/troubleshooting.md").Split("\n## ").Single(part => part.StartsWith("The likeliest first", StringComparison.Ordinal));
        var named = Regex.Matches(likeliest, "`([a-z]+\\.[a-z-]+)`").Select(m => m.Groups[1].Value).Distinct().ToList();
        Assert.That(named, Has.Count.GreaterThanOrEqualTo(10));
        Assert.That(named.Except(known), Is.Empty);
    }

    /// <summary>A C# block is the text of a region of the examples; the line before it names the region: <c>&lt;!-- example: Name --&gt;</c>.</summary>
    [TestCaseSource(nameof(Documents))]
    public void Examples_are_compiled(string document)
    {
        var text = SourceTree.Read(document);
        var named = Regex.Matches(text, @"<!-- example: (\w+) -->\n```csharp\n(.*?)\n```", RegexOptions.Singleline);
        Assert.Multiple(() =>
        {
            Assert.That(Regex.Count(text, "^```csharp", RegexOptions.Multiline), Is.EqualTo(named.Count), "a C# block without a compiled example");
            foreach (Match block in named) Assert.That(block.Groups[2].Value, Is.EqualTo(Example(block.Groups[1].Value)), block.Groups[1].Value);
        });
    }

    private static string Example(string name)
    {
        var region = SourceTree.CSharp.Where(f => f.Folder == "Examples")
            .Select(f => Regex.Match(f.Text, $@"^ *#region {name}\n(.*?)\n *#endregion", RegexOptions.Singleline | RegexOptions.Multiline))
            .FirstOrDefault(m => m.Success);
        if (region is null) return $"no region {name} in Httpa.Client.Tests/Examples";

        var lines = region.Groups[1].Value.Trim('\n').Split('\n');
        var indent = lines.Where(l => l.Trim().Length > 0).Min(l => l.Length - l.TrimStart().Length);
        return string.Join('\n', lines.Select(l => l.Length >= indent ? l[indent..] : ""));
    }
}
