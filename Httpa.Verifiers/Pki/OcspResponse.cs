using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Httpa.Verifiers.Pki;

/// <summary>What a responder says of a certificate.</summary>
internal enum OcspStatus
{
    /// <summary>Not revoked.</summary>
    Good,

    /// <summary>Revoked for good.</summary>
    Revoked,

    /// <summary>Revoked with the reason certificateHold: until further notice.</summary>
    OnHold,

    /// <summary>The responder does not know the certificate.</summary>
    Unknown,
}

/// <summary>What a response says of one certificate.</summary>
/// <param name="HashAlgorithm">The object identifier of the hash that names the issuer.</param>
/// <param name="IssuerNameHash">The hash of the issuer's name.</param>
/// <param name="IssuerKeyHash">The hash of the issuer's key.</param>
/// <param name="Serial">The certificate's serial number.</param>
/// <param name="Status">What is said of it.</param>
/// <param name="ThisUpdate">The first moment that it is known to be so.</param>
/// <param name="NextUpdate">When newer information is due at the latest.</param>
internal sealed record OcspSingle(
    string HashAlgorithm, Measurement IssuerNameHash, Measurement IssuerKeyHash, Measurement Serial, OcspStatus Status, DateTimeOffset ThisUpdate, DateTimeOffset NextUpdate)
{
    /// <summary>True when this is about a certificate of an issuer. SHA-256, SHA-384 and SHA-512 name issuers; a name by SHA-1 is nobody's.</summary>
    public bool IsAbout(Certificate certificate, Certificate issuer)
    {
        if (Serial != certificate.Serial || !certificate.Issuer.Span.SequenceEqual(issuer.Subject.Span)) return false;
        return Hash(issuer.Subject.Span) is { } name && name == IssuerNameHash && Hash(KeyBits(issuer.Key)) is { } key && key == IssuerKeyHash;
    }

    private static ReadOnlySpan<byte> KeyBits(in PublicKeyInfo key) => key.Kind == KeyKind.Rsa ? key.Bytes.Span : (byte[])[4, .. key.Bytes.Span];

    private Measurement? Hash(ReadOnlySpan<byte> data) => HashAlgorithm switch
    {
        X509Ids.Sha256 => new Measurement(SHA256.HashData(data)),
        X509Ids.Sha384 => new Measurement(SHA384.HashData(data)),
        X509Ids.Sha512 => new Measurement(SHA512.HashData(data)),
        _ => null,
    };
}

/// <summary>An OCSP response (RFC 6960, section 4.2.1) of the basic kind, parsed and nothing more: not verified.</summary>
internal sealed class OcspResponse
{
    private const string BasicResponse = "1.3.6.1.5.5.7.48.1.1";
    private const string Nonce = "1.3.6.1.5.5.7.48.1.2";
    private const int Successful = 0;
    private const int CertificateHold = 6;
    private const int MaxSingles = 64;
    private const int MaxCertificates = 4;

    // Its certificates are not signed, so that anything can be put there to make a genuine response large, and what is verified is remembered.
    private const int MaxLength = 16 * 1024;

    private OcspResponse(ReadOnlyMemory<byte> bytes, SignedDer signed) => (Bytes, Signed) = (bytes, signed);

    /// <summary>The whole response.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Content and signature.</summary>
    public SignedDer Signed { get; }

    /// <summary>The responder's name, DER; empty when it names itself by its key.</summary>
    public ReadOnlyMemory<byte> ResponderName { get; private init; }

    /// <summary>What is said of each certificate.</summary>
    public IReadOnlyList<OcspSingle> Singles { get; private init; } = [];

    /// <summary>The certificates that came with it, DER; the responder's own first.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Certificates { get; private init; } = [];

    /// <summary>Reads responses that stand one behind the other.</summary>
    /// <param name="ders">The bytes; they must not change afterwards.</param>
    /// <param name="maximum">The largest number of responses.</param>
    /// <param name="profile">Names the algorithms that are expected.</param>
    /// <returns>Null when one is malformed, longer than 16 KiB or unsuccessful, and when there is none or there are too many.</returns>
    public static IReadOnlyList<OcspResponse>? TryParseAll(ReadOnlyMemory<byte> ders, int maximum, CertificateProfile profile)
    {
        var responses = new List<OcspResponse>();
        while (!ders.IsEmpty)
        {
            if (responses.Count == maximum || !AsnDecoder.TryReadEncodedValue(ders.Span, AsnEncodingRules.DER, out _, out _, out _, out var length)) return null;
            if (length > MaxLength) return null;
            var one = ders[..length];
            if (Der.TryParse(one, reader => Read(one, reader, profile)) is not { } response) return null;
            responses.Add(response);
            ders = ders[length..];
        }

        return responses.Count == 0 ? null : responses;
    }

