using System.Security.Cryptography;
using Httpa.Client.Endorsing;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Snp;

namespace Httpa.Benchmarks.Verification;

/// <summary>A genuine report with its certificates: one of AMD's where the shared vectors are present, else one of a simulated chip.</summary>
/// <param name="Name">Where it comes from.</param>
/// <param name="Evidence">Report and certificates.</param>
/// <param name="Policy">Names the root if it is not AMD's; null else.</param>
/// <param name="Time">A time at which it is valid.</param>
internal sealed record SnpCase(string Name, EndorsedEvidence Evidence, AttestationPolicy? Policy, DateTimeOffset Time)
{
    private const int BitsOfAmd = 4096;

    public static SnpCase Load()
    {
        var folder = FindVectors();
        return folder is null ? OfOneCa(others: 0).Case : new SnpCase(
            "AMD report",
            new(new(EvidenceType.Snp, File.ReadAllBytes(Path.Combine(folder, "evidence.bin"))), EndorsementDirectory.Read(folder)),
            Policy: null,
            new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
    }

    /// <summary>Judges the case; throws when it is not genuine, so that no benchmark measures a rejection.</summary>
    public void Authenticate(SnpVerifier verifier) => Authenticate(verifier, Evidence);

    /// <summary>Judges the report of another chip.</summary>
    public void Authenticate(SnpVerifier verifier, EndorsedEvidence evidence)
    {
        var result = verifier.Authenticate(evidence, Policy, Time);
        if (!result.IsGenuine) throw new InvalidOperationException($"The {Name} was not genuine: {string.Join("; ", result.Findings)}");
    }

    /// <summary>A case of a simulated chip, and reports of others under the same root and CA.</summary>
    public static (SnpCase Case, EndorsedEvidence[] Others) OfOneCa(int others)
    {
        using var keys = new SimulatedAmdKeys(BitsOfAmd);
        var now = DateTimeOffset.UnixEpoch.AddYears(60);
        var snp = new SimulatedSnp(new() { HasCrl = false, IssuedAt = now }, null, keys);
        var binding = new byte[AppraisalRequest.BindingLength];
        var more = new EndorsedEvidence[others];
        for (var i = 0; i < others; i++)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
            more[i] = Report(snp, key, binding);
        }

        return (new SnpCase("simulated report", Report(snp, keys.Leaf, binding), snp.CreatePolicy(), now.AddHours(1)), more);
    }

    private static EndorsedEvidence Report(SimulatedSnp snp, ECDsa key, byte[] binding)
    {
        var report = SimulatedSnpReport.Sign(SimulatedSnpReport.Write(snp.Settings, binding), key);
        return new(new(EvidenceType.Snp, report), new Endorsements(
        [
            new("vcek", (snp.Pki.Leaf with { Key = key }).Encode()), new("ask", Document(snp, "ask")), new("ark", Document(snp, "ark")),
        ]));
    }

    private static ReadOnlyMemory<byte> Document(SimulatedSnp snp, string name) => snp.Endorsements.TryGet(name, out var content) ? content : default;

    private static string? FindVectors()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var vectors = Path.Combine(folder.FullName, "..", "shared", "vectors", "sev-snp", "genoa-v3-caci");
            if (File.Exists(Path.Combine(folder.FullName, "Httpa.slnx"))) return Directory.Exists(vectors) ? vectors : null;
        }

        return null;
    }
}
