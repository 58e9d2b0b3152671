using System.Globalization;

namespace Httpa.Benchmarks;

/// <summary>Which side of the goal's number is good.</summary>
internal enum Bound
{
    /// <summary>At most the number.</summary>
    AtMost,

    /// <summary>At least the number.</summary>
    AtLeast,

    /// <summary>Exactly the number: counts.</summary>
    Exactly,
}

/// <summary>One measured number, and what it has to be.</summary>
/// <param name="What">What was measured, such as <c>known platform</c>.</param>
/// <param name="Baseline">What it is held against, such as <c>2 verifies + 1 import</c>.</param>
/// <param name="Value">The number.</param>
/// <param name="Bound">Which side is good.</param>
/// <param name="Goal">What it has to be.</param>
/// <param name="Unit"><c>x</c> for a ratio, else what is counted.</param>
internal sealed record Measurement(string What, string Baseline, double Value, Bound Bound, double Goal, string Unit = "x")
{
    /// <summary>How much looser a gate may be than the published goal, because shared machines are noisy. Counts and bytes are exact.</summary>
    private const double GateSlack = 1.3;

    /// <summary>The better number that would be welcome.</summary>
    public double? Stretch { get; init; }

    /// <summary>True when the number as a whole is a stretch: welcome, and no failure when missed.</summary>
    public bool IsStretch { get; init; }

    /// <summary>The absolute numbers behind a ratio, for the reader; they do not compare between machines.</summary>
    public string Detail { get; init; } = "";

    public bool IsMet => Meets(Goal);

    public bool PassesGate => IsStretch || (!IsNoisy ? IsMet : Meets(Bound == Bound.AtLeast ? Goal / GateSlack : Goal * GateSlack));

    /// <summary>True for what is measured by a clock.</summary>
    private bool IsNoisy => Unit == "x" || Unit.StartsWith("µs", StringComparison.Ordinal);

    /// <summary><c>met</c>, <c>met (stretch)</c>, <c>NOT MET</c>, or <c>stretch not met</c>.</summary>
    public string Verdict => this switch
    {
        { IsStretch: true } => IsMet ? "met (stretch)" : "stretch not met",
        { Stretch: { } stretch } when Meets(stretch) => "met (stretch)",
        { IsMet: true } => "met",
        _ => "NOT MET",
    };

    public string GoalText =>
        $"{(IsStretch ? "stretch " : "")}{BoundText} {Number(Goal)} {Unit}" + (Stretch is { } stretch ? $" (stretch {Number(stretch)})" : "");

    public string ValueText => $"{Number(Value)} {Unit}";

    private string BoundText => Bound switch { Bound.AtMost => "≤", Bound.AtLeast => "≥", _ => "=" };

    private bool Meets(double number) => Bound switch
    {
        Bound.AtMost => Value <= number,
        Bound.AtLeast => Value >= number,
        _ => Value == number,
    };

    private string Number(double number) => number.ToString(IsNoisy ? "0.00" : "0.#", CultureInfo.InvariantCulture);
}
