using Microsoft.Extensions.Hosting;

namespace Httpa.Client.DependencyInjection;

/// <summary>
/// Attests before the host is said to have started, and then looks after those origins once a minute: whatever is due is renewed, whatever was lost is made anew. One timer for all
/// of them; sessions themselves say when they are due, not all at once.
/// </summary>
internal sealed class WarmupService(IHttpaWarmup warmup, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await warmup.AttestAllAsync(cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false)) await warmup.AttestAllAsync(stoppingToken).ConfigureAwait(false);
    }
}
