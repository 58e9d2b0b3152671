using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Snp;

/// <summary>
/// The certificate of a key that signs reports, which leads to a trusted root by good signatures: ARK -> ASK -> VCEK, or ARK -> ASVK -> VLEK. That it is valid at some
/// time and not revoked is judged on every use.
/// </summary>
internal sealed class KeyChain
{
    private readonly KeyCertificates _certificates;

    private KeyChain(KeyCertificates certificates, VerifiedCertificate leaf, ProductLine line, KeyExtension extension)
    {
        _certificates = certificates;
        (Leaf, Line, Extension) = (leaf, line, extension);
        Windows = [WindowOf(leaf.Certificate), WindowOf(Ca), WindowOf(Root.Certificate)];
    }

    /// <summary>The certificate of the key, with the key.</summary>
    public VerifiedCertificate Leaf { get; }

    /// <summary>The CA that issued it: ASK or ASVK.</summary>
    public Certificate Ca => Leaf.Issuer!.Certificate;

    /// <summary>The root: ARK.</summary>
    public VerifiedCertificate Root => Leaf.Issuer!.Issuer!;

    /// <summary>The kind of key.</summary>
    public SnpSigningKey Kind => _certificates.Kind;

    /// <summary>The product line of the root.</summary>
    public ProductLine Line { get; }

    /// <summary>What the certificate says of chip and TCB.</summary>
    public KeyExtension Extension { get; }

    /// <summary>When the three certificates are valid.</summary>
    public IReadOnlyList<ValidityWindow> Windows { get; }

    /// <summary>Verifies the chain, or finds that it was verified before.</summary>
    /// <param name="certificates">The three certificates.</param>
    /// <param name="furtherRoots">The roots that the policy trusts like AMD's.</param>
    /// <param name="memory">Remembers chains.</param>
    /// <param name="findings">Takes the objection.</param>
    public static KeyChain? Authenticate(
        KeyCertificates certificates, IReadOnlyList<Measurement> furtherRoots, SnpMemory memory, ICollection<Finding> findings)
    {
        if (memory.Chains.TryGet(certificates.Leaf.Span, out var known) && known._certificates.IsSame(certificates)
            && AnchorsOf(known.Line, furtherRoots).Contains(known.Root.Certificate)) return known;
        if (Verify(certificates, furtherRoots, memory, findings) is not { } chain) return null;
        memory.Chains.Set(certificates.Leaf.Span, chain);
        return chain;
    }

    private static KeyChain? Verify(
        KeyCertificates certificates, IReadOnlyList<Measurement> furtherRoots, SnpMemory memory, ICollection<Finding> findings)
    {
        if (Parse(certificates.Ark) is not { } ark || Parse(certificates.Ca) is not { } ca || Parse(certificates.Leaf) is not { } leaf)
            return Refuse(findings, AppraisalReason.SnpCertificateMalformed, certificates.Kind, "certificates in DER, signed with RSASSA-PSS and SHA-384", "malformed");
        if (ProductLine.OfRoot(ark.CommonName) is not { } line || !IsRoot(ark) || !IsCa(ca, ark, line.CaName(certificates.Kind)) || !IsLeaf(leaf, ca, certificates.Kind))
            return Refuse(findings, AppraisalReason.SnpChainInvalid, certificates.Kind, "a path from the product's ARK by issuer, key identifier, role and key usage", "no such path");
        if (!AnchorsOf(line, furtherRoots).Contains(ark))
            return Refuse(findings, AppraisalReason.SnpUntrustedRoot, certificates.Kind, $"the pinned key of {line.ArkName}", $"under the key {ark.KeyHash}",
                "The platform is simulated or forged: in tests only, name the key in dangerousTrustedRoots.");
        if (memory.Verified.VerifyRoot(ark, line.IsPublished(ark)) is not { } root
            || memory.Verified.Verify(ca, root) is not { } verifiedCa || memory.Verified.Verify(leaf, verifiedCa) is not { } verifiedLeaf)
            return Refuse(findings, AppraisalReason.SnpCertificateSignatureInvalid, certificates.Kind, "certificates that their issuers signed", "signed by another key");
        if (KeyExtension.TryRead(leaf, certificates.Kind, line.Layout) is not { } extension)
            return Refuse(findings, AppraisalReason.SnpLeafExtensionInvalid, certificates.Kind, "every extension that AMD's certificates of this kind have", "without one, or malformed");
        return line.Names(extension.ProductName)
            ? new KeyChain(certificates, verifiedLeaf, line, extension)
            : Refuse(findings, AppraisalReason.SnpProductMismatch, certificates.Kind, $"a certificate for {line.Product}, as its root's", $"for '{extension.ProductName}'");
    }

    private static Certificate? Parse(ReadOnlyMemory<byte> der) => Certificate.TryParse(der, SnpMemory.Profile);

    private static TrustAnchors AnchorsOf(ProductLine line, IReadOnlyList<Measurement> furtherRoots) => new(line.ArkKeyHash, furtherRoots);

    private static bool IsRoot(Certificate ark) =>
        ark.NamesAsIssuer(ark) && ark.IsCa && ark.PathLength is not 0 && ark.Key.Kind == KeyKind.Rsa
        && ark.KeyUsage.HasFlag(KeyUsages.CertificateSign | KeyUsages.CrlSign);

    private static bool IsCa(Certificate ca, Certificate ark, string name) =>
        ca.CommonName == name && ca.NamesAsIssuer(ark) && ca.IsCa && ca.Key.Kind == KeyKind.Rsa && ca.KeyUsage.HasFlag(KeyUsages.CertificateSign);

    // AMD's certificates of keys say nothing of the key's usage (AMD 57230): what one says must then allow signatures.
    private static bool IsLeaf(Certificate leaf, Certificate ca, SnpSigningKey kind) =>
        leaf.CommonName == (kind == SnpSigningKey.Vlek ? "SEV-VLEK" : "SEV-VCEK") && leaf.NamesAsIssuer(ca) && !leaf.IsCa && leaf.Key.Kind == KeyKind.P384
        && (leaf.KeyUsage == KeyUsages.None || leaf.KeyUsage.HasFlag(KeyUsages.DigitalSignature));

    private static ValidityWindow WindowOf(Certificate certificate) => new(
        $"certificate '{certificate.CommonName}'", certificate.NotBefore, certificate.NotAfter,
        AppraisalReason.SnpCertificateNotYetValid, AppraisalReason.SnpCertificateExpired);

    private static KeyChain? Refuse(
        ICollection<Finding> findings, AppraisalReason reason, SnpSigningKey kind, string expected, string actual,
        string remedy = "Send the certificates as AMD's key distribution service gives them out.")
    {
        findings.Add(new Finding(reason, FindingKind.NotGenuine, $"{kind.ToString().ToUpperInvariant()} certificate chain", expected, actual, remedy));
        return null;
    }
}
