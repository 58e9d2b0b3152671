using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Httpa.TestServer.Simulated;

/// <summary>The recipe of the revocation list of the simulated AMD. Tests vary it with <c>with</c>.</summary>
internal sealed record SimulatedAmdCrl
{
    public required string IssuerCommonName { get; init; }

    public required RSA IssuerKey { get; init; }

    /// <summary>The key that the list names as its issuer's; a forger names another than it has.</summary>
    public RSA AuthorityKey { get => field ?? IssuerKey; init; }

    public required BigInteger Number { get; init; }

    public required DateTimeOffset ThisUpdate { get; init; }

    public required DateTimeOffset NextUpdate { get; init; }

    /// <summary>The serial numbers of revoked certificates, big-endian.</summary>
    public IReadOnlyList<byte[]> Revoked { get; init; } = [];

    /// <summary>The list in DER.</summary>
    public byte[] Encode()
    {
        var builder = new CertificateRevocationListBuilder();
        foreach (var serial in Revoked) builder.AddEntry(serial, ThisUpdate, X509RevocationReason.KeyCompromise);
        var issuerKey = new X509SubjectKeyIdentifierExtension(new PublicKey(AuthorityKey), critical: false);
        return builder.Build(
            SimulatedAmdCertificate.Name(IssuerCommonName), SimulatedAmdCertificate.Generator(IssuerKey), Number, NextUpdate, HashAlgorithmName.SHA384,
            X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(issuerKey), ThisUpdate);
    }
}
