using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Httpa.Verifiers.Pki;

/// <summary>
/// An X.509 certificate (RFC 5280), parsed and nothing more: not verified. Equal bytes are the same certificate.
/// </summary>
internal sealed class Certificate
{
    private const int MaxCommonNameLength = 128;

    private static readonly string[] Understood = [X509Ids.KeyUsage, X509Ids.BasicConstraints, X509Ids.AuthorityKeyId, X509Ids.SubjectKeyId];

    private Certificate()
    {
    }

    /// <summary>The whole certificate.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>Content and signature.</summary>
    public required SignedDer Signed { get; init; }

    /// <summary>The serial number's bytes, as in a revocation list.</summary>
    public required Measurement Serial { get; init; }

    /// <summary>The issuer's name, DER.</summary>
    public required ReadOnlyMemory<byte> Issuer { get; init; }

    /// <summary>The subject's name, DER.</summary>
    public required ReadOnlyMemory<byte> Subject { get; init; }

    /// <summary>The subject's common name; empty when there is none.</summary>
    public required string CommonName { get; init; }

    /// <summary>The first moment of validity.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>The last moment of validity.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>The public key.</summary>
    public required PublicKeyInfo Key { get; init; }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo: what trust anchors are named by.</summary>
    public required Measurement KeyHash { get; init; }

    /// <summary>All extensions.</summary>
    public required X509Extensions Extensions { get; init; }

    /// <summary>The subject's key identifier; empty when there is none.</summary>
    public required ReadOnlyMemory<byte> SubjectKeyId { get; init; }

    /// <summary>The issuer's key identifier; empty when there is none.</summary>
    public required ReadOnlyMemory<byte> AuthorityKeyId { get; init; }

    /// <summary>BasicConstraints: the subject is a CA.</summary>
    public required bool IsCa { get; init; }

    /// <summary>BasicConstraints: how many CAs may follow; null for any number.</summary>
    public required int? PathLength { get; init; }

    /// <summary>What the key may be used for.</summary>
    public required KeyUsages KeyUsage { get; init; }

    /// <summary>Parses a certificate.</summary>
    /// <param name="der">The bytes; they must not change afterwards.</param>
    /// <param name="profile">Which certificates are expected.</param>
    /// <returns>Null when this is no certificate of that profile.</returns>
    public static Certificate? TryParse(ReadOnlyMemory<byte> der, CertificateProfile profile) => Der.TryParse(der, reader => Read(der, reader, profile));

    /// <summary>True when the names and key identifiers say that this certificate was issued by another. No signature is verified.</summary>
    public bool NamesAsIssuer(Certificate issuer) =>
        Issuer.Span.SequenceEqual(issuer.Subject.Span)
        && (AuthorityKeyId.IsEmpty || issuer.SubjectKeyId.IsEmpty || AuthorityKeyId.Span.SequenceEqual(issuer.SubjectKeyId.Span));

