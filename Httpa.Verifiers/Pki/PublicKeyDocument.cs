using System.Formats.Asn1;
using Httpa.Verifiers.Encoding;

namespace Httpa.Verifiers.Pki;

/// <summary>Public keys on NIST curves as people hand them over: as JWK (RFC 7517; RFC 7518, section 6.2), as PEM or as DER.</summary>
internal static class PublicKeyDocument
{
    private const string PemLabel = "PUBLIC KEY";

    /// <summary>Reads a key in any of the three forms. Whether its point is on the curve is for <see cref="PublicKey.TryImport"/> to find out.</summary>
    /// <param name="document">The file's bytes.</param>
    /// <returns>Null when it is none of these, of another kind, or a private key.</returns>
    public static PublicKeyInfo? TryRead(ReadOnlyMemory<byte> document)
    {
        var text = document.Span.TrimStart(" \t\r\n"u8);
        if (text.StartsWith("{"u8)) return TryReadJwk(document);
        return text.StartsWith("-----"u8) ? TryReadPem(document.Span) : TryReadDer(document);
    }

    /// <summary>Reads a JWK of the type EC. Members that say no more about the key are left alone.</summary>
    /// <param name="json">The JWK in UTF-8.</param>
    public static PublicKeyInfo? TryReadJwk(ReadOnlyMemory<byte> json)
    {
        using var document = StrictJson.TryRead(json);
        return document is not null && JsonWebKey.TryRead(document.Root) is { Kind: not KeyKind.Rsa } key ? key : null;
    }

    /// <summary>Reads a SubjectPublicKeyInfo that holds a point.</summary>
    /// <param name="der">The bytes.</param>
    public static PublicKeyInfo? TryReadDer(ReadOnlyMemory<byte> der)
    {
        try
        {
            var info = PublicKeyInfo.Read(der);
            return info.Kind == KeyKind.Rsa ? null : info;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>Writes a point as SubjectPublicKeyInfo (RFC 5480, section 2).</summary>
    /// <param name="key">The key; not RSA.</param>
    public static byte[] Encode(in PublicKeyInfo key)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(X509Ids.EcPublicKey);
                writer.WriteObjectIdentifier(key.Kind switch
                {
                    KeyKind.P256 => X509Ids.P256,
                    KeyKind.P384 => X509Ids.P384,
                    KeyKind.P521 => X509Ids.P521,
                    _ => throw new ArgumentException("Not a key on a curve.", nameof(key)),
                });
            }

            writer.WriteBitString([4, .. key.Bytes.Span]);
        }

        return writer.Encode();
    }

    private static PublicKeyInfo? TryReadPem(ReadOnlySpan<byte> document)
    {
        var text = System.Text.Encoding.Latin1.GetString(document);
        if (!System.Security.Cryptography.PemEncoding.TryFind(text, out var fields) || text[fields.Label] != PemLabel) return null;
        return text[fields.Location.End..].Trim().Length == 0 ? TryReadDer(Convert.FromBase64String(text[fields.Base64Data])) : null;
    }
}
