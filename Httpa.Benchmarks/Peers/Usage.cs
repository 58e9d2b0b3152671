using System.Diagnostics;
using System.Runtime;

namespace Httpa.Benchmarks.Peers;

/// <summary>What a process has used since it began.</summary>
/// <param name="Cpu">Processor time of all threads, in microseconds.</param>
/// <param name="Allocated">Bytes taken from the managed heap.</param>
/// <param name="Peak">The most memory that was resident at once, in bytes.</param>
/// <param name="Compiled">How many methods were compiled, each as often as it was.</param>
/// <param name="Growth">How much the peak rose meanwhile, in bytes.</param>
internal sealed record Usage(double Cpu, long Allocated, long Peak, long Compiled, long Growth = 0)
{
    public static Usage Now()
    {
        using var process = Process.GetCurrentProcess();
        return new(Environment.CpuUsage.TotalTime.TotalMicroseconds, GC.GetTotalAllocatedBytes(precise: true), process.PeakWorkingSet64, JitInfo.GetCompiledMethodCount());
    }

    /// <summary>What was used from <paramref name="before"/> on; the peak is that of the process.</summary>
    public Usage Since(Usage before) => new(Cpu - before.Cpu, Allocated - before.Allocated, Peak, Compiled - before.Compiled, Peak - before.Peak);
}
