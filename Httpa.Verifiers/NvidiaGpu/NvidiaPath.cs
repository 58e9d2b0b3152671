using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.NvidiaGpu;

/// <summary>A certificate path of NVIDIA's that leads to a trusted root by good signatures. That it is valid at some time and not revoked is judged on every use.</summary>
/// <param name="Certificates">The certificates, from the one that signs evidence or a manifest to the root.</param>
internal sealed record NvidiaPath(IReadOnlyList<VerifiedCertificate> Certificates)
{
    private const int MinLength = 2;
    private const int MaxLength = 8;

    /// <summary>The certificate at the lower end.</summary>
    public VerifiedCertificate Leaf => Certificates[0];

    /// <summary>The root.</summary>
    public Certificate Root => Certificates[^1].Certificate;

    /// <summary>When the certificates are valid.</summary>
    public IEnumerable<ValidityWindow> Windows => Certificates.Select(c => WindowOf(c.Certificate));

    /// <summary>The window of a certificate.</summary>
    public static ValidityWindow WindowOf(Certificate certificate) =>
        ValidityWindow.Of(certificate, AppraisalReason.NvidiaGpuCertificateNotYetValid, AppraisalReason.NvidiaGpuCertificateExpired);

    /// <summary>Verifies a path: each certificate names the next as its issuer and was signed by it, all but the first are CAs, and the last is a trusted root. Looks at no clock.</summary>
    /// <param name="ders">The certificates in that order; null when they could not be read.</param>
    /// <param name="subject">What the path is called in findings.</param>
    /// <param name="anchors">The trusted roots.</param>
    /// <param name="verified">Verifies signatures, each only once.</param>
    /// <param name="findings">Takes the objection.</param>
    public static NvidiaPath? Authenticate(
        IReadOnlyList<byte[]>? ders, string subject, TrustAnchors anchors, VerifiedCertificates verified, ICollection<Finding> findings)
    {
        if (Parse(ders) is not { } path)
            return Refuse(AppraisalReason.NvidiaGpuChainMalformed, "2 to 8 certificates with P-384 keys, from the leaf to the root", "malformed, or of another number");
        if (!IsPath(path))
            return Refuse(AppraisalReason.NvidiaGpuChainInvalid, "each certificate issued by the one behind it, by name, key identifier, role and key usage", "no such path");
        if (!anchors.Contains(path[^1]))
            return Refuse(AppraisalReason.NvidiaGpuUntrustedRoot, "a root with a pinned key", $"under the key {path[^1].KeyHash}",
                "The device is simulated or forged: in tests only, name the key in nvidiaGpu.dangerousTrustedRoots.");

        var issued = new VerifiedCertificate[path.Count];
        var last = verified.VerifyRoot(path[^1], NvidiaRoots.IsPublished(path[^1]));
        for (var i = path.Count - 1; last is not null; last = verified.Verify(path[--i], last))
        {
            issued[i] = last;
            if (i == 0) return new NvidiaPath(issued);
        }

        return Refuse(AppraisalReason.NvidiaGpuCertificateSignatureInvalid, "certificates that their issuers signed", "signed by another key");

        NvidiaPath? Refuse(AppraisalReason reason, string expected, string actual, string remedy = "Send the chain as NVIDIA's driver or service gives it out.")
        {
            findings.Add(new Finding(reason, FindingKind.NotGenuine, subject, expected, actual, remedy));
            return null;
        }
    }

    private static List<Certificate>? Parse(IReadOnlyList<byte[]>? ders)
    {
        if (ders is not { Count: >= MinLength and <= MaxLength }) return null;
        var certificates = new List<Certificate>(ders.Count);
        foreach (var der in ders)
        {
            if (Certificate.TryParse(der, NvidiaRoots.Certificates) is not { } certificate) return null;
            certificates.Add(certificate);
        }

        return certificates;
    }

    private static bool IsPath(List<Certificate> path)
    {
        if (path[0].IsCa || !path[0].KeyUsage.HasFlag(KeyUsages.DigitalSignature)) return false;
        for (var i = 1; i < path.Count; i++)
        {
            if (!path[i - 1].NamesAsIssuer(path[i]) || !path[i].IsCa || path[i].PathLength < i - 1) return false;
            if (!path[i].KeyUsage.HasFlag(KeyUsages.CertificateSign)) return false;
        }

        return path[^1].NamesAsIssuer(path[^1]);
    }
}
