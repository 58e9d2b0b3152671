using System.Security.Cryptography;
using Httpa.Client.Endorsing;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Sgx;

namespace Httpa.Benchmarks.Verification;

/// <summary>A genuine quote with its endorsements: one of Intel's where the shared vectors are present, else one of a simulated platform.</summary>
/// <param name="Name">Where it comes from.</param>
/// <param name="Evidence">Quote and endorsements.</param>
/// <param name="Policy">Names the root if it is not Intel's; null else.</param>
/// <param name="Time">A time at which it is valid.</param>
internal sealed record SgxCase(string Name, EndorsedEvidence Evidence, AttestationPolicy? Policy, DateTimeOffset Time)
{
    public static SgxCase Load()
    {
        var folder = FindVectors();
        return folder is null ? Simulated() : new SgxCase(
            "Intel quote",
            new(new(EvidenceType.Sgx, File.ReadAllBytes(Path.Combine(folder, "evidence.bin"))), EndorsementDirectory.Read(folder)),
            Policy: null,
            new DateTimeOffset(2025, 8, 20, 0, 0, 0, TimeSpan.Zero));
    }

    /// <summary>Judges the case; throws when it is not genuine, so that no benchmark measures a rejection.</summary>
    public void Authenticate(SgxVerifier verifier) => Authenticate(verifier, Evidence);

    /// <summary>Judges other evidence of the same platform.</summary>
    public void Authenticate(SgxVerifier verifier, EndorsedEvidence evidence)
    {
        var result = verifier.Authenticate(evidence, Policy, Time);
        if (!result.IsGenuine) throw new InvalidOperationException($"The {Name} was not genuine: {string.Join("; ", result.Findings)}");
    }

    /// <summary>A case of one platform, and more quotes of it, each by an attestation key of its own, so that no quoting enclave's report is known.</summary>
    public static (SgxCase Case, EndorsedEvidence[] Others) OfOnePlatform(int others)
    {
        using var sgx = new SimulatedSgx();
        var first = Simulated(sgx);
        var more = new EndorsedEvidence[others];
        for (var i = 0; i < others; i++)
        {
            using var attestationKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var quote = sgx.Quote with { AttestationKey = attestationKey };
            more[i] = new(new(EvidenceType.Sgx, quote.Encode(new byte[AppraisalRequest.BindingLength])), first.Evidence.Endorsements);
        }

        return (first, more);
    }

    private static SgxCase Simulated()
    {
        using var sgx = new SimulatedSgx();
        return Simulated(sgx);
    }

    private static SgxCase Simulated(SimulatedSgx sgx)
    {
        var quote = sgx.Quote.Encode(new byte[AppraisalRequest.BindingLength]);
        return new("simulated quote", new(new(EvidenceType.Sgx, quote), sgx.Endorsements), sgx.CreatePolicy(), sgx.TcbInfo.IssueDate.AddHours(1));
    }

    private static string? FindVectors()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var vectors = Path.Combine(folder.FullName, "..", "shared", "vectors", "sgx", "icx-sw-hardening");
            if (File.Exists(Path.Combine(folder.FullName, "Httpa.slnx"))) return Directory.Exists(vectors) ? vectors : null;
        }

        return null;
    }
}
