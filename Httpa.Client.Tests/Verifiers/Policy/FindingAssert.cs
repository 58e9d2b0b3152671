using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Policy;

/// <summary>What holds for every finding.</summary>
internal static class FindingAssert
{
    public static void SaysWhatToDo(IEnumerable<Finding> findings)
    {
        foreach (var finding in findings)
        {
            Assert.That(finding.Subject, Is.Not.Empty.And.Not.WhiteSpace);
            Assert.That(finding.Expected, Is.Not.Empty.And.Not.WhiteSpace);
            Assert.That(finding.Actual, Is.Not.Empty.And.Not.WhiteSpace);
            Assert.That(finding.Remedy, Is.Not.Empty.And.Not.WhiteSpace);
            Assert.That(Enum.IsDefined(finding.Kind));
        }
    }
}
