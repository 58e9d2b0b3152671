using System.Text.RegularExpressions;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Architecture;

/// <summary>Every reason has a stable code, a row that says what to do, and a test that provokes it.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class ReasonTests
{
    private static IEnumerable<TestCaseData> Reasons =>
    [
        .. Enum.GetValues<AppraisalReason>().Select(r => new TestCaseData(nameof(AppraisalReason), r.ToString(), r.Code()).SetArgDisplayNames(r.Code())),
        .. Enum.GetValues<ProtocolReason>().Select(r => new TestCaseData(nameof(ProtocolReason), r.ToString(), r.Code()).SetArgDisplayNames(r.Code())),
    ];

    private static string[] Rows { get; } = SourceTree.Read("docs/reasons.md").Split('\n');

    [TestCaseSource(nameof(Reasons))]
    public void Has_a_row_with_cause_and_remedy(string type, string member, string code) =>
        Assert.That(Rows.Count(row => Regex.IsMatch(row, $@"^\| *`{Regex.Escape(code)}` *\|[^|]{{3,}}\|[^|]{{3,}}\|")), Is.EqualTo(1), $"{type}.{member}");

    [TestCaseSource(nameof(Reasons))]
    public void Is_asserted_by_a_test(string type, string member, string code)
    {
        var asserted = SourceTree.CSharp
            .Where(f => f.Project == "Httpa.Client.Tests" && f.Folder != "Architecture")
            .Any(f => Regex.IsMatch(f.Code, $@"\b{type}\.{member}\b|""{Regex.Escape(code)}"""));
        Assert.That(asserted, Is.True, $"{type}.{member}");
    }

    [TestCaseSource(nameof(Reasons))]
    public void Is_given_somewhere(string type, string member, string code)
    {
        var givers = SourceTree.Product.Where(f => Regex.IsMatch(f.Code, $@"\b{type}\.{member}\b(?! => "")"));
        Assert.That(givers, Is.Not.Empty, code);
    }

    [Test]
    public void Codes_are_unique_and_well_formed()
    {
        var codes = Reasons.Select(r => (string)r.Arguments[2]!).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(codes, Is.Unique);
            Assert.That(codes, Is.All.Match(@"^[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*$"));
        });
    }

    [Test]
    public void No_row_stands_for_a_reason_that_is_gone()
    {
        var codes = Reasons.Select(r => (string)r.Arguments[2]!).ToHashSet();
        var rows = Rows.Select(row => Regex.Match(row, @"^\| *`([a-z0-9-]+\.[a-z0-9-]+)` *\|")).Where(m => m.Success).Select(m => m.Groups[1].Value);
        Assert.That(rows.Where(code => !codes.Contains(code)), Is.Empty);
    }
}
