using System.Globalization;
using System.Net;
using Httpa.Benchmarks.Peers;

namespace Httpa.Benchmarks.Requests;

/// <summary>Goal 10: small requests in a warm session, held against the same requests to the same endpoint on Kestrel without HTTPA. Each service is a process of its own.</summary>
internal sealed class WarmPosts : IGoal
{
    private const int Callers = 16;
    private const int RequestsOfCaller = 40;
    private const int RequestsInTurn = 200;
    private const int AllowedBytes = 1024;

    public string Number => "10";

    public string Name => "1 KB POST";

    public IEnumerable<Measurement> Measure(RatioRun run) =>
        [.. Measure(run, HttpVersion.Version11, 1.2).GetAwaiter().GetResult(), .. Measure(run, HttpVersion.Version20, 1.3).GetAwaiter().GetResult()];

    private static async Task<IEnumerable<Measurement>> Measure(RatioRun run, Version version, double cpuGoal)
    {
        using var plain = await Side.StartAsync(attested: false, version);
        using var attested = await Side.StartAsync(attested: true, version);
        SmallPost[] posts = [new(plain), new(attested)];
        Side[] sides = [plain, attested];
        for (var i = 0; i < sides.Length; i++)
        {
            var post = posts[i];
            await sides[i].WarmUpAsync(() => post.SendAsync(Callers, RequestsOfCaller));
        }

        var rounds = new List<(Round Plain, Round Attested)>();
        for (var i = 0; i < run.Rounds; i++)
        {
            var pair = new Round[2];
            foreach (var side in i % 2 == 0 ? [0, 1] : new[] { 1, 0 }) pair[side] = await RoundAsync(sides[side], posts[side]);
            rounds.Add((pair[0], pair[1]));
        }

        return Judge(rounds, $"https/{version.ToString(version.Minor == 0 ? 1 : 2)}", cpuGoal);
    }

    private static async Task<Round> RoundAsync(Side side, SmallPost post)
    {
        var latencies = new double[RequestsInTurn];
        var (client, service) = await side.UsageOfAsync(() => post.SendAsync(latencies));
        var elapsed = 0.0;
        var (busyClient, busyService) = await side.UsageOfAsync(async () => elapsed = await post.SendAsync(Callers, RequestsOfCaller));
        Array.Sort(latencies);
        return new Round
        {
            Cpu = (client.Cpu + service.Cpu) / RequestsInTurn,
            BusyCpu = (busyClient.Cpu + busyService.Cpu) / (Callers * RequestsOfCaller),
            Latency = latencies[RequestsInTurn / 2],
            Throughput = Callers * RequestsOfCaller * 1e6 / elapsed,
            ClientBytes = (double)client.Allocated / RequestsInTurn,
            ServiceBytes = (double)service.Allocated / RequestsInTurn,
        };
    }

    private static IEnumerable<Measurement> Judge(List<(Round Plain, Round Attested)> rounds, string version, double cpuGoal)
    {
        yield return Ratio("CPU of both processes", r => r.Cpu, Bound.AtMost, cpuGoal, "µs");
        yield return Ratio($"the same, {Callers} callers", r => r.BusyCpu, Bound.AtMost, cpuGoal, "µs");
        yield return Ratio($"requests/s, {Callers} callers", r => r.Throughput, Bound.AtLeast, 0.85, "/s");
        yield return Ratio("p50", r => r.Latency, Bound.AtMost, 1.2, "µs");
        yield return More("client heap", r => r.ClientBytes);
        yield return More("service heap", r => r.ServiceBytes);

        Measurement Ratio(string what, Func<Round, double> of, Bound bound, double goal, string unit) =>
            new($"{version}, {what}", "plain", RatioRun.Median(rounds.Select(r => of(r.Attested) / of(r.Plain))), bound, goal) { Detail = Detail(of, unit) };

        Measurement More(string what, Func<Round, double> of) =>
            new($"{version}, {what}", "plain", RatioRun.Median(rounds.Select(r => of(r.Attested) - of(r.Plain))), Bound.AtMost, AllowedBytes, "bytes more") { Detail = Detail(of, "bytes") };

        string Detail(Func<Round, double> of, string unit) => string.Create(
            CultureInfo.InvariantCulture, $"{RatioRun.Median(rounds.Select(r => of(r.Attested))):0} {unit} / {RatioRun.Median(rounds.Select(r => of(r.Plain))):0} {unit}");
    }

    /// <summary>What one request took in one round, and how many went through in a second.</summary>
    private sealed record Round
    {
        public required double Cpu { get; init; }
        public required double BusyCpu { get; init; }
        public required double Latency { get; init; }
        public required double Throughput { get; init; }
        public required double ClientBytes { get; init; }
        public required double ServiceBytes { get; init; }
    }
}
