using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Httpa.TestServer.Simulated;

/// <summary>The recipe of a certificate of the simulated AMD: signed with RSASSA-PSS and SHA-384, names in AMD's order. Tests vary it with <c>with</c>.</summary>
internal sealed record SimulatedAmdCertificate
{
    public required string CommonName { get; init; }

    public required string IssuerCommonName { get; init; }

    /// <summary>The key that the certificate is for: an RSA key of a CA or a P-384 key of a chip; needs no private part.</summary>
    public required AsymmetricAlgorithm Key { get; init; }

    public required RSA IssuerKey { get; init; }

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>The serial number, big-endian; AMD gives every chip's certificate 0.</summary>
    public byte[] Serial { get; init; } = [0];

    public bool IsCa { get; init; }

    public int? PathLength { get; init; }

    /// <summary>What the key may be used for; null for a certificate that does not say, as AMD's of chips.</summary>
    public X509KeyUsageFlags? KeyUsage { get; init; }

    public IReadOnlyList<X509Extension> Extra { get; init; } = [];

    /// <summary>The certificate in DER.</summary>
    public byte[] Encode()
    {
        var name = Name(CommonName);
        var request = Key is RSA rsa
            ? new CertificateRequest(name, rsa, HashAlgorithmName.SHA384, RSASignaturePadding.Pss)
            : new CertificateRequest(name, (ECDsa)Key, HashAlgorithmName.SHA384);
        if (IsCa)
        {
            request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(IsCa, PathLength is not null, PathLength ?? 0, critical: true));
        }

        if (KeyUsage is { } usage) request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        foreach (var extension in Extra) request.CertificateExtensions.Add(extension);
        using var certificate = request.Create(Name(IssuerCommonName), Generator(IssuerKey), NotBefore, NotAfter, Serial);
        return certificate.RawData;
    }

    /// <summary>Signs as AMD does.</summary>
    public static X509SignatureGenerator Generator(RSA key) => X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pss);

    /// <summary>A distinguished name as AMD writes it: OU, C, L, ST, O, CN.</summary>
    public static X500DistinguishedName Name(string commonName)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            WriteAttribute(writer, "2.5.4.11", "Engineering");
            WriteAttribute(writer, "2.5.4.6", "US", UniversalTagNumber.PrintableString);
            WriteAttribute(writer, "2.5.4.7", "Santa Clara");
            WriteAttribute(writer, "2.5.4.8", "CA");
            WriteAttribute(writer, "2.5.4.10", "Advanced Micro Devices");
            WriteAttribute(writer, "2.5.4.3", commonName);
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
