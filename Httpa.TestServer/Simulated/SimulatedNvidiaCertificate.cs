using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Httpa.TestServer.Simulated;

/// <summary>The recipe of a certificate of the simulated NVIDIA PKI: P-384 and SHA-384, fields and extensions as in NVIDIA's own. Tests vary it with <c>with</c>.</summary>
internal sealed record SimulatedNvidiaCertificate
{
    public required string CommonName { get; init; }

    public required string IssuerCommonName { get; init; }

    public required ECDsa Key { get; init; }

    public required ECDsa IssuerKey { get; init; }

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    public bool IsCa { get; init; } = true;

    public X509KeyUsageFlags KeyUsage { get; init; } = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign;

    /// <summary>Further extensions, such as the firmware's hash.</summary>
    public IReadOnlyList<X509Extension> Extra { get; init; } = [];

    /// <summary>The serial number, big-endian.</summary>
    public byte[] Serial { get => field ?? SimulatedCertificate.KeyIdentifier(Key); init; }

    /// <summary>The certificate in DER.</summary>
    public byte[] Encode()
    {
        var request = new CertificateRequest(Name(CommonName), Key, HashAlgorithmName.SHA384);
        if (IsCa) request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(KeyUsage, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(SimulatedCertificate.KeyIdentifier(Key), critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(SimulatedCertificate.KeyIdentifier(IssuerKey)));
        foreach (var extension in Extra) request.CertificateExtensions.Add(extension);
        using var certificate = request.Create(Name(IssuerCommonName), X509SignatureGenerator.CreateForECDsa(IssuerKey), NotBefore, NotAfter, Serial);
        return certificate.RawData;
    }

    /// <summary>A distinguished name.</summary>
    public static X500DistinguishedName Name(string commonName)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(commonName);
        name.AddOrganizationName("Simulated NVIDIA");
        return name.Build();
    }
}
