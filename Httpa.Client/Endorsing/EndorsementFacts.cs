using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Httpa.Verifiers;
using Httpa.Verifiers.Dcap;
using Httpa.Verifiers.Encoding;
using Httpa.Verifiers.Pki;
using Httpa.Verifiers.Snp;

namespace Httpa.Client.Endorsing;

/// <summary>What an endorsement says of itself; nothing of it is proven.</summary>
/// <param name="Document">The document's name, such as <c>tcb_info</c>.</param>
/// <param name="Issuer">Who issued it, by the name that it gives; the signed JSON documents give none.</param>
/// <param name="Issued">When it was issued; for certificates, the first moment at which all of them are valid.</param>
/// <param name="Ends">When it must have been replaced at the latest; for certificates, the last moment at which all of them are valid.</param>
public sealed record EndorsementFacts(string Document, string? Issuer, DateTimeOffset Issued, DateTimeOffset Ends)
{
    private const int MaxChainLength = 4;

    private static readonly FrozenDictionary<string, Func<string, ReadOnlyMemory<byte>, EndorsementFacts?>> Readers =
        new Dictionary<string, Func<string, ReadOnlyMemory<byte>, EndorsementFacts?>>
        {
            [EndorsementNames.TcbInfo] = (name, content) => OfJson(name, content, DocumentKind.TcbInfo),
            [EndorsementNames.QeIdentity] = (name, content) => OfJson(name, content, DocumentKind.QeIdentity),
            [EndorsementNames.TcbSigningChain] = OfChain,
            [EndorsementNames.PckCrlIssuerChain] = OfChain,
            [EndorsementNames.PckCrl] = (name, content) => OfList(name, content, CertificateProfile.Dcap),
            [EndorsementNames.RootCaCrl] = (name, content) => OfList(name, content, CertificateProfile.Dcap),
            ["vcek"] = OfAmdCertificate,
            ["vlek"] = OfAmdCertificate,
            ["ask"] = OfAmdCertificate,
            ["ark"] = OfAmdCertificate,
            ["crl"] = (name, content) => OfList(name, content, SnpMemory.Profile),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>True for the documents that can be read here: those of Intel and AMD.</summary>
    /// <param name="document">The document's name.</param>
    public static bool IsKnown(string document) => Readers.ContainsKey(document);

    /// <summary>Reads a document strictly. Its signature is not looked at.</summary>
    /// <param name="document">The document's name, such as <c>tcb_info</c>.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="facts">What it says, when the result is true.</param>
    /// <returns>False when no such document is known, or when these bytes are none.</returns>
    public static bool TryRead(string document, ReadOnlyMemory<byte> content, [NotNullWhen(true)] out EndorsementFacts? facts)
    {
        facts = Readers.TryGetValue(document, out var read) ? read(document, content) : null;
        return facts is not null;
    }

    private static EndorsementFacts? OfJson(string document, ReadOnlyMemory<byte> content, DocumentKind kind)
    {
        using var json = StrictJson.TryRead(content);
        if (json is null) return null;
        var signed = json.Object(json.Root, kind.Member);
        var facts = new EndorsementFacts(document, null, json.Time(signed, "issueDate"), json.Time(signed, "nextUpdate"));
        return json.HasFailed ? null : facts;
    }

    private static EndorsementFacts? OfChain(string document, ReadOnlyMemory<byte> pem)
    {
        if (Pem.TryReadCertificates(pem.Span, MaxChainLength) is not { } ders) return null;
        var certificates = ders.Select(der => Certificate.TryParse(der, CertificateProfile.Dcap)).ToList();
        if (certificates.Contains(null)) return null;
        var root = certificates.Find(c => c!.NamesAsIssuer(c));
        return new EndorsementFacts(document, root?.CommonName, certificates.Max(c => c!.NotBefore), certificates.Min(c => c!.NotAfter));
    }

    private static EndorsementFacts? OfAmdCertificate(string document, ReadOnlyMemory<byte> der) =>
        Certificate.TryParse(der, SnpMemory.Profile) is { } certificate
            ? new EndorsementFacts(document, Certificate.CommonNameOf(certificate.Issuer), certificate.NotBefore, certificate.NotAfter)
            : null;

    private static EndorsementFacts? OfList(string document, ReadOnlyMemory<byte> der, CertificateProfile profile) =>
        RevocationList.TryParse(der, profile) is { } list
            ? new EndorsementFacts(document, Certificate.CommonNameOf(list.Issuer), list.ThisUpdate, list.NextUpdate)
            : null;
}
