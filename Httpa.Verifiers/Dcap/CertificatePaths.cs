using Httpa.Verifiers.Encoding;
using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Dcap;

/// <summary>What a certificate path of DCAP must look like (Intel "PCK Certificate and Certificate Revocation List Profile").</summary>
/// <param name="Subject">What the path is called in findings.</param>
/// <param name="Malformed">The reason when it cannot be read.</param>
/// <param name="Invalid">The reason when its certificates do not form the path.</param>
/// <param name="Roles">The common names that each certificate below the root may have, from the root's side on; the root counts by its key.</param>
/// <param name="EndsInCa">True when the last certificate is a CA, false when it signs anything but certificates.</param>
internal sealed record PathRule(string Subject, AppraisalReason Malformed, AppraisalReason Invalid, string[][] Roles, bool EndsInCa)
{
    private const string PlatformCa = "Intel SGX PCK Platform CA";

    private static readonly string[] PckCas = [PlatformCa, "Intel SGX PCK Processor CA"];

    /// <summary>The path to a PCK certificate, as it stands in a quote.</summary>
    public static readonly PathRule Pck = new(
        "PCK certificate chain", AppraisalReason.PckChainMalformed, AppraisalReason.PckChainInvalid, [PckCas, ["Intel SGX PCK Certificate"]], EndsInCa: false);

    /// <summary>The path to the key that signs TCB info and QE identity.</summary>
    public static readonly PathRule TcbSigning = new(
        "TCB signing chain", AppraisalReason.TcbSigningChainMalformed, AppraisalReason.TcbSigningChainInvalid, [["Intel SGX TCB Signing"]], EndsInCa: false);

    /// <summary>The path to the CA that issued the PCK certificate and its revocation list.</summary>
    public static readonly PathRule PckCrlIssuer = new(
        "PCK CRL issuer chain", AppraisalReason.PckCrlIssuerChainMalformed, AppraisalReason.PckCrlIssuerChainInvalid, [PckCas], EndsInCa: true);

    /// <summary><c>platform</c> or <c>processor</c>: how the PCS API names the CAs that issue PCK certificates.</summary>
    public static string ShortNameOf(Certificate pckCa) => pckCa.CommonName == PlatformCa ? "platform" : "processor";
}

/// <summary>Makes verified paths out of PEM text.</summary>
/// <param name="verified">Verifies signatures, each only once.</param>
internal sealed class CertificatePaths(VerifiedCertificates verified)
{
    /// <summary>Orders the certificates from a trusted root on and verifies each with the key of the one before it. Looks at no clock.</summary>
    /// <param name="pem">The certificates, in any order; one more or less than the rule says is refused.</param>
    /// <param name="rule">What the path must look like.</param>
    /// <param name="anchors">The trusted roots.</param>
    /// <param name="findings">Takes the objection.</param>
    /// <returns>The last certificate of the path, with its issuers; null when there is no such path.</returns>
    public VerifiedCertificate? Authenticate(ReadOnlySpan<byte> pem, PathRule rule, TrustAnchors anchors, ICollection<Finding> findings)
    {
        if (ReadCertificates(pem, rule) is not { } certificates)
            return Refuse(findings, rule.Malformed, rule.Subject, $"{rule.Roles.Length + 1} certificates in PEM, with P-256 keys", "malformed, or of another number");
        if (Order(certificates) is not { } path || !HasRoles(path, rule))
            return Refuse(findings, rule.Invalid, rule.Subject, "a path from the root by issuer, key identifier, role, key usage and path length", "no such path");
        if (!anchors.Contains(path[0]))
            return Refuse(findings, AppraisalReason.UntrustedRoot, rule.Subject, "a root with a pinned key", $"under the key {path[0].KeyHash}",
                "The platform is simulated, pre-production or forged: in tests only, name the key in dangerousTrustedRoots.");

        var last = verified.VerifyRoot(path[0], IntelRoot.IsPublished(path[0]));
        for (var i = 1; i < path.Count && last is not null; i++) last = verified.Verify(path[i], last);
        return last ?? Refuse(findings, AppraisalReason.CertificateSignatureInvalid, rule.Subject, "certificates that their issuers signed", "signed by another key");
    }

    private static List<Certificate>? ReadCertificates(ReadOnlySpan<byte> pem, PathRule rule)
    {
        var length = rule.Roles.Length + 1;
        if (Pem.TryReadCertificates(pem, length) is not { } ders || ders.Count != length) return null;
        var certificates = new List<Certificate>(length);
        foreach (var der in ders)
        {
            if (Certificate.TryParse(der, CertificateProfile.Dcap) is not { } certificate) return null;
            certificates.Add(certificate);
        }

        return certificates;
    }

    private static List<Certificate>? Order(List<Certificate> certificates)
    {
        var path = new List<Certificate>(certificates.Count);
        while (certificates.Count > 0)
        {
            var next = certificates.FindAll(c => c.NamesAsIssuer(path.Count == 0 ? c : path[^1]));
            // Two candidates: a duplicate or a fork. Which of them is meant is not for us to guess.
            if (next.Count != 1) return null;
            path.Add(next[0]);
            certificates.Remove(next[0]);
        }

        return path;
    }

    private static bool HasRoles(List<Certificate> path, PathRule rule)
    {
        for (var i = 0; i < path.Count; i++)
        {
            var certificate = path[i];
            if (i > 0 && !rule.Roles[i - 1].Contains(certificate.CommonName)) return false;
            var isLast = i == path.Count - 1;
            if (isLast && !rule.EndsInCa)
            {
                if (certificate.IsCa || !certificate.KeyUsage.HasFlag(KeyUsages.DigitalSignature)) return false;
                continue;
            }

            var casBelow = path.Count - 1 - i - (rule.EndsInCa ? 0 : 1);
            if (!certificate.IsCa || certificate.PathLength < casBelow) return false;
            if (!certificate.KeyUsage.HasFlag(KeyUsages.CertificateSign | KeyUsages.CrlSign)) return false;
        }

        return true;
    }

    private static VerifiedCertificate? Refuse(
        ICollection<Finding> findings, AppraisalReason reason, string subject, string expected, string actual,
        string remedy = "Send the chain as Intel's provisioning certification service gives it out.")
    {
        findings.Add(new Finding(reason, FindingKind.NotGenuine, subject, expected, actual, remedy));
        return null;
    }
}
