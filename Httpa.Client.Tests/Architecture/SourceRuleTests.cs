using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Httpa.Client.Tests.Architecture;

/// <summary>House rules that a reader would otherwise have to watch.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class SourceRuleTests
{
    private const int MaxLines = 400;

    /// <summary>An enumeration stands in one file; this one has an entry for each thing that can be wrong with evidence.</summary>
    private const string TableOfReasons = "Httpa.Verifiers/AppraisalReason.cs";

    [Test]
    public void No_file_is_longer_than_400_lines() =>
        Assert.That(SourceTree.CSharp.Where(f => f.Path != TableOfReasons && f.Text.Count(c => c == '\n') > MaxLines), Is.Empty);

    [Test]
    public void Namespaces_follow_folders()
    {
        var wrong = from file in SourceTree.CSharp
                    let declared = Regex.Match(file.Text, @"^namespace ([\w.]+);", RegexOptions.Multiline)
                    where declared.Success
                    let expected = string.Join('.', file.Path.Split('/')[..^1])
                    where declared.Groups[1].Value != expected
                    select $"{file} declares {declared.Groups[1].Value}";
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void No_folder_is_a_drawer_for_odds_and_ends()
    {
        string[] drawers = ["Common", "Utils", "Utilities", "Helpers", "Core", "Misc", "Shared"];
        Assert.That(SourceTree.Product.Where(f => f.Folder.Split('/').Intersect(drawers).Any()), Is.Empty);
    }

    [Test]
    public void Tests_wait_for_events_and_not_for_time()
    {
        // Put together from halves, or this file would find itself.
        string[] sleeps = ["Thread." + "Sleep(", "Task." + "Delay("];
        var found = SourceTree.CSharp.Where(f => f.Project == "Httpa.Client.Tests" && sleeps.Any(s => f.Code.Contains(s, StringComparison.Ordinal)));
        Assert.That(found, Is.Empty);
    }
}
