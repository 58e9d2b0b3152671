using Httpa.Verifiers.Sgx;

namespace Httpa.Benchmarks.Verification;

/// <summary>Goal 3: all but the quote itself is known: one signature.</summary>
internal sealed class KnownQeReport : IGoal
{
    private const int KiB = 1024;

    public string Number => "3";

    public string Name => "SGX, known QE report";

    public IEnumerable<Measurement> Measure(RatioRun run)
    {
        var sgx = SgxCase.Load();
        var verifier = new SgxVerifier();
        using var floor = EcdsaFloor.P256();

        var ratio = run.OfProcessorTime(() => sgx.Authenticate(verifier), () => floor.Run(verifies: 1, imports: 0));
        yield return new($"{sgx.Name} again", "1 verify", ratio.Value, Bound.AtMost, 1.2) { Detail = ratio.Detail };

        var bytes = run.AllocatedOver(() => sgx.Authenticate(verifier), () => floor.Run(verifies: 1, imports: 0));
        yield return new("allocation over it", "1 verify", bytes, Bound.AtMost, 2 * KiB, "B");
    }
}
