namespace Httpa.Client.Endorsing.Vendors;

/// <summary>Refuses options that make no sense, before any traffic.</summary>
internal static class VendorSettings
{
    private static readonly TimeSpan LeastTimeout = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LeastBreak = TimeSpan.FromMilliseconds(500);

    /// <exception cref="HttpaConfigurationException">An option is not usable.</exception>
    public static void RefuseBad(VendorEndorsementOptions options)
    {
        var limits = options.Limits;
        Require(limits.TotalTimeout >= LeastTimeout && limits.TotalTimeout <= LongestTimeout, $"Limits.{nameof(limits.TotalTimeout)}", "10 milliseconds to 10 minutes");
        Require(limits.AttemptTimeout >= LeastTimeout && limits.AttemptTimeout <= LongestTimeout, $"Limits.{nameof(limits.AttemptTimeout)}", "10 milliseconds to 10 minutes");
        Require(limits.Retries is >= 0 and <= 10, $"Limits.{nameof(limits.Retries)}", "0 to 10");
        Require(limits.RetryDelay >= TimeSpan.Zero && limits.RetryDelay <= LongestTimeout, $"Limits.{nameof(limits.RetryDelay)}", "zero to 10 minutes");
        Require(limits.LongestRetryAfter >= TimeSpan.Zero && limits.LongestRetryAfter <= LongestTimeout, $"Limits.{nameof(limits.LongestRetryAfter)}", "zero to 10 minutes");
        Require(limits.BreakDuration >= LeastBreak && limits.BreakDuration <= TimeSpan.FromHours(1), $"Limits.{nameof(limits.BreakDuration)}", "half a second to an hour");
        Require(limits.ConcurrentRequests is >= 1 and <= 64, $"Limits.{nameof(limits.ConcurrentRequests)}", "1 to 64");
        Require(options.Cache is null || options.SharedCache is null, nameof(options.SharedCache), "left out beside a Cache, which has its own second level");
        Require(Enum.IsDefined(options.TcbUpdate), nameof(options.TcbUpdate), "Standard or Early");
        Require(options.ExpiryMargin >= TimeSpan.Zero, nameof(options.ExpiryMargin), "zero or more");
        Require(options.RefreshAfter >= TimeSpan.FromMinutes(1) && options.RefreshAfter <= TimeSpan.FromDays(365), nameof(options.RefreshAfter), "a minute to a year");
        Require(options.NegativeLifetime >= TimeSpan.Zero && options.NegativeLifetime <= TimeSpan.FromHours(1), nameof(options.NegativeLifetime), "zero to an hour");
    }

    private static void Require(bool holds, string option, string required)
    {
        if (!holds) throw new HttpaConfigurationException(ProtocolReason.OptionInvalid, $"VendorEndorsementOptions.{option} must be {required}.");
    }
}
