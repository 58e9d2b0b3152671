using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Httpa.Verifiers;

namespace Httpa.TestServer.Simulated;

/// <summary>The certificates of a simulated service that sends them with its tokens: root, intermediate and leaf, RSA of 2048 bits with SHA-256.</summary>
internal sealed class SimulatedTokenPki : IDisposable
{
    private readonly RSA _root = RSA.Create(2048);
    private readonly RSA _intermediate = RSA.Create(2048);

    public SimulatedTokenPki(DateTimeOffset now)
    {
        var (from, to) = (now.AddDays(-1), now.AddYears(1));
        using var root = Request("Simulated token root", _root, ca: 1).CreateSelfSigned(from, to);
        using var intermediate = Issue(Request("Simulated token intermediate", _intermediate, ca: 0), (root, _root), from, to);
        using var leaf = Issue(Request("Simulated token signer", LeafKey, ca: null), (intermediate, _intermediate), from, to);
        Chain = [leaf.RawData, intermediate.RawData, root.RawData];
        RootSpkiSha256 = new Measurement(SHA256.HashData(_root.ExportSubjectPublicKeyInfo()));
    }

    /// <summary>The key that signs tokens.</summary>
    public RSA LeafKey { get; } = RSA.Create(2048);

    /// <summary>The certificates, the leaf first.</summary>
    public IReadOnlyList<byte[]> Chain { get; }

    /// <summary>What a policy names the root by.</summary>
    public Measurement RootSpkiSha256 { get; }

    public void Dispose()
    {
        _root.Dispose();
        _intermediate.Dispose();
        LeafKey.Dispose();
    }

    /// <summary>A request for a certificate.</summary>
    /// <param name="name">The subject's common name.</param>
    /// <param name="key">Its key.</param>
    /// <param name="ca">How many certificates of authorities may follow; null for a leaf.</param>
    internal static CertificateRequest Request(string name, RSA key, int? ca)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(ca is not null, ca is not null, ca ?? 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(ca is null ? X509KeyUsageFlags.DigitalSignature : X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }

    private static X509Certificate2 Issue(CertificateRequest request, (X509Certificate2 Certificate, RSA Key) issuer, DateTimeOffset from, DateTimeOffset to)
    {
        var generator = X509SignatureGenerator.CreateForRSA(issuer.Key, RSASignaturePadding.Pkcs1);
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7f) | 0x40); // positive, and no leading zero
        return request.Create(issuer.Certificate.SubjectName, generator, from, to, serial);
    }
}
