using System.Formats.Asn1;

namespace Httpa.Verifiers.Pki;

/// <summary>A complete certificate revocation list (RFC 5280, section 5), parsed and nothing more: not verified.</summary>
internal sealed class RevocationList
{
    private const int MaxEntries = 100_000;

    private static readonly string[] Understood = [X509Ids.AuthorityKeyId, X509Ids.CrlNumber];

    private RevocationList()
    {
    }

    /// <summary>Content and signature.</summary>
    public required SignedDer Signed { get; init; }

    /// <summary>The issuer's name, DER.</summary>
    public required ReadOnlyMemory<byte> Issuer { get; init; }

    /// <summary>The issuer's key identifier; empty when there is none.</summary>
    public required ReadOnlyMemory<byte> AuthorityKeyId { get; init; }

    /// <summary>When the list was issued.</summary>
    public required DateTimeOffset ThisUpdate { get; init; }

    /// <summary>When the next list is due at the latest.</summary>
    public required DateTimeOffset NextUpdate { get; init; }

    /// <summary>The list's own number; 0 when it has none.</summary>
    public required long Number { get; init; }

    /// <summary>The serial numbers of revoked certificates.</summary>
    public required HashSet<Measurement> Serials { get; init; }

    /// <summary>Parses a list. Lists of changes, lists of other issuers' certificates and lists of some reasons only are refused: their extensions are critical.</summary>
    /// <param name="der">The bytes; they must not change afterwards.</param>
    /// <param name="profile">Which lists are expected.</param>
    public static RevocationList? TryParse(ReadOnlyMemory<byte> der, CertificateProfile profile) => Der.TryParse(der, reader => Read(reader, profile));

    /// <summary>True when the name and the key identifier say that a CA issued this list. No signature is verified.</summary>
    public bool NamesAsIssuer(Certificate ca) =>
        Issuer.Span.SequenceEqual(ca.Subject.Span)
        && (AuthorityKeyId.IsEmpty || ca.SubjectKeyId.IsEmpty || AuthorityKeyId.Span.SequenceEqual(ca.SubjectKeyId.Span));

    private static RevocationList Read(AsnReader reader, CertificateProfile profile)
    {
        var signed = SignedDer.Read(reader, profile);
        var content = signed.ReadContent();
        if (!content.TryReadInt32(out var version) || version != 1) throw new AsnContentException("Not a version 2 list.");
        signed.ReadSameAlgorithm(content);
        var issuer = content.ReadEncodedValue();
        var (thisUpdate, nextUpdate) = (Der.ReadTime(content, profile.AllowsGeneralizedTime), Der.ReadTime(content, profile.AllowsGeneralizedTime));
        var serials = content.HasData && content.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence) ? ReadEntries(content.ReadSequence(), profile) : [];
        var list = content.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0));
        content.ThrowIfNotEmpty();
        var extensions = X509Extensions.Read(list, Understood);
        list.ThrowIfNotEmpty();
        return new RevocationList
        {
            Signed = signed,
            Issuer = issuer,
            ThisUpdate = thisUpdate,
            NextUpdate = nextUpdate,
            Serials = serials,
            AuthorityKeyId = extensions.ReadAuthorityKeyId(),
            Number = ReadNumber(extensions),
        };
    }

    private static HashSet<Measurement> ReadEntries(AsnReader entries, CertificateProfile profile)
    {
        var serials = new HashSet<Measurement>();
        while (entries.HasData)
        {
            var entry = entries.ReadSequence();
            if (serials.Count == MaxEntries || !serials.Add(new Measurement(entry.ReadIntegerBytes())))
                throw new AsnContentException("Too many entries, or one that stands twice.");
            Der.ReadTime(entry, profile.AllowsGeneralizedTime);
            // What an entry's extensions say (the reason) changes nothing; a critical one could, so none is understood.
            if (entry.HasData) X509Extensions.Read(entry, []);
            entry.ThrowIfNotEmpty();
        }

        return serials;
    }

    private static long ReadNumber(X509Extensions extensions)
    {
        if (extensions.Find(X509Ids.CrlNumber) is not { } reader) return 0;
        return reader.TryReadInt64(out var number) && number >= 0 && !reader.HasData
            ? number
            : throw new AsnContentException("The list's number is out of range.");
    }
}
