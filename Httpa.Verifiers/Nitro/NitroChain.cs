using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Nitro;

/// <summary>
/// The certificate of the key that signs an enclave's documents, which leads to a trusted root by good signatures: root -> region -> zone -> instance -> enclave. That it is
/// valid at some time is judged on every use. AWS' process uses no revocation lists; the enclave's certificate lives for three hours.
/// </summary>
internal sealed class NitroChain
{
    /// <summary>What AWS issues: ECDSA with SHA-384 on P-384 throughout.</summary>
    private static readonly CertificateProfile Profile = new([SignatureAlgorithm.EcdsaP384Sha384], [KeyKind.P384]);

    private readonly List<Certificate> _path = [];

    private NitroChain(VerifiedCertificate leaf)
    {
        Leaf = leaf;
        for (var certificate = leaf; certificate is not null; certificate = certificate.Issuer) _path.Add(certificate.Certificate);
        Windows = [.. _path.Select(WindowOf)];
    }

    /// <summary>The enclave's certificate, with its key.</summary>
    public VerifiedCertificate Leaf { get; }

    /// <summary>The root.</summary>
    public Certificate Root => _path[^1];

    /// <summary>When the certificates are valid.</summary>
    public IReadOnlyList<ValidityWindow> Windows { get; }

    /// <summary>Verifies the chain that stands in a document, or finds that it was verified before.</summary>
    /// <param name="document">The document.</param>
    /// <param name="anchors">The trusted roots.</param>
    /// <param name="memory">Remembers chains.</param>
    /// <param name="findings">Takes the objection.</param>
    public static NitroChain? Authenticate(NitroDocument document, TrustAnchors anchors, NitroMemory memory, ICollection<Finding> findings)
    {
        if (memory.Chains.TryGet(document.Certificate.Span, out var known) && known.Has(document.CaBundle) && anchors.Contains(known.Root)) return known;
        if (Verify(document, anchors, memory.Verified, findings) is not { } leaf) return null;

        var chain = new NitroChain(leaf);
        memory.Chains.Set(document.Certificate.Span, chain);
        return chain;
    }

    private static VerifiedCertificate? Verify(NitroDocument document, TrustAnchors anchors, VerifiedCertificates verified, ICollection<Finding> findings)
    {
        if (Parse(document) is not { } path)
            return Refuse(findings, AppraisalReason.NitroCertificateMalformed, "certificates in DER, signed by ECDSA with SHA-384, with P-384 keys", "malformed, or of another kind");
        if (!IsPath(path))
            return Refuse(findings, AppraisalReason.NitroChainInvalid, "a path from the root down by issuer, key identifier, basic constraints, path length and key usage", "no such path");
        if (!anchors.Contains(path[0]))
            return Refuse(findings, AppraisalReason.NitroUntrustedRoot, "the pinned root of AWS Nitro Enclaves", $"under the key {path[0].KeyHash}",
                "The enclave is simulated or forged, or of an AWS partition with a root of its own: in tests only, name the key in dangerousTrustedRoots.");

        var last = verified.VerifyRoot(path[0], NitroRoot.IsPublished(path[0]));
        for (var i = 1; i < path.Count && last is not null; i++) last = verified.Verify(path[i], last);
        return last ?? Refuse(findings, AppraisalReason.NitroCertificateSignatureInvalid, "certificates that their issuers signed", "signed by another key");
    }

    private static List<Certificate>? Parse(NitroDocument document)
    {
        var path = new List<Certificate>(document.CaBundle.Count + 1);
        foreach (var der in document.CaBundle.Append(document.Certificate))
        {
            // A copy, since what is verified is remembered and outlives the document.
            if (Certificate.TryParse(der.ToArray(), Profile) is not { } certificate) return null;
            path.Add(certificate);
        }

        return path;
    }

    /// <summary>AWS, "Nitro Enclaves Attestation Process", section 3.2.3: the bundle is in order, and nothing but the last certificate is the enclave's.</summary>
    private static bool IsPath(List<Certificate> path)
    {
        for (var i = 0; i < path.Count - 1; i++)
        {
            var (ca, casBelow) = (path[i], path.Count - 2 - i);
            if (!ca.NamesAsIssuer(path[Math.Max(0, i - 1)]) || !ca.IsCa || ca.PathLength < casBelow || !ca.KeyUsage.HasFlag(KeyUsages.CertificateSign)) return false;
        }

        var leaf = path[^1];
        return leaf.NamesAsIssuer(path[^2]) && !leaf.IsCa && leaf.PathLength is null && leaf.KeyUsage.HasFlag(KeyUsages.DigitalSignature);
    }

    private static ValidityWindow WindowOf(Certificate certificate) => new(
        $"certificate '{certificate.CommonName}'", certificate.NotBefore, certificate.NotAfter,
        AppraisalReason.NitroCertificateNotYetValid, AppraisalReason.NitroCertificateExpired);

    private static VerifiedCertificate? Refuse(
        ICollection<Finding> findings, AppraisalReason reason, string expected, string actual,
        string remedy = "Send the document untouched, as the Nitro Security Module gives it out.")
    {
        findings.Add(new Finding(reason, FindingKind.NotGenuine, "certificate chain of the enclave", expected, actual, remedy));
        return null;
    }

    private bool Has(IReadOnlyList<ReadOnlyMemory<byte>> caBundle)
    {
        if (caBundle.Count != _path.Count - 1) return false;
        for (var i = 0; i < caBundle.Count; i++)
            if (!caBundle[i].Span.SequenceEqual(_path[^(i + 1)].Bytes.Span)) return false;
        return true;
    }
}
