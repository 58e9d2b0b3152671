using System.Diagnostics.CodeAnalysis;
using Httpa.Verifiers;

namespace Httpa.Client.Sessions;

/// <summary>
/// Remembers the newest issue seen of each recurring vendor document, so that a service cannot go back to an older one by stapling it
/// (HTTPA/1, section 2). In memory and bounded; only issues out of genuine documents come in.
/// </summary>
internal sealed class EndorsementLedger
{
    private const int Capacity = 4096;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, EndorsementIssue> _newest = new(StringComparer.Ordinal);

    /// <summary>Finds a document that is older than one seen before; if there is none, remembers them all.</summary>
    public bool TryFindOlder(IEnumerable<EndorsementIssue> issues, [NotNullWhen(true)] out EndorsementIssue? older, [NotNullWhen(true)] out EndorsementIssue? newest)
    {
        lock (_gate)
        {
            (older, newest) = (null, null);
            foreach (var issue in issues)
            {
                if (!_newest.TryGetValue(issue.Subject, out var seen) || !IsOlder(issue, seen)) continue;
                (older, newest) = (issue, seen);
                return true;
            }

            foreach (var issue in issues) Remember(issue);
            return false;
        }
    }

    /// <summary>True when one of the documents is older than one seen before.</summary>
    public bool IsOlder(IEnumerable<EndorsementIssue> issues)
    {
        lock (_gate) return issues.Any(i => _newest.TryGetValue(i.Subject, out var seen) && IsOlder(i, seen));
    }

    private void Remember(EndorsementIssue issue)
    {
        if (_newest.Count >= Capacity && !_newest.ContainsKey(issue.Subject)) _newest.Remove(_newest.Keys.First());
        _newest[issue.Subject] = issue;
    }

    private static bool IsOlder(EndorsementIssue issue, EndorsementIssue seen) =>
        issue.Number != seen.Number ? issue.Number < seen.Number : issue.Date < seen.Date;
}
