using System.Formats.Asn1;

namespace Httpa.Verifiers.Pki;

/// <summary>Reads DER (X.690): definite and minimal lengths only, nothing behind the end.</summary>
internal static class Der
{
    /// <summary>Runs a parser and turns every complaint about the bytes into null.</summary>
    /// <typeparam name="T">What the parser makes.</typeparam>
    /// <param name="der">The bytes: one element, nothing behind it.</param>
    /// <param name="parse">Reads the element; null refuses it.</param>
    public static T? TryParse<T>(ReadOnlyMemory<byte> der, Func<AsnReader, T?> parse)
        where T : class
    {
        try
        {
            var reader = new AsnReader(der, AsnEncodingRules.DER);
            var value = parse(reader);
            return reader.HasData ? null : value;
        }
        catch (Exception e) when (e is AsnContentException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Reads a time of X.509 (RFC 5280, section 4.1.2.5): UTCTime to 2049, GeneralizedTime without fractions afterwards.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="alwaysGeneralized">True to take a GeneralizedTime for earlier times too.</param>
    public static DateTimeOffset ReadTime(AsnReader reader, bool alwaysGeneralized = false)
    {
        if (reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime)) return reader.ReadUtcTime(twoDigitYearMax: 2049);
        var time = reader.ReadGeneralizedTime();
        if (time.Ticks % TimeSpan.TicksPerSecond != 0) throw new AsnContentException("A time has no fractions.");
        return alwaysGeneralized || time.Year >= 2050 ? time : throw new AsnContentException("A time to 2049 is a UTCTime.");
    }

    /// <summary>Reads a bit string of whole bytes.</summary>
    public static ReadOnlyMemory<byte> ReadBytesOfBits(AsnReader reader) =>
        reader.TryReadPrimitiveBitString(out var unused, out var bytes) && unused == 0
            ? bytes
            : throw new AsnContentException("A bit string of whole bytes is required.");

    /// <summary>Reads an octet string.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="length">The length in bytes; null for any.</param>
    public static ReadOnlyMemory<byte> ReadOctets(AsnReader reader, int? length = null) =>
        reader.TryReadPrimitiveOctetString(out var bytes) && (length is null || bytes.Length == length)
            ? bytes
            : throw new AsnContentException("An octet string of another length is required.");
}
