using System.Formats.Asn1;

namespace Httpa.Verifiers.Pki;

/// <summary>The kinds of public keys.</summary>
internal enum KeyKind
{
    /// <summary>A point of the curve P-256.</summary>
    P256,

    /// <summary>A point of the curve P-384.</summary>
    P384,

    /// <summary>A point of the curve P-521.</summary>
    P521,

    /// <summary>An RSA key of 2048 to 4096 bits.</summary>
    Rsa,
}

/// <summary>A public key as it was written down: its kind and its numbers, parsed and nothing more.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Bytes">A curve's point: x and y, big-endian and of equal length. RSA: the RSAPublicKey (RFC 8017, appendix A.1.1), DER.</param>
internal readonly record struct PublicKeyInfo(KeyKind Kind, ReadOnlyMemory<byte> Bytes)
{
    private const int MinRsaBytes = 2048 / 8;
    private const int MaxRsaBytes = 4096 / 8;

    /// <summary>Reads a SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7; RFC 5480; RFC 3279, section 2.3.1).</summary>
    /// <param name="der">The bytes, tag and length included.</param>
    /// <exception cref="AsnContentException">It is malformed, or of another kind.</exception>
    public static PublicKeyInfo Read(ReadOnlyMemory<byte> der)
    {
        var reader = new AsnReader(der, AsnEncodingRules.DER);
        var info = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        var algorithm = info.ReadSequence();
        var kind = ReadKind(algorithm);
        algorithm.ThrowIfNotEmpty();
        var key = Der.ReadBytesOfBits(info);
        info.ThrowIfNotEmpty();
        return kind == KeyKind.Rsa ? new PublicKeyInfo(kind, RequireRsa(key)) : new PublicKeyInfo(kind, RequirePoint(key, kind));
    }

    /// <summary>Takes the numbers of an RSA key.</summary>
    /// <param name="modulus">Big-endian, without leading zeros.</param>
    /// <param name="exponent">Big-endian, without leading zeros.</param>
    /// <returns>Null when they are no RSA key of 2048 to 4096 bits.</returns>
    public static PublicKeyInfo? TryFromRsa(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent)
    {
        if (modulus.IsEmpty || modulus[0] == 0 || exponent.IsEmpty || exponent[0] == 0) return null;
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(modulus);
            writer.WriteIntegerUnsigned(exponent);
        }

        try
        {
            return new PublicKeyInfo(KeyKind.Rsa, RequireRsa(writer.Encode()));
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>Takes the coordinates of a point; that it lies on the curve is found out by <see cref="PublicKey.TryImport"/>.</summary>
    /// <param name="curve">The curve.</param>
    /// <param name="x">Big-endian, of the length of the curve's coordinates.</param>
    /// <param name="y">The same.</param>
    /// <returns>Null when a coordinate has another length.</returns>
    public static PublicKeyInfo? TryFromPoint(KeyKind curve, ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        var length = CoordinateLength(curve);
        return x.Length == length && y.Length == length ? new PublicKeyInfo(curve, (byte[])[.. x, .. y]) : null;
    }

    /// <summary>RSA: the length of the modulus, and of a signature, in bytes; 0 for a curve's point.</summary>
    public int ModulusLength
    {
        get
        {
            if (Kind != KeyKind.Rsa) return 0;
            var modulus = new AsnReader(Bytes, AsnEncodingRules.DER).ReadSequence().ReadIntegerBytes().Span;
            return modulus[0] == 0 ? modulus.Length - 1 : modulus.Length;
        }
    }

    /// <summary>Writes the key as <see cref="Read"/> takes it.</summary>
    public byte[] ToSubjectPublicKeyInfo()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence()) WriteKind(writer);
            writer.WriteBitString(Kind == KeyKind.Rsa ? Bytes.Span : [4, .. Bytes.Span]);
        }

        return writer.Encode();
    }

    /// <summary>The length of a curve's coordinate in bytes.</summary>
    /// <param name="kind">The curve.</param>
    public static int CoordinateLength(KeyKind kind) => kind switch
    {
        KeyKind.P256 => 32,
        KeyKind.P384 => 48,
        KeyKind.P521 => 66,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a curve."),
    };

    /// <summary>True when both are the same key.</summary>
    public bool IsSame(in PublicKeyInfo other) => Kind == other.Kind && Bytes.Span.SequenceEqual(other.Bytes.Span);

    private void WriteKind(AsnWriter algorithm)
    {
        algorithm.WriteObjectIdentifier(Kind == KeyKind.Rsa ? X509Ids.RsaEncryption : X509Ids.EcPublicKey);
        switch (Kind)
        {
            case KeyKind.Rsa: algorithm.WriteNull(); break;
            case KeyKind.P256: algorithm.WriteObjectIdentifier(X509Ids.P256); break;
            case KeyKind.P384: algorithm.WriteObjectIdentifier(X509Ids.P384); break;
            case KeyKind.P521: algorithm.WriteObjectIdentifier(X509Ids.P521); break;
            default: throw new InvalidOperationException("Not a kind of key.");
        }
    }

    private static KeyKind ReadKind(AsnReader algorithm)
    {
        switch (algorithm.ReadObjectIdentifier())
        {
            case X509Ids.EcPublicKey:
                return algorithm.ReadObjectIdentifier() switch
                {
                    X509Ids.P256 => KeyKind.P256,
                    X509Ids.P384 => KeyKind.P384,
                    X509Ids.P521 => KeyKind.P521,
                    _ => throw new AsnContentException("Not a key on a known curve."),
                };
            case X509Ids.RsaEncryption:
                algorithm.ReadNull();
                return KeyKind.Rsa;
            default:
                throw new AsnContentException("Not a key of a known kind.");
        }
    }

    private static ReadOnlyMemory<byte> RequirePoint(ReadOnlyMemory<byte> point, KeyKind kind) =>
        point.Length == 1 + (2 * CoordinateLength(kind)) && point.Span[0] == 4 ? point[1..] : throw new AsnContentException("Not an uncompressed point.");

    private static ReadOnlyMemory<byte> RequireRsa(ReadOnlyMemory<byte> key)
    {
        var reader = new AsnReader(key, AsnEncodingRules.DER);
        var numbers = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        var modulus = numbers.ReadIntegerBytes().Span;
        var exponent = numbers.ReadIntegerBytes().Span;
        numbers.ThrowIfNotEmpty();
        if ((modulus[0] & 0x80) != 0 || (exponent[0] & 0x80) != 0) throw new AsnContentException("An RSA key holds no negative numbers.");
        if (modulus[0] == 0) modulus = modulus[1..];
        // With 1 every padded hash is its own signature; an even exponent is no RSA.
        if ((exponent[^1] & 1) == 0 || exponent is [1]) throw new AsnContentException("Not an RSA exponent.");
        // Large exponents make a verification as slow as a signature; nobody's certificates have them.
        return modulus.Length is >= MinRsaBytes and <= MaxRsaBytes && exponent.Length <= 4 ? key : throw new AsnContentException("Not an RSA key of 2048 to 4096 bits.");
    }
}
