using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Httpa.TestServer.Simulated;

/// <summary>The recipe of a certificate of the simulated Nitro PKI, with the extensions that AWS' have. Tests vary it with <c>with</c>.</summary>
internal sealed record SimulatedNitroCertificate
{
    public required string CommonName { get; init; }

    public required string IssuerCommonName { get; init; }

    /// <summary>The key that the certificate is for.</summary>
    public required ECDsa Key { get; init; }

    public required ECDsa IssuerKey { get; init; }

    /// <summary>The key that the certificate names as its issuer's; a forger names another than it has.</summary>
    public ECDsa AuthorityKey { get => field ?? IssuerKey; init; }

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    public bool IsCa { get; init; } = true;

    public int? PathLength { get; init; }

    public X509KeyUsageFlags KeyUsage { get; init; } = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign;

    /// <summary>The hash that it is signed with.</summary>
    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA384;

    /// <summary>Extensions after the usual ones: what a test adds.</summary>
    public IReadOnlyList<X509Extension> Extra { get; init; } = [];

    /// <summary>The certificate in DER.</summary>
    public byte[] Encode()
    {
        var request = new CertificateRequest(Name(CommonName), Key, Hash);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(IsCa, PathLength is not null, PathLength ?? 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(KeyUsage, critical: IsCa));
        if (IsCa)
        {
            // AWS' certificates of enclaves have neither.
            request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(SimulatedCertificate.KeyIdentifier(Key), critical: false));
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(SimulatedCertificate.KeyIdentifier(AuthorityKey)));
        }

        foreach (var extension in Extra) request.CertificateExtensions.Add(extension);
        var generator = X509SignatureGenerator.CreateForECDsa(IssuerKey);
        using var certificate = request.Create(Name(IssuerCommonName), generator, NotBefore, NotAfter, SimulatedCertificate.KeyIdentifier(Key));
        return certificate.RawData;
    }

    private static X500DistinguishedName Name(string commonName)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(commonName);
        name.AddOrganizationalUnitName("AWS");
        name.AddOrganizationName("Amazon");
        name.AddCountryOrRegion("US");
        return name.Build();
    }
}
