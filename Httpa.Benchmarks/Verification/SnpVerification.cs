using Httpa.Verifiers.Snp;

namespace Httpa.Benchmarks.Verification;

/// <summary>Goal 6 for SNP: a report of a known chip, of a new chip under known certificates, and from nothing.</summary>
internal sealed class SnpVerification : IGoal
{
    public string Number => "6";

    public string Name => "SNP";

    public IEnumerable<Measurement> Measure(RatioRun run)
    {
        var genuine = SnpCase.Load();
        var verifier = new SnpVerifier();
        genuine.Authenticate(verifier);
        using var floor = new AmdFloor();

        var known = run.OfProcessorTime(() => genuine.Authenticate(verifier), floor.Verify);
        yield return new($"{genuine.Name}, known chip", "1 verify of P-384", known.Value, Bound.AtMost, 1.1) { Detail = known.Detail };

        // More than any cache of chips holds, so that going round finds none of them known.
        var (simulated, chips) = SnpCase.OfOneCa(others: 700);
        var warm = new SnpVerifier();
        simulated.Authenticate(warm);
        var next = 0;
        var fresh = run.OfProcessorTime(() => simulated.Authenticate(warm, chips[next++ % chips.Length]), floor.NewChip);
        yield return new($"{simulated.Name}, new chip", "RSA verify + import + P-384 verify", fresh.Value, Bound.AtMost, 1.1) { Detail = fresh.Detail };

        var cold = run.OfProcessorTime(() => genuine.Authenticate(new SnpVerifier()), floor.Cold);
        yield return new($"{genuine.Name}, cold", "2 RSA verifies + P-384 verify + 3 imports", cold.Value, Bound.AtMost, 1.1) { Detail = cold.Detail };
    }
}
