using System.Diagnostics.CodeAnalysis;
using Httpa.Client.Endorsing.Vendors;
using Httpa.Verifiers;
using Httpa.Verifiers.AzureVtpm;
using Httpa.Verifiers.Snp;

namespace Httpa.Client.Endorsing;

/// <summary>
/// What a vendor has endorsements for: a model of Intel's platforms, or a chip of AMD's at one state of its firmware. Read from evidence, it is as unproven as the
/// evidence: it says what to ask for, never whom.
/// </summary>
public sealed class EndorsedPlatform : IEquatable<EndorsedPlatform>
{
    internal EndorsedPlatform(string name, IReadOnlyList<VendorDocument> documents)
    {
        Name = name;
        Documents = documents;
    }

    /// <summary>
    /// Names the platform in lower-case letters, digits and hyphens, such as <c>sgx-00906ed50000-processor</c>: good for the name of a directory. It may tell one
    /// machine from others.
    /// </summary>
    public string Name { get; }

    /// <summary>The names of the documents that the vendor has for it, such as <c>tcb_info</c>.</summary>
    public IReadOnlyCollection<string> DocumentNames => [.. Documents.SelectMany(d => d.Form.Names)];

    /// <summary>The documents that a verifier needs for evidence of the platform; the first is of this very platform.</summary>
    internal IReadOnlyList<VendorDocument> Documents { get; }

    /// <summary>What the evidence may come from if the vendor does not have the first document; null when it can come from nothing else.</summary>
    internal EndorsedPlatform? Alternative { get; private init; }

    /// <summary>A model of Intel's platforms, for SGX or TDX.</summary>
    /// <param name="type"><see cref="EvidenceType.Sgx"/> or <see cref="EvidenceType.Tdx"/>.</param>
    /// <param name="fmspc">FMSPC, which names the model: 6 bytes.</param>
    /// <param name="usesProcessorCa">True when Intel's Processor CA issued the PCK certificate, as for client machines; false for the Platform CA.</param>
    /// <exception cref="ArgumentException">The type is another, or the FMSPC has another length.</exception>
    public static EndorsedPlatform Intel(EvidenceType type, Measurement fmspc, bool usesProcessorCa = false) =>
        IntelDocuments.For(type, fmspc, usesProcessorCa ? "processor" : "platform");

    /// <summary>A chip of AMD's, whose key was derived for a state of its firmware (VCEK).</summary>
    /// <param name="product">The product line.</param>
    /// <param name="chipId">CHIP_ID: 64 bytes; for Turin also its first 8 alone.</param>
    /// <param name="reportedTcb">REPORTED_TCB.</param>
    /// <exception cref="ArgumentException">There is no such product line, or the chip id has another length or is zero.</exception>
    public static EndorsedPlatform Amd(SnpProduct product, Measurement chipId, SnpTcb reportedTcb) => AmdDocuments.ForChip(product, chipId, reportedTcb);

    /// <summary>The chips of a product line of AMD's whose keys a cloud provider loaded (VLEK). AMD has their issuers and the revocation list; the provider has the key's certificate.</summary>
    /// <param name="product">The product line.</param>
    /// <exception cref="ArgumentException">There is no such product line.</exception>
    public static EndorsedPlatform AmdLoadedKeys(SnpProduct product) => AmdDocuments.ForLoadedKeys(product);

    /// <summary>Reads what evidence says of its platform, strictly, and without verifying any of it.</summary>
    /// <param name="evidence">The evidence.</param>
    /// <param name="platform">The platform, when the result is true.</param>
    /// <returns>False when no vendor has a service for such evidence, or when it does not say what to ask for.</returns>
    public static bool TryRead(Evidence evidence, [NotNullWhen(true)] out EndorsedPlatform? platform)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        platform = evidence.Type.Token switch
        {
            "sgx" or "tdx" => IntelDocuments.TryRead(evidence),
            "snp" => AmdDocuments.TryRead(evidence),
            "azure-vtpm" => TryReadHardware(evidence),
            _ => null,
        };
        return platform is not null;
    }

    /// <summary>The chip below a vTPM. Of a VM on TDX the quote is stapled beside the evidence, and what it needs is too.</summary>
    private static EndorsedPlatform? TryReadHardware(Evidence evidence) =>
        AzureVtpmEvidence.TryParse(evidence.Value, out var vtpm, out _) && !vtpm!.Report.IsTdx
            ? AmdDocuments.TryRead(new Evidence(EvidenceType.Snp, vtpm.Report.HardwareReport))
            : null;

    /// <summary>This platform, or else another.</summary>
    internal EndorsedPlatform OrElse(EndorsedPlatform? alternative) => new(Name, Documents) { Alternative = alternative };

    /// <summary>Equal when the names are.</summary>
    public bool Equals(EndorsedPlatform? other) => Name == other?.Name;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EndorsedPlatform);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
