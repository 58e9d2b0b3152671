using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Httpa.TestServer.Simulated;

/// <summary>The recipe of a certificate of the simulated PKI: fields and extensions in the order of Intel's own certificates. Tests vary it with <c>with</c>.</summary>
internal sealed record SimulatedCertificate
{
    public required string CommonName { get; init; }

    public required string IssuerCommonName { get; init; }

    /// <summary>The key that the certificate is for; needs no private part.</summary>
    public required ECDsa Key { get; init; }

    public required ECDsa IssuerKey { get; init; }

    /// <summary>The key that the certificate names as its issuer's; a forger names another than it has.</summary>
    public ECDsa AuthorityKey { get => field ?? IssuerKey; init; }

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    public bool IsCa { get; init; }

    public int? PathLength { get; init; }

    public X509KeyUsageFlags KeyUsage { get; init; } = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation;

    /// <summary>Extensions after the usual five: the PCK certificate's SGX extension, or what a test adds.</summary>
    public IReadOnlyList<X509Extension> Extra { get; init; } = [];

    /// <summary>The serial number, big-endian; by default the key's identifier, as in Intel's certificates.</summary>
    public byte[] Serial { get => field ?? KeyIdentifier(Key); init; }

    /// <summary>The certificate in DER.</summary>
    public byte[] Encode()
    {
        var request = new CertificateRequest(Name(CommonName), Key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(KeyIdentifier(AuthorityKey)));
        request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension(["https://localhost/simulated.crl"]));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(KeyIdentifier(Key), critical: false));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(KeyUsage, critical: true));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(IsCa, PathLength is not null, PathLength ?? 0, critical: true));
        foreach (var extension in Extra) request.CertificateExtensions.Add(extension);

        var generator = X509SignatureGenerator.CreateForECDsa(IssuerKey);
        using var certificate = request.Create(Name(IssuerCommonName), generator, NotBefore, NotAfter, Serial);
        return certificate.RawData;
    }

    /// <summary>Certificates as PEM text, one after the other.</summary>
    public static string ToPem(IEnumerable<byte[]> certificates) =>
        string.Concat(certificates.Select(c => PemEncoding.WriteString("CERTIFICATE", c) + "\n"));

    /// <summary>The identifier of a key: the leftmost 160 bits of the SHA-256 of its point (RFC 7093, method 1), the first bit cleared so that it serves as serial number.</summary>
    public static byte[] KeyIdentifier(ECDsa key)
    {
        var q = key.ExportParameters(includePrivateParameters: false).Q;
        var identifier = SHA256.HashData([0x04, .. q.X!, .. q.Y!])[..20];
        identifier[0] = (byte)((identifier[0] & 0x7f) | 0x40);
        return identifier;
    }

    /// <summary>A distinguished name as Intel writes it: CN, O, L and ST as UTF8String, C as PrintableString.</summary>
    public static X500DistinguishedName Name(string commonName)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            WriteAttribute(writer, "2.5.4.3", commonName);
            WriteAttribute(writer, "2.5.4.10", "Intel Corporation");
            WriteAttribute(writer, "2.5.4.7", "Santa Clara");
            WriteAttribute(writer, "2.5.4.8", "CA");
            WriteAttribute(writer, "2.5.4.6", "US", UniversalTagNumber.PrintableString);
        }

        return new X500DistinguishedName(writer.Encode());
    }

    private static void WriteAttribute(AsnWriter writer, string oid, string value, UniversalTagNumber type = UniversalTagNumber.UTF8String)
    {
        using var set = writer.PushSetOf();
        using var attribute = writer.PushSequence();
        writer.WriteObjectIdentifier(oid);
        writer.WriteCharacterString(type, value);
    }
}
