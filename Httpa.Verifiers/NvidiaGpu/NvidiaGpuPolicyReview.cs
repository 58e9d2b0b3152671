namespace Httpa.Verifiers.NvidiaGpu;

/// <summary>Looks an NVIDIA GPU policy over.</summary>
internal static class NvidiaGpuPolicyReview
{
    internal static void Review(NvidiaGpuPolicy policy, PolicyReview review)
    {
        review.Required("nvidiaGpu.count", policy.Count);
        if (policy.Count is not { } count) return;
        if (!Enumerable.Range(0, Composition.MaxDevices + 1).Any(n => count.Accepts((uint)n)))
            review.Problem("nvidiaGpu.count", $"asks for more than the {Composition.MaxDevices} devices that evidence may have. Lower it.");
        if (count.Accepts(0))
            review.Warn("nvidiaGpu.count", $"is {count}: services without a GPU are accepted too, and ones that leave a GPU out.");
    }
}
