using Httpa.Verifiers.Sgx;

namespace Httpa.Benchmarks.Verification;

/// <summary>Goal 4: nothing is known; everything is read from its bytes by a new verifier.</summary>
internal sealed class ColdVerification : IGoal
{
    public string Number => "4";

    public string Name => "SGX, cold";

    public IEnumerable<Measurement> Measure(RatioRun run)
    {
        var sgx = SgxCase.Load();
        using var floor = EcdsaFloor.P256();

        var ratio = run.OfProcessorTime(() => sgx.Authenticate(new SgxVerifier()), () => floor.Run(verifies: 9, imports: 5));
        yield return new(sgx.Name, "9 verifies + 5 imports", ratio.Value, Bound.AtMost, 1.15) { Detail = ratio.Detail };

        var stretch = run.OfProcessorTime(() => sgx.Authenticate(new SgxVerifier()), () => floor.Run(verifies: 9, imports: 0));
        yield return new(sgx.Name, "9 verifies, keys kept", stretch.Value, Bound.AtMost, 1.4) { IsStretch = true, Detail = stretch.Detail };
    }
}
