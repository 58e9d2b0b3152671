using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Httpa.Tool.Inspecting;

/// <summary>What certificates say, for <c>inspect</c>.</summary>
internal static class CertificateText
{
    // Intel, "SGX PCK Certificate and CRL Profile Specification", section 1.3.5.
    private const string SgxExtension = "1.2.840.113741.1.13.1";

    private static readonly Dictionary<string, string> SgxNames = new()
    {
        [SgxExtension + ".1"] = "PPID",
        [SgxExtension + ".2"] = "TCB",
        [SgxExtension + ".2.17"] = "PCESVN",
        [SgxExtension + ".2.18"] = "CPUSVN",
        [SgxExtension + ".3"] = "PCEID",
        [SgxExtension + ".4"] = "FMSPC",
        [SgxExtension + ".5"] = "SGX type",
        [SgxExtension + ".6"] = "platform instance id",
    };

    /// <summary>Name and value of what each certificate in the PEM text says, in the order of the text. What is no certificate is passed over.</summary>
    public static IEnumerable<IReadOnlyList<(string Name, string Value)>> Read(ReadOnlyMemory<byte> pem)
    {
        var text = Encoding.Latin1.GetString(pem.Span);
        for (var start = 0; PemEncoding.TryFind(text.AsSpan(start), out var fields); start += fields.Location.End.GetOffset(text.Length - start))
        {
            if (text.AsSpan(start)[fields.Label] is "CERTIFICATE") yield return Describe(Convert.FromBase64String(text[start..][fields.Base64Data]));
        }
    }

    private static List<(string Name, string Value)> Describe(byte[] der)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der);
            return
            [
                ("subject", certificate.Subject),
                ("issuer", certificate.Issuer),
                ("serial number", certificate.SerialNumber),
                ("valid from", Time(certificate.NotBefore)),
                ("valid until", Time(certificate.NotAfter)),
                ("public key, SHA-256", Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()))),
                .. certificate.Extensions.Where(e => e.Oid?.Value == SgxExtension).SelectMany(e => ReadSgx(e.RawData)),
            ];
        }
        catch (CryptographicException e)
        {
            return [("unreadable", e.Message)];
        }
    }

    private static List<(string Name, string Value)> ReadSgx(byte[] extension)
    {
        var found = new List<(string Name, string Value)>();
        try
        {
            ReadSequence(new AsnReader(extension, AsnEncodingRules.DER), found, isNested: false);
        }
        catch (AsnContentException e)
        {
            found.Add(("SGX extension", $"unreadable from here: {e.Message}"));
        }

        return found;
    }

    // Every item is SEQUENCE { OID, value }; the TCB's value is a sequence of such items again, and no other is.
    private static void ReadSequence(AsnReader reader, List<(string Name, string Value)> found, bool isNested)
    {
        var items = reader.ReadSequence();
        while (items.HasData)
        {
            var item = items.ReadSequence();
            var oid = item.ReadObjectIdentifier();
            var tag = item.PeekTag();
            if (!isNested && tag == Asn1Tag.Sequence && oid == SgxExtension + ".2") ReadSequence(item, found, isNested: true);
            else if (SgxNames.TryGetValue(oid, out var name)) found.Add((name, Value(item, tag)));
        }
    }

    private static string Value(AsnReader item, Asn1Tag tag)
    {
        if (tag == Asn1Tag.PrimitiveOctetString) return Convert.ToHexStringLower(item.ReadOctetString());
        if (tag == Asn1Tag.Integer) return item.ReadInteger().ToString(CultureInfo.InvariantCulture);
        return Convert.ToHexStringLower(item.ReadEncodedValue().Span);
    }

    private static string Time(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
