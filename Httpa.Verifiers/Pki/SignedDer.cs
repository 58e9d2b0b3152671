using System.Formats.Asn1;

namespace Httpa.Verifiers.Pki;

/// <summary>
/// What certificates and revocation lists have in common (RFC 5280, sections 4.1 and 5.1): a content, the algorithm, a signature over the content's
/// exact bytes. Only ECDSA with SHA-256 on P-256 (RFC 5758), which is all that Intel's DCAP certificates use.
/// </summary>
internal sealed record SignedDer
{
    private const int CoordinateLength = 32;

    /// <summary>The content's bytes, tag and length included: what was signed.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>The algorithm's bytes, which the content must repeat.</summary>
    public required ReadOnlyMemory<byte> Algorithm { get; init; }

    /// <summary>The signature: r and s, 32 bytes each, big-endian.</summary>
    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>Reads the outer sequence.</summary>
    public static SignedDer Read(AsnReader reader)
    {
        var outer = reader.ReadSequence();
        var content = outer.PeekEncodedValue();
        outer.ReadSequence();
        var algorithm = outer.PeekEncodedValue();
        var identifier = outer.ReadSequence();
        if (identifier.ReadObjectIdentifier() != X509Ids.EcdsaWithSha256) throw new AsnContentException("Not signed by ECDSA with SHA-256.");
        identifier.ThrowIfNotEmpty();
        var signature = ReadSignature(Der.ReadBytesOfBits(outer));
        outer.ThrowIfNotEmpty();
        return new SignedDer { Content = content, Algorithm = algorithm, Signature = signature };
    }

    /// <summary>A reader over what stands inside the content's sequence.</summary>
    public AsnReader ReadContent() => new AsnReader(Content, AsnEncodingRules.DER).ReadSequence();

    /// <summary>Reads the content's copy of the algorithm, which is signed, and compares.</summary>
    public void ReadSameAlgorithm(AsnReader content)
    {
        if (!content.ReadEncodedValue().Span.SequenceEqual(Algorithm.Span)) throw new AsnContentException("Two signature algorithms.");
    }

    /// <summary>Converts an ECDSA-Sig-Value (RFC 3279, section 2.2.3) to fixed length; its integers are strict DER and at most 32 bytes.</summary>
    private static byte[] ReadSignature(ReadOnlyMemory<byte> der)
    {
        var reader = new AsnReader(der, AsnEncodingRules.DER);
        var pair = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        var signature = new byte[2 * CoordinateLength];
        ReadCoordinate(pair, signature.AsSpan(0, CoordinateLength));
        ReadCoordinate(pair, signature.AsSpan(CoordinateLength));
        pair.ThrowIfNotEmpty();
        return signature;
    }

    private static void ReadCoordinate(AsnReader reader, Span<byte> destination)
    {
        var value = reader.ReadIntegerBytes().Span;
        if ((value[0] & 0x80) != 0) throw new AsnContentException("A signature holds no negative numbers.");
        if (value[0] == 0) value = value[1..];
        if (value.Length > destination.Length) throw new AsnContentException("A number of the signature is too long.");
        value.CopyTo(destination[(destination.Length - value.Length)..]);
    }
}
