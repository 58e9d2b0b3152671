using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Dcap;

/// <summary>What one authentication relied on, and every objection that it met.</summary>
internal sealed class Reliance
{
    /// <summary>The time to judge at.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The objections.</summary>
    public List<Finding> Findings { get; } = [];

    /// <summary>The earliest end of all windows.</summary>
    public DateTimeOffset Expires { get; private set; } = DateTimeOffset.MaxValue;

    /// <summary>Which issue of each endorsement was used.</summary>
    public IReadOnlyList<EndorsementIssue> Issues { get; private set; } = [];

    /// <summary>Judges validity windows at <see cref="Time"/> and remembers when they end.</summary>
    /// <param name="windows">The windows.</param>
    /// <param name="issues">The issues that the windows belong to, if any.</param>
    public void On(IReadOnlyList<ValidityWindow> windows, IReadOnlyList<EndorsementIssue>? issues = null)
    {
        var end = ValidityWindow.Judge(windows, Time, Findings);
        if (end < Expires) Expires = end;
        Issues = issues ?? Issues;
    }
}
