using System.Formats.Asn1;
using System.Security.Cryptography;
using Httpa.Verifiers.Pki;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Pki;

internal sealed class PublicKeyTests
{
    private static readonly byte[] Order = Convert.FromHexString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

    [Test]
    public void Refuses_points_that_are_not_on_the_curve()
    {
        var one = new byte[64];
        one[31] = one[63] = 1;
        Assert.That(Import(new byte[64]), Is.Null);
        Assert.That(Import(one), Is.Null);
        Assert.That(Import(Enumerable.Repeat((byte)0xff, 64).ToArray()), Is.Null);
    }

    [Test]
    public void Refuses_a_point_that_is_changed_anywhere([Values(0, 31, 32, 63)] int place)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var q = pair.ExportParameters(includePrivateParameters: false).Q;
        byte[] point = [.. q.X!, .. q.Y!];
        point[place] ^= 1;

        Assert.That(Import(point), Is.Null);
    }

    [Test]
    public void Refuses_a_coordinate_in_another_spelling()
    {
        // A point of the curve has x = 5. Five and the field's prime is the same residue, and no coordinate.
        var y = Convert.FromHexString("459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc");
        var five = Convert.FromHexString("0000000000000000000000000000000000000000000000000000000000000005");
        var further = Convert.FromHexString("ffffffff00000001000000000000000000000001000000000000000000000004");

        Assert.Multiple(() =>
        {
            Assert.That(Import([.. five, .. y]), Is.Not.Null);
            Assert.That(Import([.. further, .. y]), Is.Null);
        });
    }

    [Test]
    [Platform("Linux")]
    public void Imports_through_OpenSSL_where_NET_uses_it() => Assert.That(OpenSslPoint.IsAvailable, Is.True);

    [Test]
    public void Refuses_signatures_with_numbers_out_of_range()
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var q = pair.ExportParameters(includePrivateParameters: false).Q;
        var key = Import([.. q.X!, .. q.Y!])!;
        var data = new byte[] { 1, 2, 3 };
        var good = pair.SignData(data, HashAlgorithmName.SHA256);
        Assert.Multiple(() =>
        {
            Assert.That(Verify(key, data, good), Is.True);
            Assert.That(Verify(key, [1, 2, 4], good), Is.False);
            Assert.That(Verify(key, data, new byte[64]), Is.False);
            Assert.That(Verify(key, data, [.. new byte[32], .. good[32..]]), Is.False);
            Assert.That(Verify(key, data, [.. good[..32], .. new byte[32]]), Is.False);
            Assert.That(Verify(key, data, [.. Order, .. good[32..]]), Is.False);
            Assert.That(Verify(key, data, [.. good[..32], .. Order]), Is.False);
            Assert.That(Verify(key, data, good.AsSpan(0, 63)), Is.False);
        });
    }

    [TestCase(SignatureAlgorithm.EcdsaP256Sha256)]
    [TestCase(SignatureAlgorithm.EcdsaP384Sha384)]
    [TestCase(SignatureAlgorithm.EcdsaP521Sha512)]
    public void Verifies_a_signature_of_the_curve_that_the_algorithm_names(SignatureAlgorithm algorithm)
    {
        var data = "signed"u8.ToArray();
        foreach (var (kind, curve) in new[] { (KeyKind.P256, ECCurve.NamedCurves.nistP256), (KeyKind.P384, ECCurve.NamedCurves.nistP384), (KeyKind.P521, ECCurve.NamedCurves.nistP521) })
        {
            using var pair = ECDsa.Create(curve);
            var key = PublicKey.TryImport(PublicKeyInfo.Read(pair.ExportSubjectPublicKeyInfo()), new VerificationCount())!;
            var hash = algorithm switch
            {
                SignatureAlgorithm.EcdsaP256Sha256 => HashAlgorithmName.SHA256,
                SignatureAlgorithm.EcdsaP384Sha384 => HashAlgorithmName.SHA384,
                _ => HashAlgorithmName.SHA512,
            };
            var signature = pair.SignData(data, hash);
            var isMeant = (int)kind == (int)algorithm;

            Assert.That(key.Verify(algorithm, data, signature), Is.EqualTo(isMeant), $"{kind}");
            Assert.That(key.Verify(algorithm, [.. data, 0], signature), Is.False, $"{kind}, other data");
        }
    }

    [TestCase(SignatureAlgorithm.RsaPkcs1Sha256, "SHA256", false)]
    [TestCase(SignatureAlgorithm.RsaPkcs1Sha384, "SHA384", false)]
    [TestCase(SignatureAlgorithm.RsaPkcs1Sha512, "SHA512", false)]
    [TestCase(SignatureAlgorithm.RsaPssSha256, "SHA256", true)]
    [TestCase(SignatureAlgorithm.RsaPssSha384, "SHA384", true)]
    [TestCase(SignatureAlgorithm.RsaPssSha512, "SHA512", true)]
    public void Verifies_an_RSA_signature_by_the_named_algorithm_only(SignatureAlgorithm algorithm, string hash, bool isPss)
    {
        using var pair = RSA.Create(2048);
        var key = PublicKey.TryImport(PublicKeyInfo.Read(pair.ExportSubjectPublicKeyInfo()), new VerificationCount())!;
        var data = "signed"u8.ToArray();
        var signature = pair.SignData(data, new HashAlgorithmName(hash), isPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);

        var verifying = Enum.GetValues<SignatureAlgorithm>().Where(a => key.Verify(a, data, signature));

        Assert.That(verifying, Is.EqualTo(new[] { algorithm }));
        Assert.That(key.Verify(algorithm, data, signature.AsSpan(1)), Is.False);
    }

    [TestCase(1024)]
    [TestCase(4104)]
    public void Refuses_RSA_keys_that_are_too_short_or_too_long(int bits)
    {
        using var pair = RSA.Create(bits);
        var info = pair.ExportSubjectPublicKeyInfo();

        Assert.That(() => PublicKeyInfo.Read(info), Throws.InstanceOf<AsnContentException>());
    }

    [Test]
    public void Refuses_keys_of_other_kinds()
    {
        using var pair = ECDiffieHellman.Create(ECCurve.NamedCurves.brainpoolP256r1);
        var info = pair.ExportSubjectPublicKeyInfo();

        Assert.That(() => PublicKeyInfo.Read(info), Throws.InstanceOf<AsnContentException>());
    }

    private static PublicKey? Import(byte[] point) => PublicKey.TryImport(new PublicKeyInfo(KeyKind.P256, point), new VerificationCount());

    private static bool Verify(PublicKey key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) => key.Verify(SignatureAlgorithm.EcdsaP256Sha256, data, signature);
}
