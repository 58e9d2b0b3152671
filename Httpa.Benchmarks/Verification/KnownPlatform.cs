using Httpa.Verifiers;
using Httpa.Verifiers.Sgx;

namespace Httpa.Benchmarks.Verification;

/// <summary>Goal 2: endorsements and platform are known, the quoting enclave's report is not: quote and QE report are checked, and one key is imported.</summary>
internal sealed class KnownPlatform : IGoal
{
    public string Number => "2";

    public string Name => "SGX, known platform";

    public IEnumerable<Measurement> Measure(RatioRun run)
    {
        // More than any cache of QE reports holds, so that going round finds none of them known.
        var (sgx, quotes) = SgxCase.OfOnePlatform(others: 2000);
        var verifier = new SgxVerifier();
        sgx.Authenticate(verifier);
        var next = 0;

        using var floor = EcdsaFloor.P256();
        var ratio = run.OfProcessorTime(() => sgx.Authenticate(verifier, quotes[next++ % quotes.Length]), () => floor.Run(verifies: 2, imports: 1));
        yield return new("new QE report", "2 verifies + 1 import", ratio.Value, Bound.AtMost, 1.15) { Stretch = 0.75, Detail = ratio.Detail };
    }
}
