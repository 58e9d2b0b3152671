using Httpa.Verifiers.Encoding;
using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Cose;

/// <summary>Reads public keys on NIST curves (RFC 9052, section 7; RFC 9053, section 7.1.1).</summary>
internal static class CoseKey
{
    // Labels of RFC 9052, table 4, and RFC 9053, table 19.
    private const long Kty = 1;
    private const long Kid = 2;
    private const long Alg = 3;
    private const long KeyOps = 4;
    private const long Crv = -1;
    private const long X = -2;
    private const long Y = -3;

    private const long Ec2 = 2;
    private const long Verify = 2;
    private const int MaxCount = 7;
    private const int MaxKidLength = 256;
    private const int MaxOperations = 10;

    /// <summary>Reads a key of type EC2 with both coordinates.</summary>
    /// <param name="bytes">The COSE_Key; nothing may follow it.</param>
    /// <returns>
    /// Null when it is malformed, has a member that is not understood (a private key, say), a compressed point, an algorithm of another curve, or is not for verifying.
    /// Whether the point is on the curve is for <see cref="PublicKey.TryImport"/> to find out.
    /// </returns>
    public static PublicKeyInfo? TryParse(ReadOnlyMemory<byte> bytes)
    {
        var cbor = new StrictCbor(bytes);
        var (kty, kind, algorithm) = (0L, (KeyKind?)null, (SignatureAlgorithm?)null);
        var (x, y) = (ReadOnlyMemory<byte>.Empty, ReadOnlyMemory<byte>.Empty);
        var count = cbor.ReadMap(MaxCount);
        for (var i = 0; i < count && !cbor.HasFailed; i++)
        {
            switch (cbor.ReadInteger())
            {
                case Kty: kty = cbor.ReadInteger(); break;
                case Kid: cbor.ReadBytes(0, MaxKidLength); break;
                case Alg: algorithm = ReadAlgorithm(cbor); break;
                case KeyOps: ReadOperations(cbor); break;
                case Crv: kind = ReadCurve(cbor); break;
                case X: x = cbor.ReadBytes(1, bytes.Length); break;
                case Y: y = cbor.ReadBytes(1, bytes.Length); break;
                default: cbor.Fail(); break;
            }
        }

        cbor.EndMap();
        if (!cbor.IsComplete || kty != Ec2 || kind is not { } curve) return null;
        var length = PublicKeyInfo.CoordinateLength(curve);
        if (x.Length != length || y.Length != length || (algorithm ?? AlgorithmOf(curve)) != AlgorithmOf(curve)) return null;
        return new PublicKeyInfo(curve, (byte[])[.. x.Span, .. y.Span]);
    }

    private static SignatureAlgorithm? ReadAlgorithm(StrictCbor cbor)
    {
        var algorithm = CoseAlgorithms.Signature(cbor.ReadInteger());
        if (algorithm is null) cbor.Fail();
        return algorithm;
    }

    private static KeyKind? ReadCurve(StrictCbor cbor)
    {
        // RFC 9053, table 18.
        switch (cbor.ReadInteger())
        {
            case 1: return KeyKind.P256;
            case 2: return KeyKind.P384;
            case 3: return KeyKind.P521;
            default:
                cbor.Fail();
                return null;
        }
    }

    private static void ReadOperations(StrictCbor cbor)
    {
        var isForVerifying = false;
        var count = cbor.ReadArray(MaxOperations);
        for (var i = 0; i < count; i++) isForVerifying |= cbor.ReadInteger() == Verify;
        cbor.EndArray();
        if (!isForVerifying) cbor.Fail();
    }

    private static SignatureAlgorithm AlgorithmOf(KeyKind curve) => curve switch
    {
        KeyKind.P256 => SignatureAlgorithm.EcdsaP256Sha256,
        KeyKind.P384 => SignatureAlgorithm.EcdsaP384Sha384,
        KeyKind.P521 => SignatureAlgorithm.EcdsaP521Sha512,
        _ => throw new ArgumentOutOfRangeException(nameof(curve), curve, "Not a curve."),
    };
}
