using System.Formats.Asn1;

namespace Httpa.Verifiers.Pki;

/// <summary>The extensions of a certificate, a revocation list or an entry of one (RFC 5280, sections 4.2 and 5.2), by object identifier.</summary>
internal sealed class X509Extensions
{
    // Certificates have about six of them, entries of a list one: too few for a dictionary to pay. Each new one is compared with all before it, so their
    // number must not be for a forger to choose.
    private const int MaxCount = 32;

    private readonly List<(string Id, ReadOnlyMemory<byte> Value)> _values;

    private X509Extensions(List<(string, ReadOnlyMemory<byte>)> values) => _values = values;

    /// <summary>Reads a list of extensions. One that stands twice, a critical one that is not understood, and more than 32 are refused.</summary>
    /// <param name="reader">Stands on the SEQUENCE.</param>
    /// <param name="understood">The object identifiers that the caller enforces.</param>
    public static X509Extensions Read(AsnReader reader, ReadOnlySpan<string> understood)
    {
        var list = reader.ReadSequence();
        var values = new List<(string Id, ReadOnlyMemory<byte>)>();
        while (list.HasData)
        {
            if (values.Count == MaxCount) throw new AsnContentException("Too many extensions.");
            var extension = list.ReadSequence();
            var id = extension.ReadObjectIdentifier();
            var isCritical = extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && extension.ReadBoolean();
            var value = Der.ReadOctets(extension);
            extension.ThrowIfNotEmpty();
            if (isCritical && !understood.Contains(id)) throw new AsnContentException($"The critical extension {id} is not understood.");
            if (values.Exists(v => v.Id == id)) throw new AsnContentException($"The extension {id} stands twice.");
            values.Add((id, value));
        }

        return values.Count == 0 ? throw new AsnContentException("A list of extensions is not empty.") : new X509Extensions(values);
    }

    /// <summary>A reader over an extension's value; null when there is no such extension.</summary>
    public AsnReader? Find(string id) => TryGet(id, out var value) ? new AsnReader(value, AsnEncodingRules.DER) : null;

    /// <summary>Finds an extension's value.</summary>
    /// <param name="id">Its object identifier.</param>
    /// <param name="value">The bytes, when the result is true; nothing is known of their form.</param>
    public bool TryGet(string id, out ReadOnlyMemory<byte> value)
    {
        foreach (var extension in _values)
        {
            if (extension.Id != id) continue;
            value = extension.Value;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>The key identifier of the issuer (AuthorityKeyIdentifier, keyIdentifier); empty when there is none.</summary>
    public ReadOnlyMemory<byte> ReadAuthorityKeyId()
    {
        var reader = Find(X509Ids.AuthorityKeyId);
        if (reader is null) return default;
        var sequence = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        var tag = new Asn1Tag(TagClass.ContextSpecific, 0);
        return sequence.HasData && sequence.PeekTag().HasSameClassAndValue(tag) && sequence.TryReadPrimitiveOctetString(out var id, tag) ? id : default;
    }
}

/// <summary>Object identifiers of X.509 (RFC 5280, RFC 5758, RFC 5480, RFC 4055).</summary>
internal static class X509Ids
{
    public const string CommonName = "2.5.4.3";
    public const string SubjectKeyId = "2.5.29.14";
    public const string KeyUsage = "2.5.29.15";
    public const string BasicConstraints = "2.5.29.19";
    public const string CrlNumber = "2.5.29.20";
    public const string AuthorityKeyId = "2.5.29.35";
    public const string ExtendedKeyUsage = "2.5.29.37";
    public const string OcspSigning = "1.3.6.1.5.5.7.3.9";
    public const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";
    public const string EcdsaWithSha384 = "1.2.840.10045.4.3.3";
    public const string EcdsaWithSha512 = "1.2.840.10045.4.3.4";
    public const string EcPublicKey = "1.2.840.10045.2.1";
    public const string P256 = "1.2.840.10045.3.1.7";
    public const string P384 = "1.3.132.0.34";
    public const string P521 = "1.3.132.0.35";
    public const string RsaEncryption = "1.2.840.113549.1.1.1";
    public const string MaskGeneration1 = "1.2.840.113549.1.1.8";
    public const string RsaPss = "1.2.840.113549.1.1.10";
    public const string RsaWithSha256 = "1.2.840.113549.1.1.11";
    public const string RsaWithSha384 = "1.2.840.113549.1.1.12";
    public const string RsaWithSha512 = "1.2.840.113549.1.1.13";
    public const string Sha256 = "2.16.840.1.101.3.4.2.1";
    public const string Sha384 = "2.16.840.1.101.3.4.2.2";
    public const string Sha512 = "2.16.840.1.101.3.4.2.3";
}