    private static OcspResponse Read(ReadOnlyMemory<byte> der, AsnReader reader, CertificateProfile profile)
    {
        var outer = reader.ReadSequence();
        if (outer.ReadEnumeratedBytes().Span is not [Successful]) throw new AsnContentException("Not successful.");
        var bytes = Explicit(outer, 0).ReadSequence();
        outer.ThrowIfNotEmpty();
        if (bytes.ReadObjectIdentifier() != BasicResponse) throw new AsnContentException("Not a basic response.");
        var basic = new AsnReader(Der.ReadOctets(bytes), AsnEncodingRules.DER);
        bytes.ThrowIfNotEmpty();
        var members = basic.ReadSequence();
        basic.ThrowIfNotEmpty();
        var signed = SignedDer.ReadMembers(members, profile);
        var certificates = members.HasData ? ReadCertificates(Explicit(members, 0).ReadSequence()) : [];
        members.ThrowIfNotEmpty();
        return ReadContent(der, signed, certificates);
    }

    private static OcspResponse ReadContent(ReadOnlyMemory<byte> der, SignedDer signed, List<ReadOnlyMemory<byte>> certificates)
    {
        var content = signed.ReadContent(); // version 1 is the default, which DER leaves out
        var byName = content.PeekTag().HasSameClassAndValue(new Asn1Tag(TagClass.ContextSpecific, 1));
        var responder = Explicit(content, byName ? 1 : 2).ReadEncodedValue();
        Der.ReadTime(content, alwaysGeneralized: true);
        var singles = new List<OcspSingle>();
        for (var list = content.ReadSequence(); list.HasData;)
        {
            if (singles.Count == MaxSingles) throw new AsnContentException("Too many certificates.");
            singles.Add(ReadSingle(list.ReadSequence()));
        }

        if (content.HasData) X509Extensions.Read(Explicit(content, 1), [Nonce]);
        content.ThrowIfNotEmpty();
        return new OcspResponse(der, signed) { ResponderName = byName ? responder : default, Singles = singles, Certificates = certificates };
    }

    private static OcspSingle ReadSingle(AsnReader single)
    {
        var id = single.ReadSequence();
        var hash = id.ReadSequence();
        var algorithm = hash.ReadObjectIdentifier();
        if (hash.HasData) hash.ReadNull();
        hash.ThrowIfNotEmpty();
        var (name, key, serial) = (Der.ReadOctets(id), Der.ReadOctets(id), id.ReadIntegerBytes());
        id.ThrowIfNotEmpty();
        var status = ReadStatus(single);
        var thisUpdate = Der.ReadTime(single, alwaysGeneralized: true);
        // Without it newer information is available at any time, which nobody who was handed a response can use.
        var nextUpdate = Der.ReadTime(Explicit(single, 0), alwaysGeneralized: true);
        if (single.HasData) X509Extensions.Read(Explicit(single, 1), []);
        single.ThrowIfNotEmpty();
        return new OcspSingle(algorithm, new(name), new(key), new(serial), status, thisUpdate, nextUpdate);
    }

    private static OcspStatus ReadStatus(AsnReader single)
    {
        var tag = single.PeekTag();
        switch (tag.TagClass == TagClass.ContextSpecific ? tag.TagValue : -1)
        {
            case 0:
                single.ReadNull(tag);
                return OcspStatus.Good;
            case 1:
                var revoked = single.ReadSequence(tag);
                Der.ReadTime(revoked, alwaysGeneralized: true);
                var isOnHold = revoked.HasData && Explicit(revoked, 0).ReadEnumeratedBytes().Span is [CertificateHold];
                revoked.ThrowIfNotEmpty();
                return isOnHold ? OcspStatus.OnHold : OcspStatus.Revoked;
            case 2:
                single.ReadNull(tag);
                return OcspStatus.Unknown;
            default:
                throw new AsnContentException("Not a status.");
        }
    }

    private static List<ReadOnlyMemory<byte>> ReadCertificates(AsnReader list)
    {
        var certificates = new List<ReadOnlyMemory<byte>>();
        while (list.HasData)
        {
            if (certificates.Count == MaxCertificates) throw new AsnContentException("Too many certificates.");
            certificates.Add(list.ReadEncodedValue());
        }

        return certificates;
    }

    private static AsnReader Explicit(AsnReader reader, int tag) => reader.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, tag));
}
