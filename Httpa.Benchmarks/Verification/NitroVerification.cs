using Httpa.Verifiers.Nitro;

namespace Httpa.Benchmarks.Verification;

/// <summary>Goal 6 for Nitro: a document of a known enclave, of a new enclave on a new instance of a known zone, and from nothing.</summary>
internal sealed class NitroVerification : IGoal
{
    public string Number => "6";

    public string Name => "Nitro";

    public IEnumerable<Measurement> Measure(RatioRun run)
    {
        var genuine = NitroCase.Load();
        var verifier = new NitroVerifier();
        genuine.Authenticate(verifier);
        using var floor = EcdsaFloor.P384(NitroCase.SignedLength);

        var known = run.OfProcessorTime(() => genuine.Authenticate(verifier), () => floor.Run(verifies: 1, imports: 0));
        yield return new($"{genuine.Name}, known enclave", "1 verify of P-384", known.Value, Bound.AtMost, 1.1) { Detail = known.Detail };

        // More than any cache of enclaves holds, so that going round finds none of them known.
        var (simulated, enclaves) = NitroCase.OfOneZone(others: 700);
        var warm = new NitroVerifier();
        simulated.Authenticate(warm);
        var next = 0;
        var fresh = run.OfProcessorTime(() => simulated.Authenticate(warm, enclaves[next++ % enclaves.Length]), () => floor.Run(verifies: 3, imports: 2));
        yield return new($"{simulated.Name}, new enclave", "3 verifies + 2 imports of P-384", fresh.Value, Bound.AtMost, 1.1) { Detail = fresh.Detail };

        var cold = run.OfProcessorTime(() => genuine.Authenticate(new NitroVerifier()), () => floor.Run(verifies: 5, imports: 5));
        yield return new($"{genuine.Name}, cold", "5 verifies + 5 imports of P-384", cold.Value, Bound.AtMost, 1.1) { Detail = cold.Detail };
    }
}
