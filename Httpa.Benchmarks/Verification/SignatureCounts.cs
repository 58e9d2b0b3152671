using Httpa.Verifiers;
using Httpa.Verifiers.Sgx;

namespace Httpa.Benchmarks.Verification;

/// <summary>Goal 1: exactly the signatures and key imports that a verification needs; a test holds them too.</summary>
internal sealed class SignatureCounts : IGoal
{
    public string Number => "1";

    public string Name => "SGX, signatures and keys";

    public IEnumerable<Measurement> Measure(RatioRun run)
    {
        var genuine = SgxCase.Load();
        // The self-signature of a root is needed only where the root is not one of Intel's published certificates.
        var rootSignatures = genuine.Policy is null ? 0 : 1;
        var cold = new SgxVerifier();
        foreach (var measurement in Count("cold", cold, () => genuine.Authenticate(cold), 9 + rootSignatures, 5)) yield return measurement;
        foreach (var measurement in Count("known QE report", cold, () => genuine.Authenticate(cold), 1, 0)) yield return measurement;

        var (sgx, others) = SgxCase.OfOnePlatform(others: 1);
        var warm = new SgxVerifier();
        sgx.Authenticate(warm);
        foreach (var measurement in Count("known platform", warm, () => sgx.Authenticate(warm, others[0]), 2, 1)) yield return measurement;
    }

    private static IEnumerable<Measurement> Count(string what, SgxVerifier verifier, Action authenticate, int signatures, int imports)
    {
        var (signaturesBefore, importsBefore) = (verifier.Count.Verifications, verifier.Count.Imports);
        authenticate();
        yield return new($"{what}, signatures", "exact count", verifier.Count.Verifications - signaturesBefore, Bound.Exactly, signatures, "signatures");
        yield return new($"{what}, imports", "exact count", verifier.Count.Imports - importsBefore, Bound.Exactly, imports, "keys");
    }
}
