using System.Formats.Asn1;
using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Snp;

/// <summary>
/// What AMD says of a chip in the certificate of its key (AMD 57230, tables of the extensions of VCEK and VLEK certificates). Every extension that the kind of key has
/// must be there.
/// </summary>
/// <param name="ProductName">The product, such as <c>Milan-B0</c>.</param>
/// <param name="Tcb">The TCB version that the key was derived for, written as in a report.</param>
/// <param name="HardwareId">VCEK: the chip's id. VLEK: empty.</param>
/// <param name="CspId">VLEK: the cloud provider. VCEK: null.</param>
internal sealed record KeyExtension(string ProductName, Measurement Tcb, Measurement HardwareId, string? CspId)
{
    private const int MaxTextLength = 256;

    /// <summary>Reads the extensions.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="kind">The kind of its key.</param>
    /// <param name="layout">What the product line of its issuer has.</param>
    /// <returns>Null when one is missing, malformed or of another layout.</returns>
    public static KeyExtension? TryRead(Certificate certificate, SnpSigningKey kind, TcbLayout layout)
    {
        try
        {
            var extensions = certificate.Extensions;
            if (ReadByte(extensions, KeyExtensionIds.StructVersion) != layout.StructVersion) return null;
            var tcb = new byte[TcbLayout.Length];
            for (var i = 0; i < tcb.Length; i++) tcb[i] = ReadByte(extensions, layout.Extensions[i]);
            var isVlek = kind == SnpSigningKey.Vlek;
            if (isVlek && extensions.TryGet(KeyExtensionIds.HardwareId, out _)) return null;
            return new KeyExtension(
                ReadText(extensions, KeyExtensionIds.ProductName),
                new Measurement(tcb),
                isVlek ? default : ReadHardwareId(extensions, layout.HardwareIdLength),
                isVlek ? ReadText(extensions, KeyExtensionIds.CspId) : null);
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>True when a report's CHIP_ID is the id of this chip: exactly, and zero after it.</summary>
    public bool IsOfChip(ReadOnlySpan<byte> chipId) =>
        chipId.StartsWith(HardwareId.Bytes.Span) && !chipId[HardwareId.Bytes.Length..].ContainsAnyExcept((byte)0);

    private static AsnReader Require(X509Extensions extensions, string id) =>
        extensions.Find(id) ?? throw new AsnContentException($"The extension {id} is missing.");

    private static byte ReadByte(X509Extensions extensions, string id)
    {
        var reader = Require(extensions, id);
        if (!reader.TryReadInt32(out var number) || number is < 0 or > byte.MaxValue) throw new AsnContentException($"The extension {id} is no number from 0 to 255.");
        reader.ThrowIfNotEmpty();
        return (byte)number;
    }

    private static string ReadText(X509Extensions extensions, string id)
    {
        var reader = Require(extensions, id);
        var text = reader.ReadCharacterString(UniversalTagNumber.IA5String);
        reader.ThrowIfNotEmpty();
        return text.Length is > 0 and <= MaxTextLength ? text : throw new AsnContentException($"The extension {id} is empty or too long.");
    }

    /// <summary>The id stands without tag and length, and in some certificates as an OCTET STRING. Its length alone tells which: an id may begin like a tag.</summary>
    private static Measurement ReadHardwareId(X509Extensions extensions, int length)
    {
        if (!extensions.TryGet(KeyExtensionIds.HardwareId, out var value)) throw new AsnContentException("The chip's id is missing.");
        if (value.Length == length) return new Measurement(value);
        var reader = new AsnReader(value, AsnEncodingRules.DER);
        var id = Der.ReadOctets(reader, length);
        reader.ThrowIfNotEmpty();
        return new Measurement(id);
    }
}
