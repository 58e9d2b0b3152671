namespace Httpa.Verifiers.NvidiaGpu;

/// <summary>Which NVIDIA GPUs must stand beside the lead. <see cref="Count"/> must be stated: null refuses everything.</summary>
public sealed record NvidiaGpuPolicy
{
    /// <summary>
    /// How many devices the evidence must have, each of them accepted: 0 to 16. Without it a GPU that was left out would not be missed. Null refuses.
    /// </summary>
    public ReferenceValue<uint>? Count { get; init; }
}
