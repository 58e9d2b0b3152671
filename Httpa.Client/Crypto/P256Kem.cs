using System.Security.Cryptography;

namespace Httpa.Client.Crypto;

/// <summary>DHKEM(P-256, HKDF-SHA256), 0x0010 (RFC 9180, section 7.1). Points are 0x04 || X || Y.</summary>
internal sealed class P256Kem() : Dhkem(KemId, PointLength)
{
    private const ushort KemId = 0x0010;
    private const int FieldLength = 32;
    private const int PointLength = 1 + 2 * FieldLength;

    /// <summary>p, the field's prime (NIST SP 800-186, section 3.2.1.3): a coordinate must be below it.</summary>
    private static ReadOnlySpan<byte> Prime =>
    [
        0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    ];

    public override KemPrivateKey Generate() => new PrivateKey(ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256));

    public override KemPrivateKey Import(ReadOnlySpan<byte> privateKey)
    {
        if (privateKey.Length != FieldLength) throw new ArgumentException("A P-256 private key has 32 bytes.", nameof(privateKey));
        var scalar = privateKey.ToArray();
        try
        {
            return new PrivateKey(ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar }));
        }
        catch (CryptographicException e)
        {
            throw new ArgumentException("The bytes are no P-256 private key.", nameof(privateKey), e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(scalar);
        }
    }

    /// <summary>Full validation of an uncompressed point: its form, both coordinates in the field, on the curve (SP 800-56A rev. 3, section 5.6.2.3.3).</summary>
    private static ECDiffieHellman? ImportPoint(ReadOnlySpan<byte> point)
    {
        if (point.Length != PointLength || point[0] != 0x04) return null;
        var x = point.Slice(1, FieldLength);
        var y = point[(1 + FieldLength)..];
        if (x.SequenceCompareTo(Prime) >= 0 || y.SequenceCompareTo(Prime) >= 0) return null;
        try
        {
            // The import itself checks that the point lies on the curve.
            return ECDiffieHellman.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = x.ToArray(), Y = y.ToArray() },
            });
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private sealed class PrivateKey : DhkemPrivateKey
    {
        private readonly ECDiffieHellman _key;

        public PrivateKey(ECDiffieHellman key) : base(KemId)
        {
            _key = key;
            var q = key.ExportParameters(includePrivateParameters: false).Q;
            PublicKey = (byte[])[0x04, .. q.X!, .. q.Y!];
        }

        public override ReadOnlyMemory<byte> PublicKey { get; }

        protected override bool TryAgree(ReadOnlySpan<byte> peer, Span<byte> result)
        {
            using var imported = ImportPoint(peer);
            if (imported is null) return false;
            try
            {
                using var publicKey = imported.PublicKey;
                var secret = _key.DeriveRawSecretAgreement(publicKey);
                secret.CopyTo(result);
                CryptographicOperations.ZeroMemory(secret);
                return true;
            }
            catch (CryptographicException)
            {
                return false;
            }
        }

        public override void Dispose() => _key.Dispose();
    }
}
