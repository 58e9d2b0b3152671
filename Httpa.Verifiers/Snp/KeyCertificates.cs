namespace Httpa.Verifiers.Snp;

/// <summary>The certificates that came with a report, as DER (HTTPA/1, section 5). Nothing of them is proven.</summary>
/// <param name="Kind">The kind of key that the report says it is signed by.</param>
/// <param name="Leaf">The certificate of that key: <c>vcek</c> or <c>vlek</c>.</param>
/// <param name="Ca">Its issuer: <c>ask</c>, which for a VLEK is what AMD calls ASVK.</param>
/// <param name="Ark">The root: <c>ark</c>.</param>
internal sealed record KeyCertificates(SnpSigningKey Kind, ReadOnlyMemory<byte> Leaf, ReadOnlyMemory<byte> Ca, ReadOnlyMemory<byte> Ark)
{
    private const string Vcek = "vcek";
    private const string Vlek = "vlek";
    private const string Ask = "ask";
    private const string Root = "ark";

    /// <summary>Picks the certificates of the key that a report names.</summary>
    /// <param name="report">The report.</param>
    /// <param name="documents">What came with it.</param>
    /// <param name="findings">Takes the objection.</param>
    /// <returns>Null when the report names no key, or not all certificates of this key are there.</returns>
    public static KeyCertificates? Find(in SnpReport report, Endorsements documents, ICollection<Finding> findings)
    {
        if (report.SigningKey is not { } kind)
        {
            findings.Add(new Finding(AppraisalReason.SnpSigningKeyMismatch, FindingKind.NotGenuine, "SIGNING_KEY of the report", "VCEK (0) or VLEK (1)",
                $"{report.SigningKeyNumber}", "The host masks the chip's key, or has no key loaded: let it allow one of both (SNP_CONFIG, SNP_VLEK_LOAD)."));
            return null;
        }

        var (leafName, otherName) = kind == SnpSigningKey.Vlek ? (Vlek, Vcek) : (Vcek, Vlek);
        var hasLeaf = documents.TryGet(leafName, out var leaf);
        if (!hasLeaf && documents.TryGet(otherName, out _))
        {
            findings.Add(new Finding(AppraisalReason.SnpSigningKeyMismatch, FindingKind.NotGenuine, "SIGNING_KEY of the report", $"the key of the certificate that was sent, {otherName}",
                leafName, $"Let the service send the certificate of the {leafName.ToUpperInvariant()}."));
            return null;
        }

        var hasCa = documents.TryGet(Ask, out var ca);
        var hasRoot = documents.TryGet(Root, out var ark);
        if (hasLeaf && hasCa && hasRoot) return new KeyCertificates(kind, leaf, ca, ark);

        string[] missing = [.. hasLeaf ? [] : new[] { leafName }, .. hasCa ? [] : new[] { Ask }, .. hasRoot ? [] : new[] { Root }];
        findings.Add(new Finding(AppraisalReason.SnpEndorsementsMissing, FindingKind.NotProven, "endorsements", $"{leafName}, {Ask}, {Root}",
            $"without {string.Join(", ", missing)}", "Let the service send them with its evidence, or configure where to fetch them from."));
        return null;
    }

    /// <summary>True when the same bytes stand in both.</summary>
    public bool IsSame(KeyCertificates other) =>
        Kind == other.Kind && Leaf.Span.SequenceEqual(other.Leaf.Span) && Ca.Span.SequenceEqual(other.Ca.Span) && Ark.Span.SequenceEqual(other.Ark.Span);
}
