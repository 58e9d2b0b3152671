using System.Globalization;
using System.Runtime.InteropServices;
using Httpa.Benchmarks;
using Httpa.Benchmarks.Peers;
using Httpa.Benchmarks.Records;
using Httpa.Benchmarks.Requests;
using Httpa.Benchmarks.Streaming;
using Httpa.Benchmarks.Verification;

// Prints every goal with what was measured and whether it is met, as a Markdown table.
//   --goal 2     only this goal; may stand several times
//   --rounds 50  more rounds than the 25 that a ratio needs
//   --gate       exit code 1 when a ratio misses its goal by more than 1.3 x, or a count or a size at all
IGoal[] goals =
[
    new SignatureCounts(), new KnownPlatform(), new KnownQeReport(), new ColdVerification(), // 1 to 4
    new NpmPeers(), // 5
    new SnpSignatureCounts(), new SnpVerification(),
    new NitroSignatureCounts(), new NitroVerification(), // 1 and 6
    new SealedRecords(), new WarmPosts(), new Transfers(), // 9 to 11
];
if (args is [Child.Option, var role]) return await Child.RunAsync(role);

var wanted = new HashSet<string>();
var rounds = 25;
var isGate = false;
for (var i = 0; i < args.Length; i++)
{
    if (args[i] == "--goal" && i + 1 < args.Length) wanted.Add(args[++i]);
    else if (args[i] == "--rounds" && i + 1 < args.Length && int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out rounds)) i++;
    else if (args[i] == "--gate") isGate = true;
    else
    {
        Console.Error.WriteLine($"Not understood: {args[i]}. Options: --goal NUMBER, --rounds NUMBER, --gate.");
        return 2;
    }
}

Console.WriteLine($"{Processor()}, {Environment.ProcessorCount} cores; {RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}");
Console.WriteLine();
Console.WriteLine("| # | what | held against | measured | goal | | medians |");
Console.WriteLine("|---|---|---|---:|---:|---|---|");
var passed = true;
foreach (var goal in goals.Where(goal => wanted.Count == 0 || wanted.Contains(goal.Number)))
{
    try
    {
        foreach (var m in goal.Measure(new RatioRun(rounds, TimeSpan.FromMilliseconds(10))))
        {
            Console.WriteLine($"| {goal.Number} | {goal.Name}: {m.What} | {m.Baseline} | {m.ValueText} | {m.GoalText} | {m.Verdict} | {m.Detail} |");
            passed &= m.PassesGate;
        }
    }
    catch (NotMeasuredException e)
    {
        Console.Error.WriteLine($"Goal {goal.Number} was not measured. {e.Message}");
        passed = false;
    }
}

return isGate && !passed ? 1 : 0;

static string Processor()
{
    const string CpuInfo = "/proc/cpuinfo";
    var line = File.Exists(CpuInfo) ? File.ReadLines(CpuInfo).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
    return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
}
