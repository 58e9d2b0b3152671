using Microsoft.Extensions.Time.Testing;

namespace Httpa.Client.Tests.TestServer;

/// <summary>A clock that starts now and stands still, and whose wall clock can be set without touching its monotonic timestamps.</summary>
internal sealed class SkewedTimeProvider() : FakeTimeProvider(System.GetUtcNow())
{
    public TimeSpan WallClockError { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + WallClockError;

    public override long GetTimestamp() => base.GetUtcNow().Ticks;
}
