using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Httpa.TestServer.Simulated;

/// <summary>The recipe of a revocation list of the simulated PKI. Tests vary it with <c>with</c>.</summary>
internal sealed record SimulatedRevocationList
{
    public required string IssuerCommonName { get; init; }

    public required ECDsa IssuerKey { get; init; }

    /// <summary>The key that the list names as its issuer's; a forger names another than it has.</summary>
    public ECDsa AuthorityKey { get => field ?? IssuerKey; init; }

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
        return builder.Build(
            SimulatedCertificate.Name(IssuerCommonName),
            X509SignatureGenerator.CreateForECDsa(IssuerKey),
            Number,
            NextUpdate,
            HashAlgorithmName.SHA256,
            X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(SimulatedCertificate.KeyIdentifier(AuthorityKey)),
            ThisUpdate);
    }
}
