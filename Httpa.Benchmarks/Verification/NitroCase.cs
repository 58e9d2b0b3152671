using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Nitro;

namespace Httpa.Benchmarks.Verification;

/// <summary>A genuine document: one of AWS' where the shared vectors are present, else one of a simulated enclave.</summary>
/// <param name="Name">Where it comes from.</param>
/// <param name="Evidence">The document.</param>
/// <param name="Policy">Names the root if it is not AWS'; null else.</param>
/// <param name="Time">A time at which it is valid.</param>
internal sealed record NitroCase(string Name, EndorsedEvidence Evidence, AttestationPolicy? Policy, DateTimeOffset Time)
{
    /// <summary>About what the signed part of a document has in bytes.</summary>
    public const int SignedLength = 4450;

    private static readonly byte[] Binding = new byte[AppraisalRequest.BindingLength];

    public static NitroCase Load() => FindVector() is { } file
        ? new NitroCase("AWS document", Document(File.ReadAllBytes(file)), Policy: null, new DateTimeOffset(2025, 12, 25, 13, 20, 0, TimeSpan.Zero))
        : OfOneZone(others: 0).Case;

    /// <summary>Judges the case; throws when it is not genuine, so that no benchmark measures a rejection.</summary>
    public void Authenticate(NitroVerifier verifier) => Authenticate(verifier, Evidence);

    /// <summary>Judges the document of another enclave.</summary>
    public void Authenticate(NitroVerifier verifier, EndorsedEvidence evidence)
    {
        var result = verifier.Authenticate(evidence, Policy, Time);
        if (!result.IsGenuine) throw new InvalidOperationException($"The {Name} was not genuine: {string.Join("; ", result.Findings)}");
    }

    /// <summary>A case of a simulated enclave, and documents of others on other instances of its zone.</summary>
    public static (NitroCase Case, EndorsedEvidence[] Others) OfOneZone(int others)
    {
        using var nitro = new SimulatedNitro();
        var document = nitro.Document with { UserData = Binding };
        var more = new EndorsedEvidence[others];
        for (var i = 0; i < others; i++)
        {
            using var instanceKey = SimulatedNitroPki.NewKey();
            using var enclaveKey = SimulatedNitroPki.NewKey();
            var instance = nitro.Pki.Instance with { Key = instanceKey };
            var enclave = nitro.Pki.Enclave with { Key = enclaveKey, IssuerKey = instanceKey };
            more[i] = Document((document with { CaBundle = [.. document.CaBundle.SkipLast(1), instance.Encode()], Certificate = enclave.Encode(), Key = enclaveKey }).Encode());
        }

        return (new NitroCase("simulated document", Document(document.Encode()), nitro.CreatePolicy(), document.Timestamp), more);
    }

    private static EndorsedEvidence Document(byte[] bytes) => new(new(EvidenceType.Nitro, bytes), Endorsements.None);

    private static string? FindVector()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "..", "shared", "vectors", "nitro", "dstack-2025-release", "evidence.cbor");
            if (File.Exists(Path.Combine(folder.FullName, "Httpa.slnx"))) return File.Exists(file) ? file : null;
        }

        return null;
    }
}