    private static Certificate Read(ReadOnlyMemory<byte> der, AsnReader reader, CertificateProfile profile)
    {
        var signed = SignedDer.Read(reader, profile);
        var content = signed.ReadContent();
        ReadVersion3(content);
        var serial = new Measurement(content.ReadIntegerBytes());
        signed.ReadSameAlgorithm(content);
        var issuer = content.ReadEncodedValue();
        var validity = content.ReadSequence();
        var (notBefore, notAfter) = (Der.ReadTime(validity, profile.AllowsGeneralizedTime), Der.ReadTime(validity, profile.AllowsGeneralizedTime));
        validity.ThrowIfNotEmpty();
        var subject = content.ReadEncodedValue();
        var keyInfo = content.ReadEncodedValue();
        var list = content.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 3));
        content.ThrowIfNotEmpty();
        var extensions = X509Extensions.Read(list, [.. Understood, .. profile.Understood]);
        list.ThrowIfNotEmpty();
        var (isCa, pathLength) = ReadBasicConstraints(extensions);
        return new Certificate
        {
            Bytes = der,
            Signed = signed,
            Serial = serial,
            Issuer = issuer,
            Subject = subject,
            CommonName = CommonNameOf(subject),
            NotBefore = notBefore,
            NotAfter = notAfter,
            Key = ReadKey(keyInfo, profile),
            KeyHash = new Measurement(SHA256.HashData(keyInfo.Span)),
            Extensions = extensions,
            SubjectKeyId = extensions.Find(X509Ids.SubjectKeyId) is { } id ? Der.ReadOctets(id) : default,
            AuthorityKeyId = extensions.ReadAuthorityKeyId(),
            IsCa = isCa,
            PathLength = pathLength,
            KeyUsage = extensions.Find(X509Ids.KeyUsage) is { } usage ? ReadKeyUsage(usage, profile) : KeyUsages.None,
        };
    }

    private static void ReadVersion3(AsnReader content)
    {
        var version = content.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0));
        if (!version.TryReadInt32(out var number) || number != 2) throw new AsnContentException("Not an X.509 version 3 certificate.");
        version.ThrowIfNotEmpty();
    }

    private static PublicKeyInfo ReadKey(ReadOnlyMemory<byte> keyInfo, CertificateProfile profile)
    {
        var key = PublicKeyInfo.Read(keyInfo);
        return profile.Keys.Contains(key.Kind) ? key : throw new AsnContentException("A key of another kind.");
    }

    private static KeyUsages ReadKeyUsage(AsnReader reader, CertificateProfile profile)
    {
        if (!profile.AllowsTrailingZeroBits) return reader.ReadNamedBitListValue<KeyUsages>();
        if (!reader.TryReadPrimitiveBitString(out _, out var bits) || bits.Length is 0 or > 2) throw new AsnContentException("Not a list of usages.");
        var usages = KeyUsages.None;
        for (var i = 0; i < 8 * bits.Length; i++)
        {
            // The first bit is the highest of its byte.
            if ((bits.Span[i / 8] & (0x80 >> (i % 8))) != 0) usages |= (KeyUsages)(1 << i);
        }

        return usages;
    }

    private static (bool IsCa, int? PathLength) ReadBasicConstraints(X509Extensions extensions)
    {
        if (extensions.Find(X509Ids.BasicConstraints) is not { } reader) return (false, null);
        var constraints = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        if (!constraints.HasData) return (false, null);
        var isCa = constraints.ReadBoolean();
        if (!constraints.HasData) return (isCa, null);
        if (!constraints.TryReadInt32(out var pathLength) || pathLength < 0) throw new AsnContentException("The path length is out of range.");
        constraints.ThrowIfNotEmpty();
        return (isCa, pathLength);
    }

    /// <summary>The common name in a name; empty when there is none.</summary>
    /// <param name="name">The name, DER.</param>
    internal static string CommonNameOf(ReadOnlyMemory<byte> name)
    {
        var common = "";
        for (var parts = new AsnReader(name, AsnEncodingRules.DER).ReadSequence(); parts.HasData;)
        {
            for (var part = parts.ReadSetOf(); part.HasData;)
            {
                var attribute = part.ReadSequence();
                if (attribute.ReadObjectIdentifier() != X509Ids.CommonName) continue;
                if (common.Length != 0) throw new AsnContentException("Two common names.");
                common = attribute.ReadCharacterString((UniversalTagNumber)attribute.PeekTag().TagValue);
                if (common.Length is 0 or > MaxCommonNameLength) throw new AsnContentException("The common name is empty or too long.");
            }
        }

        return common;
    }
}

/// <summary>KeyUsage (RFC 5280, section 4.2.1.3); bit n of the document is bit n here.</summary>
[Flags]
internal enum KeyUsages
{
    None = 0,
    DigitalSignature = 1 << 0,
    NonRepudiation = 1 << 1,
    KeyEncipherment = 1 << 2,
    DataEncipherment = 1 << 3,
    KeyAgreement = 1 << 4,
    CertificateSign = 1 << 5,
    CrlSign = 1 << 6,
    EncipherOnly = 1 << 7,
    DecipherOnly = 1 << 8,
}
