using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Jwt;

/// <summary>The chain in a token's header (<c>x5c</c>, RFC 7515, section 4.1.6): from the leaf up to a root whose key the policy names.</summary>
internal static class JwtCertificates
{
    private static readonly CertificateProfile Profile = new(
        [SignatureAlgorithm.RsaPkcs1Sha256, SignatureAlgorithm.RsaPkcs1Sha384, SignatureAlgorithm.RsaPkcs1Sha512, SignatureAlgorithm.EcdsaP256Sha256, SignatureAlgorithm.EcdsaP384Sha384],
        [KeyKind.Rsa, KeyKind.P256, KeyKind.P384]);

    /// <summary>Verifies the chain.</summary>
    /// <param name="token">Carries it.</param>
    /// <param name="roots">SHA-256 of the trusted roots' SubjectPublicKeyInfo.</param>
    /// <param name="memory">What the verifier remembers.</param>
    /// <param name="findings">Takes the objection.</param>
    /// <returns>The leaf's key; null when the chain does not hold.</returns>
    public static JwtSigner? Authenticate(JwtToken token, IReadOnlyList<Measurement> roots, JwtMemory memory, ICollection<Finding> findings)
    {
        var chain = token.Certificates.Select(der => Certificate.TryParse(der, Profile)).OfType<Certificate>().ToList();
        if (chain.Count != token.Certificates.Count || chain.Count < 2) return Refuse(Invalid("certificates, leaf to root"), findings);

        // Root: trusted by its key alone.
        if (!roots.Contains(chain[^1].KeyHash)) return Refuse(Untrusted(chain[^1]), findings);
        if (memory.Certificates.VerifyRoot(chain[^1], isPublished: false) is not { } issuer) return Refuse(Invalid("a root that signed itself"), findings);

        // Each issuer -> the next certificate.
        for (var i = chain.Count - 2; i >= 0; i--)
        {
            if (!MayIssue(issuer.Certificate, below: i) || !chain[i].NamesAsIssuer(issuer.Certificate)) return Refuse(Invalid("a path by names, roles and path lengths"), findings);
            if (memory.Certificates.Verify(chain[i], issuer) is not { } verified) return Refuse(Invalid("certificates that their issuers signed"), findings);
            issuer = verified;
        }

        if (chain[0].IsCa || (chain[0].KeyUsage is var use && use != KeyUsages.None && !use.HasFlag(KeyUsages.DigitalSignature)))
            return Refuse(Invalid("a leaf that may sign tokens"), findings);
        var algorithm = JwtAlgorithms.UsualFor(issuer.Key.Kind);
        return algorithm == token.Algorithm ? new JwtSigner(issuer.Key, [.. chain.Select(Window)]) : Refuse(JwtSigner.OtherAlgorithm(algorithm, token.Algorithm), findings);
    }

    private static bool MayIssue(Certificate ca, int below) =>
        ca.IsCa && ca.KeyUsage.HasFlag(KeyUsages.CertificateSign) && (ca.PathLength is not { } length || below <= length);

    private static ValidityWindow Window(Certificate certificate) =>
        ValidityWindow.Of(certificate, AppraisalReason.JwtCertificateNotYetValid, AppraisalReason.JwtCertificateExpired);

    private static JwtSigner? Refuse(Finding finding, ICollection<Finding> findings)
    {
        findings.Add(finding);
        return null;
    }

    private static Finding Invalid(string expected) => new(
        AppraisalReason.JwtChainInvalid, FindingKind.NotGenuine, "certificate chain of the token (x5c)", expected, "otherwise", "Have the service send the chain as it was issued, the root included.");

    private static Finding Untrusted(Certificate root) => new(
        AppraisalReason.JwtUntrustedRoot, FindingKind.NotGenuine, "root of the token's certificates", "one that the policy names in certificateRoots", $"'{root.CommonName}', {root.KeyHash}",
        "If this is the service's root, from the service itself and not from the token, name it in the policy.");
}
