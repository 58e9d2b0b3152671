using Httpa.Benchmarks.Peers;
using Httpa.Verifiers.Sgx;

namespace Httpa.Benchmarks.Verification;

/// <summary>Goal 5: the same quote with the same endorsements, verified by the packages of npm that do so, in a child process. They remember nothing, so each of their calls is a cold one.</summary>
internal sealed class NpmPeers : IGoal
{
    private static readonly string[] Packages = ["@phala/dcap-qvl-web", "@phala/dcap-qvl"];

    public string Number => "5";

    public string Name => "SGX, other verifiers";

    public IEnumerable<Measurement> Measure(RatioRun run)
    {
        var sgx = SgxCase.Load();
        if (sgx.Policy is not null) throw new NotMeasuredException("Goal 5 needs a quote under Intel's root: the packages know no other. Put ../shared beside the clone.");
        foreach (var package in Packages)
        {
            using var peer = NpmVerifier.Start(package, sgx);
            var cold = run.OfProcessorTime(() => sgx.Authenticate(new SgxVerifier()), peer.Run);
            yield return new("cold", package, 1 / cold.Value, Bound.AtLeast, 4) { Stretch = 8, Detail = cold.Detail };

            var verifier = new SgxVerifier();
            var warm = run.OfProcessorTime(() => sgx.Authenticate(verifier), peer.Run);
            yield return new("known QE report", package, 1 / warm.Value, Bound.AtLeast, 20) { Stretch = 40, Detail = warm.Detail };
        }
    }
}
