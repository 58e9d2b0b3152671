using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Dcap;

/// <summary>Whether a certificate that was relied on is revoked (RFC 5280, section 6.3, for complete lists of the certificate's own issuer).</summary>
internal static class Revocation
{
    /// <summary>Looks every certificate up in the list of the CA that issued it.</summary>
    /// <param name="chain">The PCK chain.</param>
    /// <param name="endorsements">The revocation lists, and the certificates behind the endorsements.</param>
    /// <param name="findings">Takes the objections.</param>
    public static void Judge(PckChain chain, DcapEndorsements endorsements, ICollection<Finding> findings)
    {
        JudgeOne(chain.Leaf.Certificate, chain.Ca, endorsements.PckCrl, endorsements.PckCa, findings);
        JudgeOne(chain.Ca, chain.Root, endorsements.RootCrl, endorsements.Root, findings);
        // Usually the same certificate as in the chain; if it is another one over the same key, neither may be revoked.
        if (endorsements.PckCa.Serial != chain.Ca.Serial) JudgeOne(endorsements.PckCa, endorsements.Root, endorsements.RootCrl, endorsements.Root, findings);
        JudgeOne(endorsements.TcbSigning, endorsements.Root, endorsements.RootCrl, endorsements.Root, findings);
        JudgeOne(chain.Root, chain.Root, endorsements.RootCrl, endorsements.Root, findings);
    }

    private static void JudgeOne(Certificate certificate, Certificate issuer, RevocationList list, Certificate listIssuer, ICollection<Finding> findings)
    {
        if (!issuer.Key.IsSame(listIssuer.Key) || !list.NamesAsIssuer(issuer))
        {
            findings.Add(new Finding(
                AppraisalReason.CrlIssuerMismatch, FindingKind.NotGenuine, $"revocation list for '{certificate.CommonName}'",
                $"issued by '{issuer.CommonName}'", $"issued by '{listIssuer.CommonName}', or by another key of this name",
                "Send the list of the CA that issued the certificate: Intel has one for platforms and one for processors."));
        }
        else if (list.Serials.Contains(certificate.Serial))
        {
            findings.Add(new Finding(
                AppraisalReason.CertificateRevoked, FindingKind.NotGenuine, $"certificate '{certificate.CommonName}'", "not revoked",
                $"revoked, serial {certificate.Serial}", "Do not use this platform: its key may be in other hands."));
        }
    }
}
