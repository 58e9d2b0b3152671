namespace Httpa.Benchmarks;

/// <summary>One performance goal of the project (docs/performance.md). A class a goal; <see cref="Program"/> lists them.</summary>
internal interface IGoal
{
    /// <summary>The goal's number, such as <c>2</c>.</summary>
    string Number { get; }

    /// <summary>What it is about, in a few words.</summary>
    string Name { get; }

    /// <summary>Measures everything that the goal names. Both sides of a ratio run in turn in this process.</summary>
    /// <param name="run">How long and how often to measure.</param>
    IEnumerable<Measurement> Measure(RatioRun run);
}
