using System.Formats.Asn1;

namespace Httpa.Verifiers.Pki;

/// <summary>
/// What certificates and revocation lists have in common (RFC 5280, sections 4.1 and 5.1): a content, the algorithm, a signature over the content's
/// exact bytes. ECDSA with the hash of the curve's length (RFC 5758), RSASSA-PKCS1-v1_5 and RSASSA-PSS with a salt of the hash's length (RFC 4055).
/// </summary>
internal sealed record SignedDer
{
    /// <summary>The content's bytes, tag and length included: what was signed.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>The algorithm's bytes, which the content must repeat.</summary>
    public required ReadOnlyMemory<byte> AlgorithmBytes { get; init; }

    /// <summary>The algorithm.</summary>
    public required SignatureAlgorithm Algorithm { get; init; }

    /// <summary>The signature, as <see cref="PublicKey.Verify"/> takes it.</summary>
    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>Reads the outer sequence.</summary>
    /// <param name="reader">Stands on it.</param>
    /// <param name="profile">Names the algorithms that are expected.</param>
    public static SignedDer Read(AsnReader reader, CertificateProfile profile)
    {
        var outer = reader.ReadSequence();
        var signed = ReadMembers(outer, profile);
        outer.ThrowIfNotEmpty();
        return signed;
    }

    /// <summary>Reads the three members out of the outer sequence, where something may follow them.</summary>
    /// <param name="outer">Stands on the content.</param>
    /// <param name="profile">Names the algorithms that are expected.</param>
    public static SignedDer ReadMembers(AsnReader outer, CertificateProfile profile)
    {
        var content = outer.PeekEncodedValue();
        outer.ReadSequence();
        var algorithmBytes = outer.PeekEncodedValue();
        var algorithm = ReadAlgorithm(outer.ReadSequence());
        if (!profile.Signatures.Contains(algorithm)) throw new AsnContentException("Signed by another algorithm.");
        var bits = Der.ReadBytesOfBits(outer);
        return new SignedDer { Content = content, AlgorithmBytes = algorithmBytes, Algorithm = algorithm, Signature = ReadSignature(bits, algorithm) };
    }

    /// <summary>A reader over what stands inside the content's sequence.</summary>
    public AsnReader ReadContent() => new AsnReader(Content, AsnEncodingRules.DER).ReadSequence();

    /// <summary>Reads the content's copy of the algorithm, which is signed, and compares.</summary>
    public void ReadSameAlgorithm(AsnReader content)
    {
        if (!content.ReadEncodedValue().Span.SequenceEqual(AlgorithmBytes.Span)) throw new AsnContentException("Two signature algorithms.");
    }

    /// <summary>True when a key made the signature.</summary>
    public bool IsSignedBy(PublicKey key) => key.Verify(Algorithm, Content.Span, Signature.Span);

    private static SignatureAlgorithm ReadAlgorithm(AsnReader identifier)
    {
        var algorithm = identifier.ReadObjectIdentifier() switch
        {
            X509Ids.EcdsaWithSha256 => SignatureAlgorithm.EcdsaP256Sha256,
            X509Ids.EcdsaWithSha384 => SignatureAlgorithm.EcdsaP384Sha384,
            X509Ids.EcdsaWithSha512 => SignatureAlgorithm.EcdsaP521Sha512,
            X509Ids.RsaWithSha256 => WithNull(identifier, SignatureAlgorithm.RsaPkcs1Sha256),
            X509Ids.RsaWithSha384 => WithNull(identifier, SignatureAlgorithm.RsaPkcs1Sha384),
            X509Ids.RsaWithSha512 => WithNull(identifier, SignatureAlgorithm.RsaPkcs1Sha512),
            X509Ids.RsaPss => ReadPss(identifier.ReadSequence()),
            _ => throw new AsnContentException("Not a known signature algorithm."),
        };
        identifier.ThrowIfNotEmpty();
        return algorithm;
    }

    private static SignatureAlgorithm WithNull(AsnReader identifier, SignatureAlgorithm algorithm)
    {
        identifier.ReadNull();
        return algorithm;
    }

    /// <summary>Reads RSASSA-PSS-params (RFC 4055, section 3.1): the same hash twice, a salt of its length, and the only trailer there is.</summary>
    private static SignatureAlgorithm ReadPss(AsnReader parameters)
    {
        var hash = ReadHash(Explicit(parameters, 0).ReadSequence());
        var generation = Explicit(parameters, 1).ReadSequence();
        if (generation.ReadObjectIdentifier() != X509Ids.MaskGeneration1 || ReadHash(generation.ReadSequence()) != hash)
            throw new AsnContentException("The mask is made by another hash.");
        generation.ThrowIfNotEmpty();
        if (!Explicit(parameters, 2).TryReadInt32(out var saltLength)) throw new AsnContentException("The salt's length is out of range.");
        // trailerField is 1 by default, and DER leaves defaults out; AMD writes it.
        if (parameters.HasData && (!Explicit(parameters, 3).TryReadInt32(out var trailer) || trailer != 1)) throw new AsnContentException("Another trailer.");
        parameters.ThrowIfNotEmpty();
        return (hash, saltLength) switch
        {
            (X509Ids.Sha256, 32) => SignatureAlgorithm.RsaPssSha256,
            (X509Ids.Sha384, 48) => SignatureAlgorithm.RsaPssSha384,
            (X509Ids.Sha512, 64) => SignatureAlgorithm.RsaPssSha512,
            _ => throw new AsnContentException("Not a known combination of hash and salt."),
        };
    }

    private static AsnReader Explicit(AsnReader reader, int tag) => reader.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, tag));

    private static string ReadHash(AsnReader identifier)
    {
        var hash = identifier.ReadObjectIdentifier();
        // RFC 4055, section 2.1: the parameters are NULL or absent.
        if (identifier.HasData) identifier.ReadNull();
        identifier.ThrowIfNotEmpty();
        return hash;
    }

    private static ReadOnlyMemory<byte> ReadSignature(ReadOnlyMemory<byte> bits, SignatureAlgorithm algorithm) => algorithm switch
    {
        SignatureAlgorithm.EcdsaP256Sha256 => EcdsaSignature.FromDer(bits, KeyKind.P256),
        SignatureAlgorithm.EcdsaP384Sha384 => EcdsaSignature.FromDer(bits, KeyKind.P384),
        SignatureAlgorithm.EcdsaP521Sha512 => EcdsaSignature.FromDer(bits, KeyKind.P521),
        _ => bits,
    };
}
