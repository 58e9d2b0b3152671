using System.Diagnostics;
using System.Globalization;
using System.Net;
using Httpa.Benchmarks.Peers;

namespace Httpa.Benchmarks.Streaming;

/// <summary>Goal 11: large bodies over https, held against the same bodies without HTTPA: speed, memory, and when the first byte is there.</summary>
internal sealed class Transfers : IGoal
{
    private const long Megabyte = 1 << 20;
    private const long Large = 64 * Megabyte;
    private const long Huge = 1024 * Megabyte;
    private const int Record = 64 * 1024;

    public string Number => "11";

    public string Name => "bodies";

    public IEnumerable<Measurement> Measure(RatioRun run)
    {
        foreach (var m in SpeedAsync(run).GetAwaiter().GetResult()) yield return m;
        foreach (var up in new[] { true, false })
        {
            foreach (var m in MemoryAsync(new Transfer(up, Huge)).GetAwaiter().GetResult()) yield return m;
        }
    }

    private static async Task<List<Measurement>> SpeedAsync(RatioRun run)
    {
        using var plain = await Side.StartAsync(attested: false, HttpVersion.Version11);
        using var attested = await Side.StartAsync(attested: true, HttpVersion.Version11);
        var measured = new List<Measurement>();
        foreach (var up in new[] { true, false })
        {
            var transfer = new Transfer(up, Large);
            foreach (var side in new[] { plain, attested }) await side.WarmUpAsync(() => transfer.RunAsync(side.Client));
            var rounds = new List<(Round Plain, Round Attested)>();
            for (var i = 0; i < run.Rounds; i++)
            {
                var first = await RoundAsync(i % 2 == 0 ? plain : attested, transfer);
                var second = await RoundAsync(i % 2 == 0 ? attested : plain, transfer);
                rounds.Add(i % 2 == 0 ? (first, second) : (second, first));
            }

            double Median(Func<(Round Plain, Round Attested), double> of) => RatioRun.Median(rounds.Select(of));
            measured.Add(new($"64 MB {Direction(up)}", "plain", Median(r => r.Attested.Speed / r.Plain.Speed), Bound.AtLeast, 0.85)
            {
                Detail = string.Create(CultureInfo.InvariantCulture,
                    $"{Median(r => r.Attested.Speed):0} MB/s / {Median(r => r.Plain.Speed):0} MB/s; CPU {Median(r => r.Attested.Cpu):0} µs/MB / {Median(r => r.Plain.Cpu):0} µs/MB"),
            });
        }

        measured.Add(new("plaintext back before the rest is sent", "exact", await UnfinishedBody.EchoAsync(attested.Address), Bound.AtLeast, Record, "bytes"));
        return measured;
    }

    private static async Task<Round> RoundAsync(Side side, Transfer transfer)
    {
        var start = Stopwatch.GetTimestamp();
        var (client, service) = await side.UsageOfAsync(() => transfer.RunAsync(side.Client));
        var megabytes = (double)transfer.Bytes / Megabyte;
        return new(megabytes / Stopwatch.GetElapsedTime(start).TotalSeconds, (client.Cpu + service.Cpu) / megabytes);
    }

    /// <summary>Each side has a client and a service of its own, which do nothing else.</summary>
    private static async Task<List<Measurement>> MemoryAsync(Transfer transfer)
    {
        var (plainClient, plainService) = await UsageAsync(attested: false, transfer);
        var (client, service) = await UsageAsync(attested: true, transfer);
        var what = $"1 GB {Direction(transfer.Up)}";
        return
        [
            More($"{what}, client peak memory", client.Peak, plainClient.Peak, 8),
            More($"{what}, of it while the bytes move", client.Growth, plainClient.Growth, 8),
            More($"{what}, service peak memory", service.Peak, plainService.Peak, 8),
            More($"{what}, of it while the bytes move", service.Growth, plainService.Growth, 8),
            More($"{what}, client heap", client.Allocated, plainClient.Allocated, 4),
        ];
    }

    private static async Task<(Usage Client, Usage Service)> UsageAsync(bool attested, Transfer transfer)
    {
        var (service, address) = await Child.StartServiceAsync(attested);
        using (service)
        {
            await Child.TransferAsync(address, transfer with { Bytes = Megabyte }); // code and buffers are there from now on
            var before = await service.UsageAsync();
            return (await Child.TransferAsync(address, transfer), (await service.UsageAsync()).Since(before));
        }
    }

    private static Measurement More(string what, double subject, double baseline, double goal) =>
        new(what, "plain", (subject - baseline) / Megabyte, Bound.AtMost, goal, "MB more")
        {
            Detail = string.Create(CultureInfo.InvariantCulture, $"{subject / Megabyte:0.0} MB / {baseline / Megabyte:0.0} MB"),
        };

    /// <summary>What one transfer reached in MB/s, and what it took of both processors in microseconds a MB.</summary>
    private sealed record Round(double Speed, double Cpu);

    private static string Direction(bool up) => up ? "up" : "down";
}
