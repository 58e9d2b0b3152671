using System.Diagnostics;
using System.Globalization;

namespace Httpa.Benchmarks;

/// <summary>
/// Measures two things in turn, round by round, so that the drift of the machine falls on both, and takes medians. Each round runs a batch of each side that takes
/// about <paramref name="batchTime"/>; which side goes first alternates. What computes is measured in processor time of the whole process, garbage collector and
/// finalizers included, so that other processes do not count; what waits, in elapsed time.
/// </summary>
/// <param name="rounds">How many rounds; at least 25.</param>
/// <param name="batchTime">How long one side runs in a round.</param>
internal sealed class RatioRun(int rounds, TimeSpan batchTime)
{
    /// <summary>The number of rounds.</summary>
    public int Rounds { get; } = Math.Max(25, rounds);

    /// <summary>Runs both sides and compares their processor time.</summary>
    /// <param name="subject">What is measured.</param>
    /// <param name="baseline">What it is held against.</param>
    public Ratio OfProcessorTime(Action subject, Action baseline) => Of(subject, baseline, () => Environment.CpuUsage.TotalTime);

    /// <summary>Runs the subject here and a baseline in another process, and compares their processor time.</summary>
    /// <param name="subject">What is measured.</param>
    /// <param name="baseline">Runs what it is held against so many times, and gives the processor time of a call in microseconds.</param>
    public Ratio OfProcessorTime(Action subject, Func<int, double> baseline)
    {
        for (var i = 0; i < 10; i++) baseline(10);
        var batch = (int)Math.Clamp(batchTime.TotalMicroseconds / baseline(10), 10, 1_000_000);
        return Of(subject, () => Environment.CpuUsage.TotalTime, () => baseline(batch));
    }

    /// <summary>Runs both sides, which wait for something, and compares the time that elapses.</summary>
    /// <param name="subject">What is measured.</param>
    /// <param name="baseline">What it is held against.</param>
    public Ratio OfElapsedTime(Func<Task> subject, Func<Task> baseline) =>
        Of(() => subject().GetAwaiter().GetResult(), () => baseline().GetAwaiter().GetResult(), () => Stopwatch.GetElapsedTime(0));

    /// <summary>The middle of some numbers.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private Ratio Of(Action subject, Action baseline, Func<TimeSpan> clock)
    {
        var batch = BatchSize(baseline, clock);
        return Of(subject, clock, () => Microseconds(baseline, batch, clock));
    }

    private Ratio Of(Action subject, Func<TimeSpan> clock, Func<double> baseline)
    {
        var subjectBatch = BatchSize(subject, clock);
        var ratios = new double[Rounds];
        var subjects = new double[Rounds];
        var baselines = new double[Rounds];
        for (var i = 0; i < Rounds; i++)
        {
            if (i % 2 == 0) subjects[i] = Microseconds(subject, subjectBatch, clock);
            baselines[i] = baseline();
            if (i % 2 == 1) subjects[i] = Microseconds(subject, subjectBatch, clock);
            ratios[i] = subjects[i] / baselines[i];
        }

        return new Ratio(Median(ratios), Median(subjects), Median(baselines));
    }

    /// <summary>The bytes that this thread allocates for one call, without those of the baseline.</summary>
    public double AllocatedOver(Action subject, Action baseline) => Allocated(subject) - Allocated(baseline);

    private int BatchSize(Action action, Func<TimeSpan> clock)
    {
        // Warm up first: tiered compilation settles within a few batches.
        for (var i = 0; i < 10; i++) Microseconds(action, 10, clock);
        var once = Math.Max(0.01, Microseconds(action, 10, clock));
        var size = (int)Math.Clamp(batchTime.TotalMicroseconds / once, 1, 1_000_000);
        Microseconds(action, size, clock);
        return size;
    }

    private double Allocated(Action action)
    {
        const int Calls = 20;
        var samples = new double[Rounds];
        for (var i = 0; i < Rounds; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var j = 0; j < Calls; j++) action();
            samples[i] = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Calls;
        }

        return Median(samples);
    }

    private static double Microseconds(Action action, int calls, Func<TimeSpan> clock)
    {
        var start = clock();
        for (var i = 0; i < calls; i++) action();
        return (clock() - start).TotalMicroseconds / calls;
    }
}

/// <summary>The result of a <see cref="RatioRun"/>.</summary>
/// <param name="Value">The median of the rounds' ratios, subject over baseline.</param>
/// <param name="Subject">The subject's median, in microseconds a call.</param>
/// <param name="Baseline">The baseline's median, in microseconds a call.</param>
internal sealed record Ratio(double Value, double Subject, double Baseline)
{
    /// <summary>The absolute numbers: they do not compare between machines.</summary>
    public string Detail => string.Create(CultureInfo.InvariantCulture, $"{Subject:0.#} µs / {Baseline:0.#} µs");
}
