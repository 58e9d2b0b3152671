using System.Formats.Asn1;

namespace Httpa.Verifiers.Pki;

/// <summary>Converts ECDSA signatures to fixed length.</summary>
internal static class EcdsaSignature
{
    /// <summary>Converts an ECDSA-Sig-Value (RFC 3279, section 2.2.3); its integers are strict DER and no longer than the curve's coordinates.</summary>
    /// <param name="der">The bytes.</param>
    /// <param name="curve">The curve of the key that signed.</param>
    /// <returns>r and s, big-endian, each of the length of a coordinate.</returns>
    /// <exception cref="AsnContentException">It is malformed.</exception>
    public static byte[] FromDer(ReadOnlyMemory<byte> der, KeyKind curve)
    {
        var reader = new AsnReader(der, AsnEncodingRules.DER);
        var pair = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        var length = PublicKeyInfo.CoordinateLength(curve);
        var signature = new byte[2 * length];
        ReadNumber(pair, signature.AsSpan(0, length));
        ReadNumber(pair, signature.AsSpan(length));
        pair.ThrowIfNotEmpty();
        return signature;
    }

    private static void ReadNumber(AsnReader reader, Span<byte> destination)
    {
        var value = reader.ReadIntegerBytes().Span;
        if ((value[0] & 0x80) != 0) throw new AsnContentException("A signature holds no negative numbers.");
        if (value[0] == 0) value = value[1..];
        if (value.Length > destination.Length) throw new AsnContentException("A number of the signature is too long.");
        value.CopyTo(destination[(destination.Length - value.Length)..]);
    }
}
