using Httpa.Verifiers.Encoding;
using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Dcap;

/// <summary>What a quote says of its platform, with no signature verified: enough to ask Intel about it, and good for nothing else.</summary>
/// <param name="Fmspc">The model: 6 bytes.</param>
/// <param name="PckCa"><c>platform</c> or <c>processor</c>: the CA that the PCK certificate names as its issuer.</param>
internal sealed record UnprovenPlatform(Measurement Fmspc, string PckCa)
{
    private const int ChainLength = 3;

    /// <summary>Reads the PCK certificate of a quote.</summary>
    /// <param name="bytes">The quote.</param>
    /// <param name="tee">The kind of quote.</param>
    /// <returns>Null when there is no such quote, or no PCK certificate with its issuer in it.</returns>
    public static UnprovenPlatform? TryRead(ReadOnlySpan<byte> bytes, DcapTee tee)
    {
        if (!DcapQuote.TryParse(bytes, tee, out var quote, out _)) return null;
        if (Pem.TryReadCertificates(quote.PckCertificates, ChainLength) is not { } ders) return null;
        var certificates = new List<Certificate>(ders.Count);
        foreach (var der in ders)
        {
            if (Certificate.TryParse(der, CertificateProfile.Dcap) is not { } certificate) return null;
            certificates.Add(certificate);
        }

        // The chain may stand in any order; the PCK certificate is the one that describes a platform.
        var platform = certificates.Select(c => (Certificate: c, Extension: PckExtension.TryRead(c))).FirstOrDefault(p => p.Extension is not null);
        if (platform.Extension is null) return null;
        var issuer = certificates.Find(c => PathRule.Pck.Roles[0].Contains(c.CommonName) && platform.Certificate.NamesAsIssuer(c));
        return issuer is null ? null : new UnprovenPlatform(platform.Extension.Fmspc, PathRule.ShortNameOf(issuer));
    }
}
