using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.NvidiaGpu;

/// <summary>What one authentication relied on, and every objection that it met.</summary>
internal sealed class NvidiaReliance
{
    private readonly List<ValidityWindow> _windows = [];

    /// <summary>The objections.</summary>
    public List<Finding> Findings { get; } = [];

    /// <summary>Which issue of each recurring document was used.</summary>
    public List<EndorsementIssue> Issues { get; } = [];

    /// <summary>Adds an objection, once.</summary>
    public void Object(Finding finding)
    {
        if (!Findings.Contains(finding)) Findings.Add(finding);
    }

    /// <summary>Relies on an issue of a document.</summary>
    public void Issue(EndorsementIssue issue)
    {
        if (!Issues.Contains(issue)) Issues.Add(issue);
    }

    /// <summary>Relies on something that is valid for a time.</summary>
    public void On(params IEnumerable<ValidityWindow> windows) => _windows.AddRange(windows.Where(w => !_windows.Contains(w)));

    /// <summary>Judges all windows.</summary>
    /// <param name="time">The time to judge at.</param>
    /// <returns>The earliest end.</returns>
    public DateTimeOffset JudgeAt(DateTimeOffset time) => ValidityWindow.Judge(_windows, time, Findings);
}
