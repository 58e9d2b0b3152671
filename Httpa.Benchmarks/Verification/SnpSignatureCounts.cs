using Httpa.Verifiers.Snp;

namespace Httpa.Benchmarks.Verification;

/// <summary>Goal 1 for SNP: exactly the signatures that a verification needs; a test holds them too.</summary>
internal sealed class SnpSignatureCounts : IGoal
{
    public string Number => "1";

    public string Name => "SNP, signatures";

    public IEnumerable<Measurement> Measure(RatioRun run)
    {
        var genuine = SnpCase.Load();
        var verifier = new SnpVerifier();
        // The self-signature of a root is needed only where the root is not the one that AMD published.
        yield return Count("cold", verifier, () => genuine.Authenticate(verifier), genuine.Policy is null ? 3 : 4);
        yield return Count("known chip", verifier, () => genuine.Authenticate(verifier), 1);

        var (simulated, chips) = SnpCase.OfOneCa(others: 1);
        var warm = new SnpVerifier();
        simulated.Authenticate(warm);
        yield return Count("new chip", warm, () => simulated.Authenticate(warm, chips[0]), 2);
    }

    private static Measurement Count(string what, SnpVerifier verifier, Action authenticate, int signatures)
    {
        var before = verifier.Count.Verifications;
        authenticate();
        return new(what, "exact count", verifier.Count.Verifications - before, Bound.Exactly, signatures, "signatures");
    }
}
