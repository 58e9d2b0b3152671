namespace Httpa.Verifiers.Dcap;

/// <summary>Intel's TCB recoveries: each raises the TCB evaluation data number of TCB info and QE identity.</summary>
public static class TcbRecovery
{
    // Numbers 17 to 19 and their dates: Intel's signed list (PCS API v4, GET /sgx/certification/v4/tcbevaluationdatanumbers, issued 2025-06-03); the
    // list of TDX says the same. Older ones: the day before the TCB date of the up-to-date QE identity of that number, as in that list.
    private static readonly (long Number, DateTimeOffset Event)[] Events =
    [
        (19, Day(2025, 5, 13)),
        (18, Day(2024, 11, 12)),
        (17, Day(2024, 3, 12)),
        (16, Day(2023, 8, 8)),
        (15, Day(2023, 2, 14)),
        (12, Day(2021, 11, 9)),
    ];

    /// <summary>
    /// The smallest evaluation number that endorsements should carry at a time. Intel's standard choice is the highest number whose recovery is at
    /// least twelve months old; three more months allow for caches. Zero before the first recovery known; a recovery newer than this library
    /// does not count.
    /// </summary>
    /// <param name="time">The time to judge at.</param>
    public static long MinimumAt(DateTimeOffset time)
    {
        foreach (var (number, day) in Events)
            if (day.AddMonths(MonthsAccepted) <= time) return number;
        return 0;
    }

    /// <summary>When <see cref="MinimumAt"/> rises above a number that it does not refuse yet; <see cref="DateTimeOffset.MaxValue"/> if that is not known.</summary>
    internal static DateTimeOffset EndOf(long number)
    {
        var end = DateTimeOffset.MaxValue;
        foreach (var (next, day) in Events)
            if (next > number) end = day.AddMonths(MonthsAccepted);
        return end;
    }

    private const int MonthsAccepted = 12 + 3;

    private static DateTimeOffset Day(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.Zero);
}
