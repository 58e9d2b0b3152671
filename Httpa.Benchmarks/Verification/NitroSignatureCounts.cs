using Httpa.Verifiers.Nitro;

namespace Httpa.Benchmarks.Verification;

/// <summary>Goal 1 for Nitro: exactly the signatures that a verification needs; a test holds them too.</summary>
internal sealed class NitroSignatureCounts : IGoal
{
    public string Number => "1";

    public string Name => "Nitro, signatures";

    public IEnumerable<Measurement> Measure(RatioRun run)
    {
        var genuine = NitroCase.Load();
        var verifier = new NitroVerifier();
        // The self-signature of a root is needed only where the root is not the one that AWS published.
        yield return Count("cold", verifier, () => genuine.Authenticate(verifier), genuine.Policy is null ? 5 : 6);
        yield return Count("known enclave", verifier, () => genuine.Authenticate(verifier), 1);

        var (simulated, enclaves) = NitroCase.OfOneZone(others: 1);
        var warm = new NitroVerifier();
        simulated.Authenticate(warm);
        yield return Count("new enclave", warm, () => simulated.Authenticate(warm, enclaves[0]), 3);
    }

    private static Measurement Count(string what, NitroVerifier verifier, Action authenticate, int signatures)
    {
        var before = verifier.Count.Verifications;
        authenticate();
        return new(what, "exact count", verifier.Count.Verifications - before, Bound.Exactly, signatures, "signatures");
    }
}
